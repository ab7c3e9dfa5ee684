/* Any number of workers writes the same bytes; merging in the background loses no removal. */
#include "tests/cmocka_all.h"
#include "tests/unit/indexer/model.h"
#include "tests/unit/support/scratch_folder.h"

#include "indexer/native/crew.h"
#include "indexer/native/native.h"

#include <stdio.h>
#include <stdlib.h>

/* ---- the crew by itself ---- */

enum { TASKS = 2000 };

struct task {
    uint32_t number;
    uint32_t square; /* the result */
};

struct log {
    uint32_t expected; /* number of the task to retire next */
    bool is_wrong;
};

static void square(void *context, unsigned worker, void *task)
{
    struct task *one = task;
    volatile uint32_t spin = one->number % 7 * 300; /* so that tasks end out of order */
    (void)context;
    (void)worker;
    while (spin > 0)
        spin--;
    one->square = one->number * one->number;
}

static void check_order(void *context, void *task)
{
    struct log *log = context;
    const struct task *one = task;
    log->is_wrong |= one->number != log->expected || one->square != one->number * one->number;
    log->expected++;
}

static void test_crew_keeps_order(void **state)
{
    (void)state;
    static struct task tasks[TASKS];
    for (unsigned workers = 1; workers <= 9; workers += 2) {
        struct crew *crew = crew_new(workers);
        assert_non_null(crew);
        for (unsigned round = 0; round < 3; round++) {
            struct log log = {0, false};
            crew_begin(crew, &(struct crew_duty){square, check_order, &log});
            for (uint32_t i = 0; i < TASKS; i++) {
                tasks[i] = (struct task){i, 0};
                crew_submit(crew, &tasks[i]);
            }
            crew_drain(crew);
            assert_false(log.is_wrong);
            assert_int_equal(log.expected, TASKS);
        }
        crew_free(crew);
    }
}

/* ---- the writer ---- */

enum { ARTICLES = 1500 };

static struct scratch_folder folder;
static mrg_error error;

static int make_folder(void **state)
{
    (void)state;
    scratch_folder_make(&folder);
    return 0;
}

static int remove_folder(void **state)
{
    (void)state;
    scratch_folder_remove(&folder);
    return 0;
}

static mrg_writer *open_writer(const char *path, unsigned workers)
{
    mrg_writer *writer;
    mrg_writer_options options = MRG_WRITER_OPTIONS_INIT;
    options.workers = workers;
    if (mrg_writer_open(path, &options, &writer, &error) != MRG_OK)
        fail_msg("%s", error.message);
    return writer;
}

static void add(mrg_writer *writer, uint32_t number, uint32_t version)
{
    struct made_article made;
    made_article_init(&made, number, version);
    if (mrg_writer_add(writer, &made.article, NULL, &error) != MRG_OK)
        fail_msg("%s", error.message);
    made_article_free(&made);
}

/* Commit what was added to a new index, and close it; `bytes` receives its segment. */
static void finish(mrg_writer *writer, const char *path, struct buffer *bytes)
{
    assert_int_equal(mrg_writer_commit(writer, &error), MRG_OK);
    mrg_writer_close(writer);
    char *file = path_join(path, "seg-000001.mrg");
    assert_int_equal(file_read(file, SIZE_MAX, bytes, &error), MRG_OK);
    free(file);
}

/* One segment with articles replaced in the same run, as bytes. */
static void build(unsigned workers, unsigned sort_bits, struct buffer *bytes)
{
    char name[32];
    snprintf(name, sizeof name, "with-%u-%u", workers, sort_bits);
    char path[4096];
    snprintf(path, sizeof path, "%s", scratch_file(&folder, name));
    mrg_writer *writer = open_writer(path, workers);
    ((struct native_writer *)writer)->run.sort_bits = sort_bits;
    for (uint32_t i = 0; i < ARTICLES; i++)
        add(writer, i % (ARTICLES - 100), 1 + i / (ARTICLES - 100));
    finish(writer, path, bytes);
}

/* One segment of few words, neighbours by key, each so frequent that it is packed alone, in one of a few buffers. */
static void build_frequent(unsigned workers, struct buffer *bytes)
{
    enum { LONG_ARTICLES = 60, TURNS = 5000 };
    char name[32], id[8], path[4096];
    struct buffer body = BUFFER_INIT;
    snprintf(name, sizeof name, "frequent-%u", workers);
    snprintf(path, sizeof path, "%s", scratch_file(&folder, name));
    for (unsigned i = 0; i < TURNS; i++)
        buffer_append(&body, "xa xb xc xd xe xf xg xh ", 24);
    assert_false(body.failed);
    mrg_writer *writer = open_writer(path, workers);
    for (unsigned i = 0; i < LONG_ARTICLES; i++) {
        mrg_article article = MRG_ARTICLE_INIT;
        article.id = (mrg_text){id, (size_t)snprintf(id, sizeof id, "%u", i)};
        article.body = (mrg_text){(const char *)body.data, body.size};
        assert_int_equal(mrg_writer_add(writer, &article, NULL, &error), MRG_OK);
    }
    buffer_free(&body);
    finish(writer, path, bytes);
}

