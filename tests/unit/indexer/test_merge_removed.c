/* Merging segments that articles were removed from and whose lexicons are kept: what is left of them is as before. */
#include "tests/cmocka_all.h"
#include "tests/unit/indexer/wire_index.h"

#include "common/segment/articles.h"

static struct scratch_folder folder;
static struct wire_index wires;

static int make_index(void **state)
{
    (void)state;
    scratch_folder_make(&folder);
    wire_index_open(&wires, &folder, "index", 1);
    return 0;
}

static int remove_index(void **state)
{
    (void)state;
    wire_index_close(&wires);
    scratch_folder_remove(&folder);
    return 0;
}

/* Single articles: the others of their blocks stay as they are. */
static void test_singles_removed(void **state)
{
    (void)state;
    wire_index_add(&wires, "AbC");
    wire_index_drop(&wires, 'A', 0, WIRES_MANY, 7);
    wire_index_drop(&wires, 'b', 1, 2, 1);
    wire_index_drop(&wires, 'C', WIRES_MANY - 1, WIRES_MANY, 1);
    wire_index_merge_to(&wires, "a+c");
    wire_index_drop(&wires, 'A', 1, WIRES_MANY, 11 * 7);
    wire_index_drop(&wires, 'C', 0, 5, 2);
    wire_index_add(&wires, "D");
    wire_index_merge_to(&wires, "abcd");
}

/* Articles [*first, *end) are block `number` of a segment. */
static void find_block(size_t segment, uint32_t number, uint32_t *first, uint32_t *end)
{
    struct snapshot snapshot;
    struct articles_reader reader;
    struct article_block block;
    wire_index_snapshot(&wires, &snapshot);
    const struct segment *of = snapshot.segments[segment];
    articles_reader_init(&reader, &of->file, of->meta.articles);
    assert_true(number < reader.blocks);
    assert_int_equal(articles_block(&reader, number, &block, NULL), MRG_OK);
    *first = block.first;
    *end = block.first + block.articles;
    snapshot_close(&snapshot);
}

/* All articles of a block, the first of a segment or another, and of the next but one: nothing is left of it. */
static void test_block_removed(void **state)
{
    (void)state;
    uint32_t first, end;
    wire_index_add(&wires, "AbC");
    find_block(0, 0, &first, &end);
    assert_true(end < WIRES_MANY / 4);
    wire_index_drop(&wires, 'A', first, end, 1);
    find_block(2, 1, &first, &end);
    wire_index_drop(&wires, 'C', first, end, 1);
    find_block(2, 3, &first, &end);
    wire_index_drop(&wires, 'C', first, end, 1);
    wire_index_merge_to(&wires, "a+c");
}

/* All articles of a range, in the middle, at the end, at the beginning: its lexicon goes with them. */
static void test_range_removed(void **state)
{
    (void)state;
    wire_index_add(&wires, "ABCDE");
    wire_index_merge_to(&wires, "abcde");
    wire_index_drop(&wires, 'C', 0, WIRES_MANY, 1);
    wire_index_add(&wires, "F");
    wire_index_merge_to(&wires, "abdef");
    wire_index_drop(&wires, 'F', 0, WIRES_MANY, 1);
    wire_index_drop(&wires, 'E', 0, WIRES_MANY, 1);
    wire_index_merge_to(&wires, "abc");
    wire_index_drop(&wires, 'A', 0, WIRES_MANY, 1);
    wire_index_add(&wires, "g");
    wire_index_merge_to(&wires, "bc+");
}

/* What stood between two ranges with the same lexicon is gone: they become one. That lexicon counts once when it is
 * compared with the articles, or these would be written anew. */
static void test_ranges_meet(void **state)
{
    (void)state;
    wire_index_add(&wires, "aBcD");
    wire_index_merge_to(&wires, "*b*d");
    wire_index_drop(&wires, 'B', 0, WIRES_MANY, 1);
    wire_index_merge_to(&wires, "ad");
}

/* All articles of a source, a kept one or one that would be written anew. */
static void test_source_removed(void **state)
{
    (void)state;
    wire_index_add(&wires, "ABc");
    wire_index_drop(&wires, 'A', 0, WIRES_MANY, 1);
    wire_index_drop(&wires, 'c', 0, WIRES_FEW, 1);
    wire_index_add(&wires, "D");
    wire_index_merge_to(&wires, "bd");
    wire_index_drop(&wires, 'B', 0, WIRES_MANY, 1);
    wire_index_drop(&wires, 'D', 0, WIRES_MANY, 1);
    wire_index_merge(&wires);
    wire_index_check(&wires); /* there is nothing */
    wire_index_add(&wires, "E");
    wire_index_merge(&wires);
    wire_index_check(&wires);
}

/* Most articles of a source are gone: what is left is too little for its lexicon, and is written anew. */
static void test_most_removed(void **state)
{
    (void)state;
    wire_index_add(&wires, "AB");
    wire_index_drop(&wires, 'A', WIRES_MANY / 10, WIRES_MANY, 1);
    wire_index_merge_to(&wires, "*b");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_index, remove_index)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_singles_removed), TEST(test_block_removed),  TEST(test_range_removed),
        TEST(test_ranges_meet),     TEST(test_source_removed), TEST(test_most_removed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
