/* Runs that are flushed and merged between two commits, while articles of theirs are replaced: what is committed in the
 * end is as though every article had been added once. */
#include "tests/cmocka_all.h"
#include "tests/unit/indexer/model.h"
#include "tests/unit/support/scratch_folder.h"

#include "indexer/native/native.h"

enum {
    NUMBERS = 500,    /* articles */
    ADDITIONS = 2500, /* of any version of them */
    RUN = 40          /* articles between two flushes */
};

static struct scratch_folder folder;
static uint32_t versions[NUMBERS];

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

static void add_some(mrg_writer *writer, struct random_source *random, unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        struct made_article made;
        uint32_t number = random_below(random, NUMBERS);
        made_article_init(&made, number, ++versions[number]);
        assert_int_equal(mrg_writer_add(writer, &made.article, NULL, NULL), MRG_OK);
        made_article_free(&made);
        if (i % RUN == RUN - 1) /* as though memory were used up */
            assert_int_equal(native_flush_full((struct native_writer *)writer, NULL), MRG_OK);
    }
}

static void remove_some(mrg_writer *writer, struct random_source *random, unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        struct made_article made;
        bool was_there;
        uint32_t number = random_below(random, NUMBERS);
        made_article_init(&made, number, 1);
        assert_int_equal(mrg_writer_remove(writer, made.article.id, &was_there, NULL), MRG_OK);
        assert_int_equal(was_there, versions[number] > 0);
        made_article_free(&made);
        versions[number] = 0;
    }
}

static void note_finding(void *context, const char *line)
{
    (void)context;
    print_error("%s\n", line);
}

static void check_index(void)
{
    content_assert_versions(folder.path, versions, NUMBERS);
    assert_int_equal(mrg_index_check_deep(folder.path, 0, note_finding, NULL, NULL), MRG_OK);
}

static mrg_writer *open_writer(void)
{
    mrg_writer *writer;
    const mrg_writer_options options = {.workers = 2};
    assert_int_equal(mrg_writer_open(folder.path, &options, &writer, NULL), MRG_OK);
    return writer;
}

/* One commit at the end; many segments come and go before it. */
static void test_one_commit(void **state)
{
    (void)state;
    struct random_source random = {5};
    mrg_writer *writer = open_writer();
    add_some(writer, &random, ADDITIONS);
    const struct native_writer *native = (const struct native_writer *)writer;
    assert_in_range(native->snapshot.manifest.next, 15, 1000); /* files were made */
    assert_true(native->snapshot.segment_count > 1);
    assert_int_equal(mrg_writer_commit(writer, NULL), MRG_OK);
    check_index();
    assert_int_equal(mrg_writer_settle(writer, NULL), MRG_OK);
    mrg_writer_close(writer);
    check_index();
}

/* Commits now and then, and removals in between: merges have segments of both kinds. */
static void test_some_commits(void **state)
{
    (void)state;
    struct random_source random = {6};
    mrg_writer *writer = open_writer();
    for (unsigned round = 0; round < 8; round++) {
        add_some(writer, &random, ADDITIONS / 10);
        remove_some(writer, &random, 15);
        add_some(writer, &random, ADDITIONS / 20);
        if (round % 3 == 1) {
            assert_int_equal(mrg_writer_commit(writer, NULL), MRG_OK);
            check_index();
        }
    }
    assert_int_equal(mrg_writer_settle(writer, NULL), MRG_OK);
    assert_int_equal(mrg_writer_commit(writer, NULL), MRG_OK);
    mrg_writer_close(writer);
    check_index();
}

/* What was never committed is not there, though it was flushed and merged. */
static void test_no_commit(void **state)
{
    (void)state;
    struct random_source random = {7};
    mrg_writer *writer = open_writer();
    add_some(writer, &random, 300);
    assert_int_equal(mrg_writer_commit(writer, NULL), MRG_OK);
    uint32_t kept[NUMBERS];
    memcpy(kept, versions, sizeof kept);
    add_some(writer, &random, ADDITIONS);
    mrg_writer_close(writer);
    memcpy(versions, kept, sizeof kept);
    check_index();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_one_commit, make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(test_some_commits, make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(test_no_commit, make_folder, remove_folder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
