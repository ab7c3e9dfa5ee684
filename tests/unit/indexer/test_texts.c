/* Stored articles, through the writer and back: every byte of every record, in segments of one run and merged, and the
 * same files from any number of workers. */
#include "tests/cmocka_all.h"
#include "tests/unit/indexer/content.h"
#include "tests/unit/indexer/model.h"
#include "tests/unit/indexer/nasty.h"
#include "tests/unit/support/scratch_folder.h"

#include "common/codec/varint.h"
#include "common/segment/article_record.h"
#include "common/segment/check.h"
#include "common/text/tokenizer.h"
#include "indexer/inverter.h"
#include "indexer/writer.h"

#include <stdio.h>
#include <stdlib.h>

enum { ARTICLES = 240, ROUNDS = 6, EACH = ARTICLES / ROUNDS };

static struct scratch_folder folder;
static mrg_error error;
static uint32_t versions[ARTICLES]; /* 0: not there */

static int make_folder(void **state)
{
    (void)state;
    scratch_folder_make(&folder);
    memset(versions, 0, sizeof versions);
    return 0;
}

static int remove_folder(void **state)
{
    (void)state;
    scratch_folder_remove(&folder);
    return 0;
}

/* ---- writing ---- */

static mrg_writer *open_writer(const char *path, unsigned workers)
{
    mrg_writer *writer;
    mrg_writer_options options = MRG_WRITER_OPTIONS_INIT;
    options.workers = workers;
    options.memory = 1; /* the least there is */
    if (mrg_writer_open(path, &options, &writer, &error) != MRG_OK)
        fail_msg("%s", error.message);
    return writer;
}

static void add(mrg_writer *writer, uint32_t number)
{
    struct nasty_article nasty;
    mrg_outcome outcome, wanted = versions[number] == 0 ? MRG_ADDED : MRG_REPLACED;
    nasty_article_init(&nasty, number, ++versions[number]);
    if (mrg_writer_add(writer, &nasty.article, &outcome, &error) != MRG_OK)
        fail_msg("%s", error.message);
    assert_int_equal(outcome, wanted);
    nasty_article_free(&nasty);
}

static void drop(mrg_writer *writer, uint32_t number)
{
    struct nasty_article nasty;
    bool was_there;
    nasty_article_init(&nasty, number, 1);
    assert_int_equal(mrg_writer_remove(writer, nasty.article.id, &was_there, &error), MRG_OK);
    assert_true(was_there);
    nasty_article_free(&nasty);
    versions[number] = 0;
}

/* One commit: new articles, later versions of some that are there, in this run or an older one, and removals. */
static void write_round(mrg_writer *writer, uint32_t round)
{
    struct random_source random = {round + 1};
    uint32_t there = (round + 1) * EACH;
    for (uint32_t i = 0; i < EACH; i++)
        add(writer, round * EACH + i);
    for (uint32_t i = 0; i < EACH / 3; i++) {
        uint32_t number = random_below(&random, there);
        if (versions[number] > 0 && i % 2 == 0)
            add(writer, number);
        else if (versions[number] > 0)
            drop(writer, number);
    }
    assert_int_equal(mrg_writer_commit(writer, &error), MRG_OK);
}

/* ---- reading ---- */

/* The record of the article that `record` is said to be. */
static void append_wanted(struct buffer *wanted, uint32_t number)
{
    struct nasty_article nasty;
    assert_true(number < ARTICLES && versions[number] > 0);
    nasty_article_init(&nasty, number, versions[number]);
    article_record_append(wanted, &nasty.article);
    assert_false(wanted->failed);
    nasty_article_free(&nasty);
}

static void check_record(const uint8_t *record, size_t size, uint8_t *seen)
{
    struct arena arena = ARENA_INIT;
    struct buffer wanted = BUFFER_INIT;
    mrg_article article;
    assert_true(article_record_read(record, size, &arena, &article));
    uint32_t number = (uint32_t)strtoul(article.id.data, NULL, 10);
    append_wanted(&wanted, number);
    assert_int_equal(size, wanted.size);
    assert_memory_equal(record, wanted.data, size);
    assert_int_equal(seen[number]++, 0);
    buffer_free(&wanted);
    arena_free(&arena);
}

/* The articles that live are as they were given; the segment knows how large all are. */
static void check_segment_records(const struct segment *segment, uint8_t *seen)
{
    struct articles_reader reader;
    uint64_t raw = 0;
    articles_reader_init(&reader, &segment->file, segment->meta.articles);
    for (uint32_t a = segment->meta.articles; a-- > 0;) {
        const uint8_t *record;
        size_t size;
        if (articles_read(&reader, a, &record, &size, &error) != MRG_OK)
            fail_msg("%s", error.message);
        uint8_t varint[VARINT_SIZE_MAX];
        raw += (uint64_t)(varint_write(varint, size) - varint) + size;
        if (!deletions_has(&segment->deletions, a))
            check_record(record, size, seen);
    }
    assert_int_equal(raw, segment->meta.text_bytes);
    articles_reader_free(&reader);
}

/* What the whole index holds besides: every posting, column and facet. */
static void check_contents(const struct snapshot *snapshot)
{
    static struct nasty_article made[ARTICLES];
    static const mrg_article *articles[ARTICLES];
    struct content wanted, got;
    uint32_t count = 0;
    for (uint32_t i = 0; i < ARTICLES; i++) {
        if (versions[i] == 0)
            continue;
        nasty_article_init(&made[count], i, versions[i]);
        articles[count] = &made[count].article;
        count++;
    }
    content_init(&wanted);
    content_init(&got);
    content_of_articles(&wanted, articles, count);
    content_of_snapshot(&got, snapshot);
    content_assert_same(&wanted, &got);
    content_free(&wanted);
    content_free(&got);
    while (count-- > 0)
        nasty_article_free(&made[count]);
}

