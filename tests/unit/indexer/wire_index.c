#include "tests/unit/indexer/wire_index.h"
#include "tests/cmocka_all.h"

#include "common/segment/article_record.h"
#include "common/segment/articles.h"

#include <stdio.h>
#include <stdlib.h>

/* ---- changing it ---- */

void wire_index_open(struct wire_index *index, struct scratch_folder *folder, const char *name,
                     unsigned workers)
{
    mrg_error error = MRG_ERROR_INIT;
    mrg_writer_options options = MRG_WRITER_OPTIONS_INIT;
    options.workers = workers;
    options.memory = 64 << 20;
    memset(index, 0, sizeof *index);
    snprintf(index->path, sizeof index->path, "%s", scratch_file(folder, name));
    if (mrg_writer_open(index->path, &options, &index->writer, &error) != MRG_OK)
        fail_msg("%s", error.message);
}

void wire_index_close(struct wire_index *index)
{
    mrg_writer_close(index->writer);
}

void wire_index_snapshot(const struct wire_index *index, struct snapshot *snapshot)
{
    mrg_error error = MRG_ERROR_INIT;
    if (snapshot_open(snapshot, index->path, &error) != MRG_OK)
        fail_msg("%s", error.message);
}

void wire_index_add(struct wire_index *index, const char *families)
{
    wires_commit_all(index->writer, families);
    for (; *families != '\0'; families++)
        for (uint32_t i = 0; i < wires_of(*families); i++)
            index->is_there[(unsigned char)*families][i] = true;
}

void wire_index_drop(struct wire_index *index, char family, uint32_t first, uint32_t end,
                     uint32_t step)
{
    for (uint32_t i = first; i < end && i < wires_of(family); i += step) {
        wires_remove(index->writer, family, i);
        index->is_there[(unsigned char)family][i] = false;
    }
}

void wire_index_merge(struct wire_index *index)
{
    mrg_error error = MRG_ERROR_INIT;
    if (mrg_writer_commit(index->writer, &error) != MRG_OK ||
        mrg_writer_merge(index->writer, &error) != MRG_OK)
        fail_msg("%s", error.message);
}

/* ---- what is in it ---- */

typedef bool seen_wires[WIRE_FAMILIES][WIRES_MANY];

/* The record is that of an article that is there, and was not met before. */
static void check_record(const struct wire_index *index, const uint8_t *record, size_t size,
                         seen_wires seen)
{
    struct arena arena = ARENA_INIT;
    struct buffer wanted = BUFFER_INIT;
    struct wire wire;
    mrg_article article;
    assert_true(article_record_read(record, size, &arena, &article));
    unsigned char family = (unsigned char)article.id.data[0];
    uint32_t number = (uint32_t)strtoul(article.id.data + 2, NULL, 10);
    assert_true(family < WIRE_FAMILIES && number < WIRES_MANY);
    assert_true(index->is_there[family][number] && !seen[family][number]);
    seen[family][number] = true;
    wire_init(&wire, (char)family, number);
    article_record_append(&wanted, &wire.article);
    assert_int_equal(size, wanted.size);
    assert_memory_equal(record, wanted.data, size);
    buffer_free(&wanted);
    arena_free(&arena);
}

static void check_segment(const struct wire_index *index, const struct segment *segment,
                          seen_wires seen)
{
    struct articles_reader reader;
    mrg_error error = MRG_ERROR_INIT;
    articles_reader_init(&reader, &segment->file, segment->meta.articles);
    for (uint32_t a = 0; a < segment->meta.articles; a++) {
        const uint8_t *record;
        size_t size;
        if (articles_read(&reader, a, &record, &size, &error) != MRG_OK)
            fail_msg("%s", error.message);
        if (!deletions_has(&segment->deletions, a))
            check_record(index, record, size, seen);
    }
    articles_reader_free(&reader);
}

static void fail_with(void *context, const char *line)
{
    (void)context;
    fail_msg("%s", line);
}

void wire_index_check(const struct wire_index *index)
{
    static seen_wires seen;
    struct snapshot snapshot;
    memset(seen, 0, sizeof seen);
    wire_index_snapshot(index, &snapshot);
    for (size_t i = 0; i < snapshot.segment_count; i++)
        check_segment(index, snapshot.segments[i], seen);
    assert_memory_equal(seen, index->is_there, sizeof seen);
    snapshot_close(&snapshot);
    assert_int_equal(mrg_index_check_deep(index->path, 0, fail_with, NULL, NULL), MRG_OK);
}

/* ---- its lexicons ---- */

void lexicon_sums_append(struct lexicon_sums *sums, const struct segment *segment)
{
    const struct lexicon_range *ranges;
    uint32_t count = 0;
    if (segment->meta.articles == 0)
        return;
    assert_int_equal(lexicon_ranges_of(&segment->file, &ranges, &count, NULL), MRG_OK);
    for (uint32_t i = 0; i < count; i++) {
        const struct lexicon *lexicon;
        assert_int_equal(lexicon_of(&segment->file, ranges[i].first, &lexicon, NULL), MRG_OK);
        assert_true(sums->count < LEXICON_SUMS_MAX);
        sums->of[sums->count++] = lexicon->sum;
    }
}

static void take_sums(const struct wire_index *index, struct lexicon_sums *sums)
{
    struct snapshot snapshot;
    *sums = (struct lexicon_sums){.count = 0};
    wire_index_snapshot(index, &snapshot);
    for (size_t i = 0; i < snapshot.segment_count; i++)
        lexicon_sums_append(sums, snapshot.segments[i]);
    snapshot_close(&snapshot);
}

static bool has_sum(const struct lexicon_sums *sums, uint32_t sum)
{
    uint32_t i = 0;
    while (i < sums->count && sums->of[i] != sum)
        i++;
    return i < sums->count;
}

void wire_index_merge_to(struct wire_index *index, const char *kept)
{
    struct lexicon_sums before, after;
    uint32_t made = 0;
    take_sums(index, &before);
    wire_index_merge(index);
    take_sums(index, &after);
    assert_int_equal(after.count, strlen(kept));
    for (uint32_t i = 0; i < after.count; i++) {
        if (kept[i] >= 'a') {
            assert_int_equal(after.of[i], before.of[kept[i] - 'a']);
            continue;
        }
        assert_true(kept[i] == '+' || !has_sum(&before, after.of[i]));
        assert_true(made == 0 || made == after.of[i]);
        made = after.of[i];
    }
    wire_index_check(index);
}
