#include "tests/oracle/engine_index.h"

#include "tests/cmocka_all.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

void engine_index_init(struct engine_index *index, const char *engine, const char *language)
{
    *index = (struct engine_index){.engine = engine};
    const char *parent = getenv("TMPDIR");
    snprintf(index->folder, sizeof index->folder, "%.40s/morgue-oracle-XXXXXX",
             parent != NULL ? parent : "/tmp");
    assert_non_null(mkdtemp(index->folder));
    mrg_writer_options options = MRG_WRITER_OPTIONS_INIT;
    mrg_error error = MRG_ERROR_INIT;
    options.language = language;
    options.memory = 64 << 20;
    options.engine = engine;
    if (mrg_writer_open(index->folder, &options, &index->writer, &error) != MRG_OK)
        fail_msg("%s", error.message);
}

static int remove_one(const char *path, const struct stat *status, int kind, struct FTW *level)
{
    (void)status;
    (void)kind;
    (void)level;
    return remove(path);
}

void engine_index_free(struct engine_index *index)
{
    enum { OPEN_FOLDERS_MAX = 8 };
    mrg_index_close(index->index);
    mrg_writer_close(index->writer);
    nftw(index->folder, remove_one, OPEN_FOLDERS_MAX, FTW_DEPTH | FTW_PHYS);
    free(index->articles);
    *index = (struct engine_index){.engine = NULL};
}

void engine_index_commit(struct engine_index *index, bool merged)
{
    mrg_error error = MRG_ERROR_INIT;
    mrg_status status =
        merged ? mrg_writer_merge(index->writer, &error) : mrg_writer_commit(index->writer, &error);
    mrg_index_close(index->index);
    index->index = NULL;
    index->numbers = 0;
    if (status == MRG_OK)
        status = mrg_index_open(index->folder, &index->index, &error);
    if (status != MRG_OK)
        fail_msg("engine %s: %s", index->engine, error.message);
}

/* ---- numbers ---- */

static void make_room(struct engine_index *index, uint64_t number)
{
    if (number < index->numbers)
        return;
    size_t numbers = (size_t)number + number / 2 + 64;
    index->articles = realloc(index->articles, numbers * sizeof *index->articles);
    assert_non_null(index->articles);
    for (size_t i = index->numbers; i < numbers; i++)
        index->articles[i] = SIZE_MAX;
    index->numbers = numbers;
}

void engine_index_note(struct engine_index *index, uint64_t number, size_t article)
{
    make_room(index, number);
    index->articles[number] = article;
}

size_t engine_index_article(struct engine_index *index, const struct reference *reference,
                            uint64_t number)
{
    mrg_stored *stored;
    if (number < index->numbers && index->articles[number] != SIZE_MAX)
        return index->articles[number];
    if (mrg_index_fetch(index->index, number, &stored, NULL) != MRG_OK)
        return SIZE_MAX;
    size_t article = reference_find(reference, mrg_stored_article(stored)->id);
    mrg_stored_free(stored);
    engine_index_note(index, number, article);
    return article;
}
