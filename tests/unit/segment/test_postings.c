/* Posting lists of many lengths and shapes, written and read back: moving, frequencies, occurrences
 * and bounds, held against plain arrays. */
#include "common/segment/posting_mark.h"
#include "tests/cmocka_all.h"
#include "tests/unit/segment/posting_list.h"

#include <stdio.h>

enum { WALKS = 12 };

/* Lengths around block borders; gaps from dense (bitmaps) to sparse. */
static const struct list_shape shapes[] = {
    {1, 5, 0, true, false, 10},
    {1, 5, 0, true, true, 10},
    {1, 1, 4, true, false, 10},
    {1, 5, 10, true, true, 10},
    {1, 5, 0, false, false, 10},
    {2, 1, 0, true, false, 10},
    {2, 1000, 3, true, true, 10},
    {2, 1000, 0, false, false, 10},
    {3, 1u << 20, 9, true, true, 1u << 20},
    {127, 3, 2, true, true, 50},
    {127, 3, 0, false, false, 50},
    {128, 1, 0, true, false, 50},
    {128, 3, 2, true, true, 50},
    {128, 7, 0, false, false, 50},
    {129, 3, 2, true, true, 50},
    {129, 1, 0, false, false, 50},
    {129, 10000, 1, true, false, 1},
    {255, 2, 4, true, true, 500},
    {256, 2, 4, true, true, 500},
    {256, 1, 0, false, false, 500},
    {257, 2, 4, true, true, 500},
    {257, 300, 12, true, false, 7},
    {300, 4, 9, true, true, 3},
    {4096, 1, 1, true, true, 100},
    {4096, 12, 0, false, false, 100},
    {4097, 2, 3, true, false, 100},
    {5000, 3, 6, true, true, 1000},
    {5000, 9, 0, true, false, 1000},
    {100000, 2, 1, true, true, 200},
    {100000, 9, 0, false, false, 200},
    {100000, 20, 0, true, false, 200},
    {4200, 2000, 3, true, true, 1u << 16}, /* more than 32 blocks with a tail */
};
enum { SHAPES = sizeof shapes / sizeof shapes[0] };

static struct posting_list list;
static struct posting_cursor cursor;
static mrg_error damage;

static void open_cursor(void)
{
    damage = (mrg_error)MRG_ERROR_INIT;
    assert_int_equal(
        posting_cursor_open(&cursor, &list.made.file, &list.entry, list.articles_limit, &damage),
        MRG_OK);
}

static void close_cursor(void)
{
    posting_cursor_close(&cursor);
    assert_string_equal(damage.message, "");
}

static void check_frequency(uint32_t index)
{
    assert_int_equal(cursor.article, list.articles[index]);
    assert_int_equal(posting_cursor_frequency(&cursor), list.frequencies[index]);
}

static void check_occurrences(uint32_t index)
{
    const uint32_t *positions, *forms;
    uint32_t count = list.frequencies[index];
    assert_int_equal(posting_cursor_occurrences(&cursor, &positions, &forms), count);
    assert_memory_equal(positions, list.positions + list.first[index], count * sizeof *positions);
    assert_memory_equal(forms, list.forms + list.first[index], count * sizeof *forms);
}

static void check_at_end(void)
{
    assert_int_equal(cursor.article, ARTICLE_NONE);
    assert_int_equal(posting_cursor_next(&cursor), ARTICLE_NONE);
    assert_int_equal(posting_cursor_advance(&cursor, 0), ARTICLE_NONE);
    assert_int_equal(posting_cursor_advance(&cursor, ARTICLE_NONE), ARTICLE_NONE);
    assert_int_equal(posting_cursor_frequency(&cursor), 0);
}

static void walk_all(bool with_occurrences)
{
    open_cursor();
    for (uint32_t i = 0; i < list.shape.df; i++) {
        assert_int_equal(posting_cursor_next(&cursor), list.articles[i]);
        check_frequency(i);
        if (with_occurrences)
            check_occurrences(i);
    }
    assert_int_equal(posting_cursor_next(&cursor), ARTICLE_NONE);
    check_at_end();
    close_cursor();
}

