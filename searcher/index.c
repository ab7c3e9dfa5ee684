#include "searcher/index.h"
#include "common/base/error.h"
#include "common/segment/article_record.h"

#include <stdlib.h>

mrg_status mrg_index_open(const char *path, mrg_index **index, mrg_error *error)
{
    *index = NULL;
    mrg_index *opened = calloc(1, sizeof *opened);
    if (opened == NULL)
        return fail_memory(error);
    opened->path = strdup(path);
    mrg_status status =
        opened->path == NULL ? fail_memory(error) : snapshot_open(&opened->snapshot, path, error);
    if (status == MRG_OK && strcmp(opened->snapshot.manifest.engine, "native") != 0)
        status = fail(error, MRG_ERR_UNSUPPORTED,
                      "%s: an index of engine \"%s\", which this build does not search", path,
                      opened->snapshot.manifest.engine);
    if (status != MRG_OK) {
        mrg_index_close(opened);
        return status;
    }
    *index = opened;
    return MRG_OK;
}

void mrg_index_close(mrg_index *index)
{
    if (index == NULL)
        return;
    snapshot_close(&index->snapshot);
    free(index->path);
    free(index);
}

/* ---- stored articles ---- */

static mrg_status read_stored(mrg_stored *stored, const struct segment *segment, uint32_t article,
                              mrg_error *error)
{
    const uint8_t *record;
    size_t size;
    articles_reader_init(&stored->reader, &segment->file, segment->meta.articles);
    mrg_status status = articles_read(&stored->reader, article, &record, &size, error);
    if (status != MRG_OK)
        return status;
    if (!article_record_read(record, size, &stored->arena, &stored->article))
        return stored->arena.failed
                   ? fail_memory(error)
                   : segment_file_damaged(&segment->file,
                                          segment->file.sections[SECTION_ARTICLES].data,
                                          "stored article", error);
    mrg_error damage = MRG_ERROR_INIT;
    int64_t words = column_value(&segment->columns, COLUMN_WORDS, article, &damage);
    stored->article.word_count = words > 0 ? (uint64_t)words : 0;
    if (damage.status != MRG_OK && error != NULL)
        *error = damage;
    return damage.status;
}

static mrg_status fetch(const struct segment *segment, uint32_t article, mrg_stored **stored,
                        mrg_error *error)
{
    mrg_stored *fetched = calloc(1, sizeof *fetched);
    if (fetched == NULL)
        return fail_memory(error);
    mrg_status status = read_stored(fetched, segment, article, error);
    if (status != MRG_OK)
        mrg_stored_free(fetched);
    else
        *stored = fetched;
    return status;
}

mrg_status mrg_index_fetch(const mrg_index *index, uint64_t number, mrg_stored **stored,
                           mrg_error *error)
{
    *stored = NULL;
    if (number >= index->snapshot.numbers)
        return fail(error, MRG_ERR_MISSING, "%s: no article with this number", index->path);
    uint32_t article;
    const struct segment *segment = snapshot_segment(&index->snapshot, number, &article);
    return fetch(segment, article, stored, error);
}

mrg_status mrg_index_find(const mrg_index *index, mrg_text id, mrg_stored **stored,
                          mrg_error *error)
{
    struct term_key key;
    size_t segment = 0;
    uint32_t article = 0;
    bool found = false;
    *stored = NULL;
    term_key_of_id(&key, id);
    mrg_status status =
        snapshot_find_id(&index->snapshot, key.bytes, key.size, &segment, &article, &found, error);
    if (status != MRG_OK)
        return status;
    int shown = id.size < 200 ? (int)id.size : 200;
    if (!found)
        return fail(error, MRG_ERR_MISSING, "%s: no article with id %.*s", index->path, shown,
                    shown > 0 ? id.data : "");
    return fetch(index->snapshot.segments[segment], article, stored, error);
}

const mrg_article *mrg_stored_article(const mrg_stored *stored)
{
    return &stored->article;
}

void mrg_stored_free(mrg_stored *stored)
{
    if (stored == NULL)
        return;
    articles_reader_free(&stored->reader);
    arena_free(&stored->arena);
    free(stored);
}
