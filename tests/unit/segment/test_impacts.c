/* Impacts: length codes, the collector, and the bounds that posting lists hand out. */
#include "tests/cmocka_all.h"
#include "tests/unit/segment/posting_list.h"

#include <math.h>

/* BM25 without the term's weight, which changes nothing: pairs k1, b and mean length. */
static const struct parameters {
    double k1, b, mean;
} parameters[] = {{1.2, 0.75, 300}, {1.2, 0.75, 3}, {0, 0.75, 100}, {1.2, 0, 100},
                  {1.2, 1, 50},     {2, 1, 5000},   {0.4, 0.3, 20}, {100, 0.9, 400}};
enum { PARAMETERS = sizeof parameters / sizeof parameters[0] };

static double score(const struct parameters *p, double frequency, double length)
{
    double norm = p->k1 * (1 - p->b + p->b * length / p->mean);
    return (p->k1 + 1) * frequency / (norm + frequency);
}

static double bound_of_pair(const struct parameters *p, const struct impact *pair)
{
    if (pair->frequency == IMPACT_FREQUENCY_MANY)
        return p->k1 + 1; /* what no frequency reaches */
    return score(p, pair->frequency, length_of_code(pair->length));
}

static double bound(const struct parameters *p, const struct impact *pairs, size_t count)
{
    double best = 0;
    for (size_t i = 0; i < count; i++)
        if (pairs[i].frequency > 0)
            best = fmax(best, bound_of_pair(p, &pairs[i]));
    return best;
}

static void check_bound(const struct impact *pairs, size_t count, double frequency, double length)
{
    for (size_t p = 0; p < PARAMETERS; p++)
        assert_true(score(&parameters[p], frequency, length) <=
                    bound(&parameters[p], pairs, count) * (1 + 1e-12));
}

static void test_length_codes(void **state)
{
    (void)state;
    for (unsigned code = 0; code < 255; code++) {
        assert_int_equal(length_code(length_of_code((uint8_t)code)), code);
        assert_true(length_of_code((uint8_t)code) < length_of_code((uint8_t)(code + 1)));
        uint32_t below = length_of_code((uint8_t)(code + 1)) - 1;
        assert_int_equal(length_code(below), code); /* monotone: all between have this code */
    }
    for (uint32_t length = 0; length < 32; length++)
        assert_int_equal(length_of_code(length_code(length)), length);
    for (uint64_t length = 1; length <= UINT32_MAX; length = length * 9 / 8 + 1) {
        uint32_t rounded = length_of_code(length_code((uint32_t)length));
        assert_true(rounded <= length);
        if (rounded < length_of_code(255))
            assert_true(rounded >= (double)length * 0.94);
    }
    assert_int_equal(length_code(UINT32_MAX), 255);
}

static void check_form(const struct impact *pairs, size_t count)
{
    for (size_t i = 1; i < count && pairs[i].frequency > 0; i++) {
        assert_true(pairs[i].frequency > pairs[i - 1].frequency);
        assert_true(pairs[i].length > pairs[i - 1].length);
    }
}

static void test_collector_dominates(void **state)
{
    (void)state;
    struct random_source random = {53};
    for (unsigned round = 0; round < 3000; round++) {
        struct impact_collector collector, above;
        uint32_t frequencies[BLOCK_LENGTH], lengths[BLOCK_LENGTH];
        unsigned count = 1 + random_below(&random, BLOCK_LENGTH);
        unsigned frequency_bits = random_below(&random, 12), bits = random_below(&random, 33);
        impact_collector_clear(&collector);
        impact_collector_clear(&above);
        for (unsigned i = 0; i < count; i++) {
            frequencies[i] = 1 + random_bits(&random, frequency_bits);
            lengths[i] = random_bits(&random, bits);
            impact_collector_add(&collector, frequencies[i], lengths[i]);
        }
        struct impact pairs[IMPACT_BLOCK_PAIRS], super[IMPACT_SUPER_PAIRS], many[256], one;
        impact_collector_write(&collector, pairs, IMPACT_BLOCK_PAIRS);
        impact_collector_write(&collector, many, 256);
        impact_collector_write(&collector, &one, 1);
        impact_collector_add_pairs(&above, pairs, IMPACT_BLOCK_PAIRS);
        impact_collector_write(&above, super, IMPACT_SUPER_PAIRS);
        check_form(pairs, IMPACT_BLOCK_PAIRS);
        check_form(super, IMPACT_SUPER_PAIRS);
        check_form(many, 256);
        for (unsigned i = 0; i < count; i++) {
            check_bound(pairs, IMPACT_BLOCK_PAIRS, frequencies[i], lengths[i]);
            check_bound(super, IMPACT_SUPER_PAIRS, frequencies[i], lengths[i]);
            check_bound(many, 256, frequencies[i], lengths[i]);
            check_bound(&one, 1, frequencies[i], lengths[i]);
        }
    }
}

