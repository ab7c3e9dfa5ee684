#include "indexer/repair/deep.h"
#include "common/base/error.h"
#include "common/segment/article_record.h"
#include "common/segment/facets.h"
#include "common/segment/posting_cursor.h"
#include "common/segment/term_key.h"
#include "indexer/repair/batch.h"
#include "indexer/repair/compare.h"

#include <inttypes.h>
#include <stdlib.h>

enum { FINDINGS_MAX = 100 };

/* ---- articles ---- */

mrg_status segment_has_postings(const struct segment *segment, mrg_text id, uint32_t article,
                                bool *has, mrg_error *error)
{
    struct term_key key;
    struct term_entry entry;
    struct posting_cursor cursor;
    bool found = false;
    mrg_error damage = MRG_ERROR_INIT;
    *has = false;
    term_key_of_id(&key, id);
    mrg_status status =
        dictionary_find(&segment->dictionary, key.bytes, key.size, &entry, &found, error);
    if (status != MRG_OK || !found)
        return status;
    status = posting_cursor_open(&cursor, &segment->file, &entry, segment->meta.articles, &damage);
    if (status == MRG_OK) {
        *has = posting_cursor_advance(&cursor, article) == article;
        posting_cursor_close(&cursor);
    }
    if (damage.status != MRG_OK && error != NULL)
        *error = damage;
    return damage.status;
}

static void compare_columns(struct deep_check *deep, const mrg_article *article,
                            const struct inverted_article *about, uint32_t number)
{
    static const char *const names[COLUMN_COUNT] = {"date published", "date updated", "embargo",
                                                    "word count", "fingerprint"};
    const int64_t expected[COLUMN_COUNT] = {
        [COLUMN_PUBLISHED] = article->published,
        [COLUMN_UPDATED] = article->updated,
        [COLUMN_EMBARGO] = article->embargo,
        [COLUMN_WORDS] = (int64_t)about->words,
        [COLUMN_FINGERPRINT] = (int64_t)about->fingerprint,
    };
    for (unsigned c = 0; c < COLUMN_COUNT; c++)
        if (column_value(&deep->segment->columns, (enum column)c, number, &deep->damage) !=
            expected[c])
            deep_say(deep, deep->segment->columns.data, "article %" PRIu32 ": its %s", number,
                     names[c]);
    if (deep->segment->lengths[number] != about->length)
        deep_say(deep, &deep->segment->lengths[number], "article %" PRIu32 ": its length", number);
}

static void compare_facets(struct deep_check *deep, const mrg_article *article, uint32_t number)
{
    for (unsigned f = 0; f < FACET_COUNT; f++) {
        const struct facet_reader *reader = &deep->facets[f];
        mrg_text single;
        mrg_texts values = facet_values((enum facet)f, article, &single);
        uint64_t from, to, at = 0;
        bool good = true;
        facet_range(reader, number, &from, &to);
        for (uint64_t entry = from; entry < to; entry++) {
            uint32_t ordinal = facet_ordinal(reader, entry);
            if (ordinal == reader->value_count)
                continue; /* none */
            good = good && at < values.count &&
                   reader->values[ordinal].size == values.items[at].size &&
                   memcmp(reader->values[ordinal].data, values.items[at].data,
                          values.items[at].size) == 0;
            at++;
        }
        if (!good || at != values.count)
            deep_say(deep, deep->segment->file.sections[SECTION_FACETS].data,
                     "article %" PRIu32 ": its facets", number);
    }
}

static mrg_status look_at(struct deep_check *deep, const mrg_article *article, uint32_t number,
                          mrg_error *error)
{
    struct inverted_article about;
    if (deletions_has(&deep->segment->deletions, number)) {
        bool has = false;
        mrg_status status = segment_has_postings(deep->segment, article->id, number, &has, error);
        if (status != MRG_OK || !has)
            return status;
    }
    mrg_status status = batch_add(&deep->batch, article, number, &about, error);
    if (status == MRG_ERR_LIMIT) { /* no writer would have taken it */
        deep_say(deep, deep->segment->file.sections[SECTION_ARTICLES].data,
                 "article %" PRIu32 ": more words than an article may have", number);
        return MRG_OK;
    }
    if (status != MRG_OK)
        return status;
    compare_columns(deep, article, &about, number);
    compare_facets(deep, article, number);
    return MRG_OK;
}