/* One step of a random walk: where to, from `index` on. */
static uint32_t choose_target(struct random_source *random, uint32_t index)
{
    uint32_t df = list.shape.df;
    uint32_t here = index < df ? list.articles[index] : list.articles[df - 1];
    switch (random_below(random, 4)) {
    case 0:
        return here + random_bits(random, 4);
    case 1:
        return here + random_bits(random, 31) % list.articles_limit;
    case 2: /* an article of the list, or right behind it */
        return list.articles[index + random_below(random, df - index)] + random_below(random, 2);
    default: /* never moves back */
        return here - random_below(random, here + 1);
    }
}

static void check_here(struct random_source *random, uint32_t index)
{
    if (random_below(random, 2) == 0)
        check_frequency(index);
    if (!list.shape.has_positions || random_below(random, 2) == 0)
        return;
    check_occurrences(index);
    if (random_below(random, 3) == 0)
        check_occurrences(index); /* asked twice */
    check_frequency(index);
}

static void walk_randomly(uint64_t seed)
{
    struct random_source random = {seed};
    uint32_t index = 0;
    open_cursor();
    for (unsigned step = 0; index < list.shape.df; step++) {
        if (random_below(&random, 3) == 0) {
            index += step > 0;
            posting_cursor_next(&cursor);
        } else {
            uint32_t target = choose_target(&random, index);
            index = posting_list_find(&list, index, target);
            posting_cursor_advance(&cursor, target);
        }
        if (index == list.shape.df)
            break;
        assert_int_equal(cursor.article, list.articles[index]);
        check_here(&random, index);
    }
    check_at_end();
    close_cursor();
}

static void test_round_trips(void **state)
{
    (void)state;
    for (size_t s = 0; s < SHAPES; s++) {
        posting_list_make(&list, &shapes[s], s + 1);
        walk_all(false);
        if (list.shape.has_positions)
            walk_all(true);
        for (uint64_t w = 1; w <= WALKS; w++)
            walk_randomly(s * WALKS + w);
        posting_list_free(&list);
    }
}

/* Articles of [first, last] as bits, by the plain list. */
static void mark_plainly(uint32_t first, uint32_t last, uint64_t *window)
{
    for (uint32_t i = posting_list_find(&list, 0, first);
         i < list.shape.df && list.articles[i] <= last; i++)
        window[(list.articles[i] - first) / 64] |= (uint64_t)1 << ((list.articles[i] - first) % 64);
}

static void mark_windows(uint64_t seed)
{
    struct random_source random = {seed};
    uint32_t first = 0, end = list.articles[list.shape.df - 1];
    open_cursor();
    while (first <= end) {
        struct posting_marks marked = {.bits = {0}}, wanted = {.bits = {0}};
        uint32_t last = first + (uint32_t)random_below(&random, MARKS_ARTICLES);
        uint32_t article = posting_cursor_advance(&cursor, first);
        if (article <= last)
            article = posting_cursor_mark(&cursor, first, last, &marked);
        posting_marks_gather(&marked);
        mark_plainly(first, last, wanted.bits);
        assert_memory_equal(&marked, &wanted, sizeof wanted);
        uint32_t next = posting_list_find(&list, 0, last + 1);
        assert_int_equal(article, next < list.shape.df ? list.articles[next] : ARTICLE_NONE);
        first = last + 1;
        if (random_below(&random, 4) == 0 && article != ARTICLE_NONE)
            first = article;
    }
    close_cursor();
}

static void test_marks(void **state)
{
    (void)state;
    for (size_t s = 0; s < SHAPES; s++) {
        posting_list_make(&list, &shapes[s], s + 300);
        if (list.articles_limit < 4000000)
            for (uint64_t seed = 1; seed <= 3; seed++)
                mark_windows(seed);
        posting_list_free(&list);
    }
}