static void check_all(const char *path, size_t segments_least, size_t segments_most)
{
    static uint8_t seen[ARTICLES];
    struct findings findings = {.count = 0};
    struct snapshot snapshot;

    if (snapshot_open(&snapshot, path, &error) != MRG_OK)
        fail_msg("%s", error.message);
    assert_in_range(snapshot.segment_count, segments_least, segments_most);
    memset(seen, 0, sizeof seen);
    for (size_t i = 0; i < snapshot.segment_count; i++)
        check_segment_records(snapshot.segments[i], seen);
    for (uint32_t i = 0; i < ARTICLES; i++)
        assert_int_equal(seen[i], versions[i] > 0);
    check_contents(&snapshot);
    snapshot_close(&snapshot);
    assert_int_equal(check_index(path, &findings, NULL, NULL, &error), MRG_OK);
    if (findings_result(&findings, &error) != MRG_OK)
        fail_msg("%s", error.message);
}

static void merge(const char *path, size_t memory)
{
    mrg_writer *writer = open_writer(path, 2);
    if (memory > 0)
        writer->memory = memory;
    if (mrg_writer_merge(writer, &error) != MRG_OK)
        fail_msg("%s", error.message);
    assert_int_equal(mrg_writer_commit(writer, &error), MRG_OK);
    mrg_writer_close(writer);
}

static void build(const char *path)
{
    mrg_writer *writer = open_writer(path, 2);
    for (uint32_t round = 0; round < ROUNDS; round++)
        write_round(writer, round);
    mrg_writer_close(writer);
}

static void test_records_come_back(void **state)
{
    (void)state;
    const char *path = scratch_file(&folder, "index");
    build(path);
    check_all(path, 2, ROUNDS);
    merge(path, 0);
    check_all(path, 1, 1);
}

/* Without memory for words that the sources spell, these are spelled again. */
static void test_merged_with_little_memory(void **state)
{
    (void)state;
    static const size_t memories[] = {1, 4096, 20000};
    for (size_t i = 0; i < sizeof memories / sizeof memories[0]; i++) {
        char name[32];
        snprintf(name, sizeof name, "index-%zu", i);
        const char *path = scratch_file(&folder, name);
        memset(versions, 0, sizeof versions);
        build(path);
        merge(path, memories[i]);
        check_all(path, 1, 1);
    }
}

/* ---- the same bytes ---- */

/* The newest segment's file, behind what is there. */
static void append_segment(const char *path, struct buffer *bytes)
{
    struct snapshot snapshot;
    if (snapshot_open(&snapshot, path, &error) != MRG_OK)
        fail_msg("%s", error.message);
    const struct mapped_file *map = &snapshot.segments[snapshot.segment_count - 1]->file.map;
    buffer_append(bytes, map->data, map->size);
    assert_false(bytes->failed);
    snapshot_close(&snapshot);
}

/* Two segments and what they are merged to, one file behind the other. */
static void write_with(unsigned workers, struct buffer *bytes)
{
    char name[32], path[4096];
    snprintf(name, sizeof name, "with-%u", workers);
    snprintf(path, sizeof path, "%s", scratch_file(&folder, name));
    memset(versions, 0, sizeof versions);
    mrg_writer *writer = open_writer(path, workers);
    for (uint32_t round = 0; round < 2; round++) {
        write_round(writer, round);
        append_segment(path, bytes);
    }
    assert_int_equal(mrg_writer_merge(writer, &error), MRG_OK);
    mrg_writer_close(writer);
    append_segment(path, bytes);
    check_all(path, 1, 1);
}

static void test_same_bytes(void **state)
{
    (void)state;
    static const unsigned counts[] = {2, 3, 4};
    struct buffer alone = BUFFER_INIT, several = BUFFER_INIT;
    write_with(1, &alone);
    assert_true(alone.size > 100000);
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        buffer_clear(&several);
        write_with(counts[i], &several);
        assert_int_equal(alone.size, several.size);
        assert_memory_equal(alone.data, several.data, alone.size);
    }
    buffer_free(&alone);
    buffer_free(&several);
}

/* Broken bytes are counted as a plain walk counts them, however often the fast one looks at a place. */
static void test_broken_bytes(void **state)
{
    (void)state;
    struct inverter inverter;
    struct inverted_article about;
    uint64_t broken = 0;
    assert_true(inverter_init(&inverter, NULL));
    inverter.keeps_text = true;
    for (uint32_t i = 0; i < ARTICLES; i++) {
        struct nasty_article nasty;
        struct scanner scanner;
        struct run run;
        mrg_article article = MRG_ARTICLE_INIT;
        nasty_article_init(&nasty, i, 1);
        article.id = nasty.article.id;
        article.body = nasty.article.body;
        article.url = nasty.article.url; /* is not counted */
        scanner_init(&scanner, article.body);
        while (scanner_next(&scanner, &run))
            ;
        broken += scanner.broken;
        assert_int_equal(inverter_add(&inverter, &article, 1, &about, &error), MRG_OK);
        assert_int_equal(inverter.broken, broken);
        nasty_article_free(&nasty);
    }
    assert_true(broken > 100);
    inverter_free(&inverter);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_records_come_back, make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(test_merged_with_little_memory, make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(test_same_bytes, make_folder, remove_folder),
        cmocka_unit_test(test_broken_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