static mrg_status read_article(struct deep_check *deep, uint32_t number, mrg_error *error)
{
    const uint8_t *record;
    size_t size;
    mrg_article article;
    mrg_status status = articles_read(&deep->articles, number, &record, &size, error);
    if (status != MRG_OK)
        return status;
    arena_clear(&deep->arena);
    if (article_record_read(record, size, &deep->arena, &article))
        return look_at(deep, &article, number, error);
    return deep->arena.failed
               ? fail_memory(error)
               : segment_file_damaged(&deep->segment->file,
                                      deep->segment->file.sections[SECTION_ARTICLES].data,
                                      "a stored article", error);
}

/* ---- the whole segment ---- */

/* Compare the batch, whose articles are numbers from deep->first to before `end`. */
static mrg_status finish_batch(struct deep_check *deep, uint32_t end, mrg_error *error)
{
    if (!batch_sort(&deep->batch))
        return fail_memory(error);
    mrg_status status = compare_batch(deep, end, error);
    batch_clear(&deep->batch, deep->memory / 4);
    deep->first = end;
    return status == MRG_OK && deep->batch.inverter.failed ? fail_memory(error) : status;
}

static mrg_status compare_all(struct deep_check *deep, mrg_error *error)
{
    const struct segment *segment = deep->segment;
    mrg_status status = MRG_OK;
    for (uint32_t a = 0; a < segment->meta.articles && status == MRG_OK; a++) {
        status = read_article(deep, a, error);
        bool is_full = batch_memory(&deep->batch) > deep->memory ||
                       deep->batch.article_count == RUN_ARTICLES_MAX;
        if (status == MRG_OK && (is_full || a + 1 == segment->meta.articles))
            status = finish_batch(deep, a + 1, error);
        if (deep->told >= FINDINGS_MAX)
            return status;
    }
    if (status == MRG_OK && deep->seen != segment->meta.postings)
        deep_say(deep, segment->file.sections[SECTION_POSTINGS].data,
                 "%" PRIu64 " postings that no stored article accounts for",
                 segment->meta.postings - deep->seen);
    return status;
}

static mrg_status open_facets(struct deep_check *deep, mrg_error *error)
{
    mrg_status status = MRG_OK;
    for (unsigned f = 0; f < FACET_COUNT && status == MRG_OK; f++)
        status = facet_reader_open(&deep->facets[f], &deep->segment->file, (enum facet)f,
                                   deep->segment->meta.articles, error);
    return status;
}

static void release(struct deep_check *deep)
{
    for (unsigned f = 0; f < FACET_COUNT; f++)
        facet_reader_close(&deep->facets[f]);
    articles_reader_free(&deep->articles);
    arena_free(&deep->arena);
    batch_free(&deep->batch);
    buffer_free(&deep->forms);
}

mrg_status deep_check_segment(const struct segment *segment, size_t memory,
                              struct findings *findings, mrg_error *error)
{
    struct deep_check deep = {.segment = segment, .findings = findings, .memory = memory};
    mrg_error reason = MRG_ERROR_INIT;
    articles_reader_init(&deep.articles, &segment->file, segment->meta.articles);
    mrg_status status =
        batch_init(&deep.batch) ? open_facets(&deep, &reason) : fail_memory(&reason);
    if (status == MRG_OK)
        status = compare_all(&deep, &reason);
    if (status == MRG_OK && deep.damage.status != MRG_OK) {
        reason = deep.damage;
        status = reason.status;
    }
    release(&deep);
    if (status == MRG_ERR_DAMAGED) {
        findings_add(findings, &reason);
        return MRG_OK;
    }
    if (status != MRG_OK && error != NULL)
        *error = reason;
    return status;
}
