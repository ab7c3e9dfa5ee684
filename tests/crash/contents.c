#include "tests/crash/contents.h"
#include "common/base/arena.h"
#include "common/segment/article_record.h"
#include "tests/crash/probes.h"

#include "tests/cmocka_all.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void must(mrg_status status, const mrg_error *error, const char *scene)
{
    if (status != MRG_OK)
        fail_msg("%s: %s", scene, error->message);
}

/* ---- reading ---- */

static void add(struct contents *contents, const mrg_article *article)
{
    contents->items = realloc(contents->items, (contents->count + 1) * sizeof *contents->items);
    assert_non_null(contents->items);
    struct content *item = &contents->items[contents->count++];
    *item = (struct content){.record = BUFFER_INIT};
    assert_in_range(article->id.size, 1, sizeof item->id - 1);
    memcpy(item->id, article->id.data, article->id.size);
    article_record_append(&item->record, article);
    assert_false(item->record.failed);
}

/* Numbers go up to where the last article is found. */
void contents_read(struct contents *contents, const char *path, const char *scene)
{
    mrg_index *index;
    mrg_index_stats stats;
    mrg_error error = MRG_ERROR_INIT;
    *contents = (struct contents){.count = 0};
    must(mrg_index_open(path, &index, &error), &error, scene);
    mrg_index_get_stats(index, &stats);
    const uint64_t numbers = 2 * (stats.articles + stats.removed) + 16;
    for (uint64_t number = 0; number < numbers; number++) {
        mrg_stored *stored;
        const mrg_status status = mrg_index_fetch(index, number, &stored, &error);
        if (status == MRG_ERR_MISSING)
            continue;
        must(status, &error, scene);
        mrg_stored *found; /* those removed can still be fetched by number */
        if (mrg_index_find(index, mrg_stored_article(stored)->id, &found, NULL) == MRG_OK) {
            struct contents both = {.count = 0};
            add(&both, mrg_stored_article(stored));
            add(&both, mrg_stored_article(found));
            if (both.items[0].record.size == both.items[1].record.size &&
                memcmp(both.items[0].record.data, both.items[1].record.data,
                       both.items[0].record.size) == 0 &&
                contents_find(contents, both.items[0].id) == NULL)
                add(contents, mrg_stored_article(stored));
            contents_free(&both);
        }
        mrg_stored_free(found);
        mrg_stored_free(stored);
    }
    if (contents->count != stats.articles)
        fail_msg("%s: %zu articles can be read, not %llu", scene, contents->count,
                 (unsigned long long)stats.articles);
    mrg_index_close(index);
}

void contents_free(struct contents *contents)
{
    for (size_t i = 0; i < contents->count; i++)
        buffer_free(&contents->items[i].record);
    free(contents->items);
    *contents = (struct contents){.count = 0};
}

const struct content *contents_find(const struct contents *contents, const char *id)
{
    for (size_t i = 0; i < contents->count; i++)
        if (strcmp(contents->items[i].id, id) == 0)
            return &contents->items[i];
    return NULL;
}

/* ---- building ---- */

void contents_build(const struct contents *contents, const char *path, const char *engine)
{
    mrg_writer *writer;
    mrg_error error = MRG_ERROR_INIT;
    mrg_writer_options options = MRG_WRITER_OPTIONS_INIT;
    struct arena arena = ARENA_INIT;
    options.memory = 64 << 20;
    options.engine = engine;
    must(mrg_writer_open(path, &options, &writer, &error), &error, path);
    for (size_t i = 0; i < contents->count; i++) {
        mrg_article article;
        const struct buffer *record = &contents->items[i].record;
        arena_clear(&arena);
        assert_true(article_record_read(record->data, record->size, &arena, &article));
        must(mrg_writer_add(writer, &article, NULL, &error), &error, path);
    }
    must(mrg_writer_merge(writer, &error), &error, path);
    mrg_writer_close(writer);
    arena_free(&arena);
}

void merge_all(const char *path, const char *scene)
{
    mrg_writer *writer;
    mrg_error error = MRG_ERROR_INIT;
    mrg_writer_options options = MRG_WRITER_OPTIONS_INIT;
    options.memory = 64 << 20;
    must(mrg_writer_open(path, &options, &writer, &error), &error, scene);
    must(mrg_writer_merge(writer, &error), &error, scene);
    mrg_writer_close(writer);
}

/* ---- judging ---- */

void must_be_sound(const char *path, const char *scene)
{
    mrg_error error = MRG_ERROR_INIT;
    must(mrg_index_check_deep(path, 0, NULL, NULL, &error), &error, scene);
}

void must_answer_alike(const char *a, const char *b, const char *scene)
{
    struct answer first = {.status = MRG_OK}, second = {.status = MRG_OK};
    mrg_index *one, *other;
    mrg_error error = MRG_ERROR_INIT;
    must(mrg_index_open(a, &one, &error), &error, scene);
    must(mrg_index_open(b, &other, &error), &error, scene);
    for (size_t probe = 1; probe < probe_count(); probe++) {
        probe_ask(one, probe, &first);
        probe_ask(other, probe, &second);
        if (first.status != second.status || first.text.size != second.text.size ||
            (first.text.size > 0 &&
             memcmp(first.text.data, second.text.data, first.text.size) != 0))
            fail_msg("%s: probe %zu: another answer", scene, probe);
    }
    mrg_index_close(one);
    mrg_index_close(other);
    answer_free(&first);
    answer_free(&second);
}
