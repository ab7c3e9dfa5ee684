/* Finding many articles in a block at once, and occurrences handed out as gaps, held against plain arrays. */
#include "tests/cmocka_all.h"
#include "tests/unit/segment/posting_list.h"

enum { WALKS = 10 };

/* Bitmaps, dense and sparse blocks, tails; occurrences within a block and over several. */
static const struct list_shape shapes[] = {
    {1, 5, 0, true, false, 10},        {2, 1000, 3, true, true, 10},
    {127, 3, 2, true, true, 50},       {128, 1, 0, true, false, 50},
    {129, 10000, 1, true, false, 1},   {256, 2, 4, true, true, 500},
    {257, 300, 12, true, false, 7},    {4096, 1, 1, true, true, 100},
    {4096, 12, 0, false, false, 100},  {5000, 3, 6, true, true, 1000},
    {20000, 20, 3, true, false, 2000}, {4200, 2000, 3, true, true, 1u << 16},
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

/* Articles from `from` on up to the block's last, some of the list, some not; returns how many. */
static uint32_t choose_articles(struct random_source *random, uint32_t from, uint32_t *articles)
{
    uint32_t count = 0, most = 1 + random_bits(random, 10), step = 1 + random_bits(random, 8);
    for (uint64_t article = from; article <= cursor.last && count < most && count < LOCATED_MAX;
         article += 1 + random_below(random, step)) {
        uint32_t next = posting_list_find(&list, 0, (uint32_t)article);
        if (random_below(random, 3) == 0 && next < list.shape.df &&
            list.articles[next] <= cursor.last)
            article = list.articles[next];
        articles[count++] = (uint32_t)article;
    }
    return count;
}

/* That exactly those are located that the list has, as the postings they are. */
static void check_located(const struct located *located, uint32_t found, const uint32_t *articles,
                          uint32_t count)
{
    uint32_t at = 0;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t index = posting_list_find(&list, 0, articles[i]);
        if (index == list.shape.df || list.articles[index] != articles[i])
            continue;
        assert_true(at < found);
        assert_int_equal(located->numbers[at], i);
        assert_int_equal(located->indexes[at], index % BLOCK_LENGTH);
        assert_int_equal(posting_cursor_pick_frequency(&cursor, located->indexes[at]),
                         list.frequencies[index]);
        at++;
    }
    assert_int_equal(at, found);
}

static void locate_randomly(uint64_t seed)
{
    struct random_source random = {seed};
    static struct located located, plainly;
    static uint32_t articles[LOCATED_MAX];
    uint32_t from = random_bits(&random, 12);
    open_cursor();
    while (posting_cursor_reach(&cursor, from)) {
        uint32_t next = posting_list_find(&list, 0, from), count;
        assert_int_equal(cursor.block, next / BLOCK_LENGTH);
        if (random_below(&random, 4) == 0)
            assert_int_equal(posting_cursor_advance(&cursor, from), list.articles[next]);
        if (random_below(&random, 4) == 0)
            posting_cursor_unpack(&cursor);
        count = choose_articles(&random, from, articles);
        uint32_t found = posting_cursor_locate(&cursor, articles, count, &located);
        check_located(&located, found, articles, count);
        assert_int_equal(posting_cursor_locate_plainly(&cursor, articles, count, &plainly), found);
        assert_memory_equal(plainly.numbers, located.numbers, found * sizeof *located.numbers);
        assert_memory_equal(plainly.indexes, located.indexes, found * sizeof *located.indexes);
        from = articles[count - 1] + 1 + random_bits(&random, 14);
    }
    assert_int_equal(posting_list_find(&list, 0, from), list.shape.df);
    assert_int_equal(cursor.article, ARTICLE_NONE);
    close_cursor();
}

static void test_located(void **state)
{
    (void)state;
    for (size_t s = 0; s < SHAPES; s++) {
        posting_list_make(&list, &shapes[s], s + 900);
        for (uint64_t seed = 1; seed <= WALKS; seed++)
            locate_randomly(s * WALKS + seed);
        posting_list_free(&list);
    }
}

static void check_gaps(const struct posting_place *place, uint32_t index)
{
    const uint32_t *gaps = posting_cursor_gaps_at(&cursor, place);
    const uint32_t *positions = list.positions + list.first[index];
    uint32_t at = 0;
    assert_non_null(gaps);
    assert_int_equal(place->frequency, list.frequencies[index]);
    for (uint32_t i = 0; i < place->frequency; i++)
        assert_int_equal(at += gaps[i], positions[i]);
}

/* Postings of a block, noted and then asked for in any order. */
static void test_gaps(void **state)
{
    (void)state;
    struct random_source random = {77};
    for (size_t s = 0; s < SHAPES; s++) {
        posting_list_make(&list, &shapes[s], s + 950);
        open_cursor();
        for (uint32_t first = 0; first < list.shape.df && shapes[s].has_positions;
             first += cursor.count) {
            struct posting_place places[BLOCK_LENGTH];
            posting_cursor_advance(&cursor, list.articles[first]);
            assert_true(posting_cursor_unpack(&cursor));
            for (uint32_t i = 0; i < cursor.count; i++)
                posting_cursor_note_at(&cursor, i, &places[i]);
            for (unsigned times = 0; times < 40; times++) {
                uint32_t i = random_below(&random, cursor.count);
                check_gaps(&places[i], first + i);
            }
        }
        close_cursor();
        posting_list_free(&list);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_located),
        cmocka_unit_test(test_gaps),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