/* A block at once is its postings one by one, whatever was there before. */
static void test_blocks_at_once(void **state)
{
    (void)state;
    struct random_source random = {54};
    for (unsigned round = 0; round < 3000; round++) {
        struct impact_collector one, all;
        uint32_t articles[BLOCK_LENGTH], frequencies[BLOCK_LENGTH];
        uint8_t codes[500];
        impact_collector_clear(&one);
        impact_collector_clear(&all);
        for (unsigned block = 0; block < 2; block++) {
            uint32_t count = 1 + random_below(&random, BLOCK_LENGTH);
            uint32_t limit = 1 + random_bits(&random, 9);
            for (unsigned a = 0; a < sizeof codes; a++)
                codes[a] =
                    (uint8_t)(random_below(&random, 100) == 0 ? 255 : random_below(&random, 90));
            for (unsigned i = 0; i < count; i++) {
                articles[i] = random_below(&random, sizeof codes);
                frequencies[i] = 1 + random_below(&random, limit);
                impact_collector_add(&one, frequencies[i], length_of_code(codes[articles[i]]));
            }
            impact_collector_add_block(&all, articles, frequencies, count, codes);
        }
        assert_int_equal(one.highest, all.highest);
        assert_memory_equal(one.shortest, all.shortest, sizeof one.shortest);
    }
}

static void test_known_pairs(void **state)
{
    (void)state;
    struct impact_collector collector;
    struct impact pairs[IMPACT_BLOCK_PAIRS];
    impact_collector_clear(&collector);
    impact_collector_add(&collector, 3, 20);
    impact_collector_add(&collector, 1, 10);
    impact_collector_add(&collector, 2, 25); /* beaten by the first */
    impact_collector_write(&collector, pairs, IMPACT_BLOCK_PAIRS);
    static const uint8_t expected[] = {1, 10, 3, 20, 0, 0, 0, 0};
    assert_memory_equal(pairs, expected, sizeof expected);
}

/* Lists of one block (no impacts), few blocks, and enough for the second level. */
static const struct list_shape shapes[] = {
    {100, 3, 3, true, false, 5},  {128, 3, 3, true, false, 5},   {1000, 5, 9, true, false, 5},
    {5000, 2, 3, true, false, 5}, {4096, 9, 2, true, false, 5},  {9000, 4, 3, false, false, 5},
    {10007, 3, 2, true, true, 5}, {129, 100, 8, true, false, 5},
};

static struct posting_list list;

static void check_stretch(uint32_t target, uint32_t last, const uint8_t *bytes, size_t pairs)
{
    assert_true(pairs == 0 || last >= target);
    struct impact impacts[IMPACT_SUPER_PAIRS];
    memcpy(impacts, bytes, pairs * sizeof *impacts);
    uint32_t i = posting_list_find(&list, 0, target), from = i;
    for (; i < list.shape.df && list.articles[i] <= last; i++)
        if (i == from || i % 7 == 0 || pairs == 0)
            check_bound(impacts, pairs, list.frequencies[i], list.lengths[list.articles[i]]);
}

static void check_bounds_at(struct posting_cursor *cursor, uint32_t target)
{
    uint32_t last, wide_last;
    size_t pairs, wide_pairs;
    const uint8_t *impacts = posting_cursor_impacts(cursor, target, &last, &pairs);
    if (list.shape.df < BLOCK_LENGTH) {
        assert_null(impacts);
        return;
    }
    assert_non_null(impacts);
    assert_int_equal(pairs == 0, target > list.articles[list.shape.df - 1]);
    check_stretch(target, last, impacts, pairs);
    impacts = posting_cursor_super_impacts(cursor, target, &wide_last, &wide_pairs);
    bool has_supers = list.shape.df > SUPER_BLOCKS * BLOCK_LENGTH && pairs > 0;
    assert_int_equal(impacts != NULL, has_supers);
    if (impacts == NULL)
        return;
    assert_true(wide_last >= last);
    check_stretch(target, wide_last, impacts, wide_pairs);
}

/* Targets go up and down, as long as they are not before the current article. */
static void test_bounds_hold(void **state)
{
    (void)state;
    for (size_t s = 0; s < sizeof shapes / sizeof shapes[0]; s++) {
        struct random_source random = {s + 1};
        struct posting_cursor cursor;
        mrg_error damage = MRG_ERROR_INIT;
        posting_list_make(&list, &shapes[s], s + 300);
        assert_int_equal(posting_cursor_open(&cursor, &list.made.file, &list.entry,
                                             list.articles_limit, &damage),
                         MRG_OK);
        uint32_t here = 0;
        for (unsigned step = 0; step < 200 && here != ARTICLE_NONE; step++) {
            for (unsigned i = 0; i < 3; i++)
                check_bounds_at(&cursor, here + random_below(&random, list.articles_limit - here));
            check_bounds_at(&cursor, here);
            uint32_t move = here + random_below(&random, list.articles_limit / 64 + 2);
            here = posting_cursor_advance(&cursor, move);
            uint32_t expected = posting_list_find(&list, 0, move);
            assert_int_equal(here,
                             expected < list.shape.df ? list.articles[expected] : ARTICLE_NONE);
        }
        assert_int_equal(damage.status, MRG_OK);
        posting_cursor_close(&cursor);
        posting_list_free(&list);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_length_codes),   cmocka_unit_test(test_collector_dominates),
        cmocka_unit_test(test_blocks_at_once), cmocka_unit_test(test_known_pairs),
        cmocka_unit_test(test_bounds_hold),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