/* Positions of postings noted before, in any order, asked for when the cursor has moved on. */
static void test_noted_postings(void **state)
{
    (void)state;
    enum { NOTED = 400 };
    static struct posting_place places[NOTED];
    for (size_t s = 0; s < SHAPES; s++) {
        posting_list_make(&list, &shapes[s], s + 400);
        struct random_source random = {s};
        uint32_t count = list.shape.df < NOTED ? list.shape.df : NOTED;
        open_cursor();
        for (uint32_t i = 0; i < count && list.shape.has_positions; i++) {
            posting_cursor_next(&cursor);
            assert_true(posting_cursor_note(&cursor, &places[i]));
        }
        for (unsigned step = 0; step < 2 * NOTED && list.shape.has_positions; step++) {
            const uint32_t *positions, *forms;
            uint32_t i = (uint32_t)random_below(&random, count), wanted = list.frequencies[i];
            bool with_forms = random_below(&random, 2) == 0;
            assert_int_equal(posting_cursor_occurrences_at(&cursor, &places[i], &positions,
                                                           with_forms ? &forms : NULL),
                             wanted);
            assert_memory_equal(positions, list.positions + list.first[i],
                                wanted * sizeof *positions);
            if (with_forms)
                assert_memory_equal(forms, list.forms + list.first[i], wanted * sizeof *forms);
        }
        close_cursor();
        posting_list_free(&list);
    }
}

static void test_unpacked_blocks(void **state)
{
    (void)state;
    for (size_t s = 0; s < SHAPES; s++) {
        posting_list_make(&list, &shapes[s], s + 500);
        open_cursor();
        for (uint32_t at = 0; at < list.shape.df; at += cursor.count) {
            assert_int_equal(posting_cursor_advance(&cursor, list.articles[at]), list.articles[at]);
            assert_true(posting_cursor_unpack(&cursor));
            assert_int_equal(cursor.index, 0);
            assert_int_equal(cursor.last, list.articles[at + cursor.count - 1]);
            assert_memory_equal(cursor.articles, list.articles + at, cursor.count * sizeof at);
            assert_memory_equal(cursor.frequencies, list.frequencies + at,
                                cursor.count * sizeof at);
        }
        posting_cursor_advance(&cursor, ARTICLE_NONE);
        assert_false(posting_cursor_unpack(&cursor));
        close_cursor();
        posting_list_free(&list);
    }
}

/* Frequencies read alone, few or many of a block, some twice, some followed by the decoding of all. */
static void pick_randomly(uint64_t seed)
{
    struct random_source random = {seed};
    uint32_t step = 2U << random_below(&random, 8);
    open_cursor();
    assert_int_equal(posting_cursor_pick_frequency(&cursor, cursor.index), 0);
    for (uint32_t i = random_below(&random, step); i < list.shape.df;
         i += 1 + random_below(&random, step)) {
        assert_int_equal(posting_cursor_advance(&cursor, list.articles[i]), list.articles[i]);
        for (uint32_t times = random_below(&random, 3); times > 0; times--)
            assert_int_equal(posting_cursor_pick_frequency(&cursor, cursor.index),
                             list.frequencies[i]);
        if (random_below(&random, 8) == 0)
            check_frequency(i);
    }
    posting_cursor_advance(&cursor, ARTICLE_NONE);
    assert_int_equal(posting_cursor_pick_frequency(&cursor, cursor.index), 0);
    close_cursor();
}

static void test_picked_frequencies(void **state)
{
    (void)state;
    for (size_t s = 0; s < SHAPES; s++) {
        posting_list_make(&list, &shapes[s], s + 600);
        for (uint64_t seed = 1; seed <= 20; seed++)
            pick_randomly(seed);
        posting_list_free(&list);
    }
}

/* A list that ends before a block's frequencies: told at the first that is asked for. */
static void test_picked_damage(void **state)
{
    (void)state;
    static const struct list_shape two_blocks = {256, 1000, 3, true, false, 50};
    posting_list_make(&list, &two_blocks, 700);
    open_cursor();
    posting_cursor_next(&cursor);
    cursor.end = cursor.frequencies_at;
    assert_int_equal(posting_cursor_pick_frequency(&cursor, cursor.index), 0);
    assert_int_equal(damage.status, MRG_ERR_DAMAGED);
    assert_int_equal(cursor.article, ARTICLE_NONE);
    posting_cursor_close(&cursor);
    posting_list_free(&list);
}

