/* Merging segments whose lexicons are small beside their articles, or not: the first keep their articles as they are, the
 * others are written anew. Every article is as before, however often that happens. */
#include "tests/cmocka_all.h"
#include "tests/unit/indexer/wire_index.h"

#include "indexer/native/merge.h"

#include <stdio.h>

enum { LEXICONS_KEPT = 64 /* of the sources of a merge, at most */ };

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

/* ---- which lexicons are kept ---- */

/* Large and small sources in every order: each large one keeps its lexicon, all small ones get one. */
static void test_orders(void **state)
{
    (void)state;
    static const struct {
        const char *families, *kept;
    } cases[] = {{"AbC", "a+c"},    {"aBc", "*b*"},        {"ABC", "abc"},       {"abc", "*"},
                 {"abCD", "*cd"},   {"ABcd", "ab*"},       {"aBcDeF", "*b*d*f"}, {"A", "a"},
                 {"AbcDe", "a*d*"}, {"ABCDEFG", "abcdefg"}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char name[32];
        wire_index_close(&wires);
        snprintf(name, sizeof name, "index-%zu", i);
        wire_index_open(&wires, &folder, name, 1);
        wire_index_add(&wires, cases[i].families);
        wire_index_merge_to(&wires, cases[i].kept);
    }
}

/* Ranges of what was merged before are kept as well, and add up. */
static void test_merged_repeatedly(void **state)
{
    (void)state;
    wire_index_add(&wires, "AbC");
    wire_index_merge_to(&wires, "a+c");
    wire_index_add(&wires, "D");
    wire_index_merge_to(&wires, "abcd");
    wire_index_add(&wires, "e");
    wire_index_merge_to(&wires, "abcd+");
    wire_index_add(&wires, "fGh");
    wire_index_merge_to(&wires, "abcde*g*"); /* after five ranges f is one, G another, h a third */
    wire_index_merge_to(&wires, "abcdefgh");
}

/* Articles that take less than so many times as much as their lexicon are written anew, though more than it takes. */
static void test_too_few(void **state)
{
    (void)state;
    enum { TOO_FEW = 40 };
    wire_index_add(&wires, "A");
    for (uint32_t i = 0; i < TOO_FEW; i++)
        wires.is_there['B'][i] = wires.is_there['C'][i] = true;
    wires_commit(wires.writer, 'B', TOO_FEW);
    wires_commit(wires.writer, 'C', TOO_FEW);
    wire_index_merge_to(&wires, "a*");
}

/* ---- the same bytes ---- */

static void append_segment(struct buffer *bytes)
{
    struct snapshot snapshot;
    wire_index_snapshot(&wires, &snapshot);
    assert_int_equal(snapshot.segment_count, 1);
    buffer_append(bytes, snapshot.segments[0]->file.map.data, snapshot.segments[0]->file.map.size);
    assert_false(bytes->failed);
    snapshot_close(&snapshot);
}

/* Merging the same gives the same file, by any number of workers. */
static void test_same_bytes(void **state)
{
    (void)state;
    static const char *const names[] = {"index-1", "index-2"};
    struct buffer files[2] = {BUFFER_INIT, BUFFER_INIT};
    for (unsigned i = 0; i < 2; i++) {
        wire_index_close(&wires);
        wire_index_open(&wires, &folder, names[i], 1 + i);
        wire_index_add(&wires, "aBcD");
        wire_index_drop(&wires, 'B', 3, WIRES_MANY, 9);
        wire_index_merge(&wires);
        append_segment(&files[i]);
        wire_index_add(&wires, "eF");
        wire_index_merge(&wires);
        append_segment(&files[i]);
    }
    assert_int_equal(files[0].size, files[1].size);
    assert_memory_equal(files[0].data, files[1].data, files[0].size);
    buffer_free(&files[0]);
    buffer_free(&files[1]);
}

/* ---- many ---- */

/* Merge segments of the index, in this order, and open the result. */
static void merge_segments_to(const struct segment *const *segments, size_t count, const char *name,
                              struct segment *merged)
{
    struct manifest_segment about = {.size = 0};
    mrg_error error = MRG_ERROR_INIT;
    if (merge_segments(segments, count, wires.path, name, 1, 1 << 20, NULL, &about, &error) !=
            MRG_OK ||
        segment_open(merged, wires.path, &about, &error) != MRG_OK)
        fail_msg("%s", error.message);
}

/* Sources with many lexicons each: one of them is kept, two would have too many. */
static void keep_one_of_two(const struct segment *some, uint32_t ranges)
{
    struct segment merged;
    struct lexicon_sums sums = {.count = 0};
    merge_segments_to((const struct segment *[]){some, some}, 2, "seg-both.mrg", &merged);
    lexicon_sums_append(&sums, &merged);
    assert_int_equal(sums.count, ranges + 1);
    segment_close(&merged);
}

/* No more lexicons are kept than may be; the sources behind are written anew, and so is one that has more. */
static void test_most_ranges(void **state)
{
    (void)state;
    enum { SOURCES = LEXICONS_KEPT + 4, SOME = LEXICONS_KEPT / 2 + 1 };
    const struct segment *segments[SOURCES];
    struct snapshot snapshot;
    struct segment many, few, some;
    struct lexicon_sums sums = {.count = 0}, of_two = {.count = 0}, of_many = {.count = 0};
    wire_index_add(&wires, "AB");
    wire_index_snapshot(&wires, &snapshot);
    lexicon_sums_append(&of_two, snapshot.segments[0]);
    lexicon_sums_append(&of_two, snapshot.segments[1]);
    for (unsigned i = 0; i < SOURCES; i++)
        segments[i] = snapshot.segments[i % 2];
    merge_segments_to(segments, SOURCES, "seg-many.mrg", &many);
    assert_int_equal(many.meta.articles, SOURCES * WIRES_MANY);
    lexicon_sums_append(&of_many, &many);
    assert_int_equal(of_many.count, LEXICONS_KEPT + 1);
    for (uint32_t i = 0; i < LEXICONS_KEPT; i++)
        assert_int_equal(of_many.of[i], of_two.of[i % 2]);
    merge_segments_to((const struct segment *[]){&many, segments[1]}, 2, "seg-few.mrg", &few);
    lexicon_sums_append(&sums, &few);
    assert_int_equal(sums.count, 2);
    assert_int_equal(sums.of[1], of_two.of[1]);
    merge_segments_to(segments, SOME, "seg-some.mrg", &some);
    keep_one_of_two(&some, SOME);
    segment_close(&some);
    segment_close(&many);
    segment_close(&few);
    snapshot_close(&snapshot);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_index, remove_index)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_orders),     TEST(test_too_few),     TEST(test_merged_repeatedly),
        TEST(test_same_bytes), TEST(test_most_ranges),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