static void test_same_bytes_if_frequent(void **state)
{
    (void)state;
    struct buffer alone = BUFFER_INIT, several = BUFFER_INIT;
    build_frequent(1, &alone);
    build_frequent(4, &several);
    assert_int_equal(alone.size, several.size);
    assert_memory_equal(alone.data, several.data, alone.size);
    buffer_free(&alone);
    buffer_free(&several);
}

static void test_same_bytes(void **state)
{
    (void)state;
    static const unsigned counts[] = {2, 3, 8};
    struct buffer alone = BUFFER_INIT, several = BUFFER_INIT;
    build(1, 32, &alone);
    assert_true(alone.size > 100000);
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        buffer_clear(&several);
        build(counts[i], 32, &several);
        assert_int_equal(alone.size, several.size);
        assert_memory_equal(alone.data, several.data, alone.size);
    }
    buffer_free(&alone);
    buffer_free(&several);
}

/* Occurrences sorted as 64 bits, all or those of terms with many forms, make the same segment. */
static void test_same_bytes_if_wide(void **state)
{
    (void)state;
    struct buffer narrow = BUFFER_INIT, wide = BUFFER_INIT;
    build(2, 32, &narrow);
    for (unsigned bits = 0; bits < 24; bits++) {
        buffer_clear(&wide);
        build(2, bits, &wide);
        assert_int_equal(narrow.size, wide.size);
        assert_memory_equal(narrow.data, wide.data, narrow.size);
    }
    buffer_free(&narrow);
    buffer_free(&wide);
}

/* The segments of several commits as bytes; `cache_limit` as a run has it. */
static void build_commits(const char *name, size_t cache_limit, struct buffer *bytes)
{
    enum { COMMITS = 3 };
    char path[4096];
    snprintf(path, sizeof path, "%s", scratch_file(&folder, name));
    mrg_writer *writer = open_writer(path, 2);
    struct native_writer *native = (struct native_writer *)writer;
    native->run.cache_limit = cache_limit;
    for (uint32_t i = 0; i < ARTICLES; i++) {
        add(writer, i, 1);
        if ((i + 1) % (ARTICLES / COMMITS) == 0)
            assert_int_equal(mrg_writer_commit(writer, &error), MRG_OK);
    }
    assert_int_equal(mrg_writer_commit(writer, &error), MRG_OK);
    const struct manifest *manifest = &native->snapshot.manifest;
    assert_true(manifest->segment_count >= COMMITS);
    for (size_t i = 0; i < manifest->segment_count; i++) {
        char *file = path_join(path, manifest->segments[i].file);
        struct buffer one = BUFFER_INIT;
        assert_int_equal(file_read(file, SIZE_MAX, &one, &error), MRG_OK);
        buffer_append(bytes, one.data, one.size);
        buffer_free(&one);
        free(file);
    }
    mrg_writer_close(writer);
}

/* What workers have learnt is worth nothing to the segments: where it is given back while a run is flushed, they are the
 * same. */
static void test_same_bytes_if_forgotten(void **state)
{
    (void)state;
    struct buffer kept = BUFFER_INIT, forgotten = BUFFER_INIT;
    build_commits("kept", SIZE_MAX, &kept);
    build_commits("forgotten", 0, &forgotten);
    assert_int_equal(kept.size, forgotten.size);
    assert_memory_equal(kept.data, forgotten.data, kept.size);
    buffer_free(&kept);
    buffer_free(&forgotten);
}

/* Remove and replace articles of segments that are being merged; each must stay removed. */
static void test_removed_while_merging(void **state)
{
    (void)state;
    enum { COMMITS = 40, EACH = 12, NUMBERS = COMMITS * EACH };
    static uint32_t versions[NUMBERS];
    struct random_source source = {77};
    const char *path = scratch_file(&folder, "merging");
    mrg_writer *writer = open_writer(path, 2);
    for (uint32_t round = 0; round < COMMITS; round++) {
        for (uint32_t i = 0; i < EACH; i++)
            add(writer, round * EACH + i, versions[round * EACH + i] = 1);
        for (uint32_t i = 0; i < EACH / 2; i++) {
            uint32_t old = random_below(&source, (round + 1) * EACH);
            if (versions[old] > 0 && versions[old] < 4)
                add(writer, old, ++versions[old]);
        }
        assert_int_equal(mrg_writer_commit(writer, &error), MRG_OK);
    }
    assert_int_equal(mrg_writer_settle(writer, &error), MRG_OK);
    mrg_writer_close(writer);
    struct snapshot snapshot;
    assert_int_equal(snapshot_open(&snapshot, path, &error), MRG_OK);
    assert_in_range(snapshot.segment_count, 1, 16);
    snapshot_close(&snapshot);
    content_assert_versions(path, versions, NUMBERS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_crew_keeps_order),
        cmocka_unit_test_setup_teardown(test_same_bytes, make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(test_same_bytes_if_forgotten, make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(test_same_bytes_if_wide, make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(test_same_bytes_if_frequent, make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(test_removed_while_merging, make_folder, remove_folder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