static void test_huge_frequencies(void **state)
{
    (void)state;
    static const struct list_shape huge[] = {
        {1, 5, 18, true, true, 3}, {130, 3, 15, true, true, 3}, {40, 3, 18, true, false, 2}};
    for (size_t s = 0; s < sizeof huge / sizeof huge[0]; s++) {
        posting_list_make(&list, &huge[s], s + 100);
        walk_all(true);
        walk_randomly(s + 1);
        posting_list_free(&list);
    }
}

/* The densest list is a bitmap: little more than a bit an article. */
static void test_dense_is_small(void **state)
{
    (void)state;
    static const struct list_shape dense = {1280, 2, 0, false, false, 1};
    posting_list_make(&list, &dense, 7);
    assert_in_range(list.entry.postings_size, 10 * (SKIP_SIZE + 16), 10 * (SKIP_SIZE + 2 + 32));
    walk_all(false);
    posting_list_free(&list);
}

static void test_peek_does_not_move(void **state)
{
    (void)state;
    static const struct list_shape singles[] = {
        {1, 5, 2, true, false, 3}, {2, 5, 2, true, false, 3}, {127, 9, 2, true, true, 3}};
    for (size_t s = 0; s < sizeof singles / sizeof singles[0]; s++) {
        posting_list_make(&list, &singles[s], s + 200);
        for (unsigned by_next = 0; by_next < 2; by_next++) {
            open_cursor();
            assert_true(posting_cursor_peek(&cursor));
            assert_int_equal(cursor.count, list.shape.df);
            assert_memory_equal(cursor.articles, list.articles,
                                list.shape.df * sizeof *list.articles);
            assert_memory_equal(cursor.frequencies, list.frequencies,
                                list.shape.df * sizeof *list.frequencies);
            uint32_t article =
                by_next ? posting_cursor_next(&cursor) : posting_cursor_advance(&cursor, 0);
            assert_int_equal(article, list.articles[0]);
            check_frequency(0);
            check_occurrences(0);
            close_cursor();
        }
        posting_list_free(&list);
    }
}

static void assert_same_bytes(const struct buffer *a, const struct buffer *b)
{
    assert_int_equal(a->size, b->size);
    assert_memory_equal(a->data, b->data, a->size);
}

/* Positions of a long list go to the file while it is made: the same bytes, in two places. */
static void test_drained_positions(void **state)
{
    (void)state;
    static const struct list_shape shape = {50000, 3, 6, true, true, 500};
    struct section_file file;
    struct postings_writer kept, drained;
    posting_list_make(&list, &shape, 77);
    section_file_begin(&file);
    section_begin(&file.writer, SECTION_POSTINGS);
    postings_writer_init(&kept, list.length_codes, NULL);
    postings_writer_init(&drained, list.length_codes, &file.writer);
    postings_begin(&kept, true, true);
    posting_list_write(&list, &kept);
    postings_begin(&drained, true, true);
    posting_list_write(&list, &drained);
    assert_true(drained.drained > 0 && drained.positions.size < kept.positions.size / 2);
    section_append(&file.writer, drained.positions.data, drained.positions.size);
    section_end(&file.writer);
    section_file_open(&file);
    assert_same_bytes(&kept.list, &drained.list);
    assert_int_equal(drained.drained + drained.positions.size, kept.positions.size);
    assert_int_equal(file.file.sections[SECTION_POSTINGS].size, kept.positions.size);
    assert_memory_equal(file.file.sections[SECTION_POSTINGS].data, kept.positions.data,
                        kept.positions.size);
    postings_writer_free(&kept);
    postings_writer_free(&drained);
    section_file_end(&file);
    posting_list_free(&list);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_round_trips),        cmocka_unit_test(test_marks),
        cmocka_unit_test(test_noted_postings),     cmocka_unit_test(test_unpacked_blocks),
        cmocka_unit_test(test_huge_frequencies),   cmocka_unit_test(test_dense_is_small),
        cmocka_unit_test(test_peek_does_not_move), cmocka_unit_test(test_picked_damage),
        cmocka_unit_test(test_picked_frequencies), cmocka_unit_test(test_drained_positions),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
