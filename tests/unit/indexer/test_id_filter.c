/* Filters of ids: none that a segment has is kept back, few others pass, and none is made before it pays. */
#include "tests/cmocka_all.h"
#include "tests/unit/support/scratch_folder.h"

#include "common/morgue.h"
#include "common/segment/snapshot.h"
#include "common/segment/term_key.h"
#include "indexer/native/id_filter.h"

#include <stdio.h>

enum { ARTICLES = 3000, OTHERS = 200000, ROOM = 1 << 20 };

static struct scratch_folder folder;
static struct snapshot snapshot;
static const struct segment *segment;

static struct term_key key_of(unsigned number)
{
    char id[32];
    struct term_key key;
    int size = snprintf(id, sizeof id, "urn:news:%u", number * 7919);
    term_key_of_id(&key, (mrg_text){id, (size_t)size});
    return key;
}

static void add_articles(mrg_writer *writer)
{
    for (unsigned i = 0; i < ARTICLES; i++) {
        char id[32];
        mrg_article article = MRG_ARTICLE_INIT;
        int size = snprintf(id, sizeof id, "urn:news:%u", i * 7919);
        article.id = (mrg_text){id, (size_t)size};
        article.body = (mrg_text){"grain", 5};
        assert_int_equal(mrg_writer_add(writer, &article, NULL, NULL), MRG_OK);
    }
}

static int make_index(void **state)
{
    (void)state;
    mrg_writer *writer;
    scratch_folder_make(&folder);
    assert_int_equal(mrg_writer_open(folder.path, NULL, &writer, NULL), MRG_OK);
    add_articles(writer);
    assert_int_equal(mrg_writer_commit(writer, NULL), MRG_OK);
    mrg_writer_close(writer);
    assert_int_equal(snapshot_open(&snapshot, folder.path, NULL), MRG_OK);
    assert_int_equal(snapshot.segment_count, 1);
    segment = snapshot.segments[0];
    return 0;
}

static int remove_index(void **state)
{
    (void)state;
    snapshot_close(&snapshot);
    scratch_folder_remove(&folder);
    return 0;
}

static bool passes(const struct id_filter *filter, unsigned number)
{
    struct term_key key = key_of(number);
    return id_filter_passes(filter, key.bytes, key.size);
}

static void test_all_that_is_there_passes(void **state)
{
    (void)state;
    struct id_filter filter = {.words = NULL};
    id_filter_make(&filter, segment, ROOM);
    assert_true(id_filter_memory(&filter) >= ARTICLES * 2);
    for (unsigned i = 0; i < ARTICLES; i++)
        assert_true(passes(&filter, i));
    id_filter_free(&filter);
    assert_int_equal(id_filter_memory(&filter), 0);
}

/* One in 2,000 at 16 bits an id; there are some more bits here, as their number is a power of two. */
static void test_few_others_pass(void **state)
{
    (void)state;
    struct id_filter filter = {.words = NULL};
    unsigned passed = 0;
    id_filter_make(&filter, segment, ROOM);
    for (unsigned i = 0; i < OTHERS; i++)
        passed += passes(&filter, ARTICLES + i);
    assert_in_range(passed, 0, OTHERS / 2000);
    id_filter_free(&filter);
}

static void test_without_one_all_pass(void **state)
{
    (void)state;
    struct id_filter filter = {.words = NULL};
    assert_true(passes(&filter, ARTICLES + 1));
    id_filter_make(&filter, segment, 100); /* too little room */
    assert_int_equal(id_filter_memory(&filter), 0);
    assert_true(passes(&filter, ARTICLES + 1));
    assert_false(id_filter_pays(&filter, segment)); /* not tried again */
    id_filter_free(&filter);
}

/* A look-up costs what taking in 16 ids does. */
static void test_made_when_it_pays(void **state)
{
    (void)state;
    struct id_filter filter = {.words = NULL};
    unsigned lookups = 1;
    while (!id_filter_pays(&filter, segment))
        lookups++;
    assert_in_range(lookups, ARTICLES / 20, ARTICLES / 10);
    id_filter_make(&filter, segment, ROOM);
    assert_false(id_filter_pays(&filter, segment));
    id_filter_free(&filter);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_all_that_is_there_passes),
        cmocka_unit_test(test_few_others_pass),
        cmocka_unit_test(test_without_one_all_pass),
        cmocka_unit_test(test_made_when_it_pays),
    };
    return cmocka_run_group_tests(tests, make_index, remove_index);
}
