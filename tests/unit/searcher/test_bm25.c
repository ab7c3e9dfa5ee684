/* Bounds from impacts hold for the scores that they stand for, and are close to the best of them. */
#include "tests/cmocka_all.h"
#include "tests/unit/support/random.h"

#include "searcher/bm25.h"

enum { ROUNDS = 20000 };

static struct bm25 make_bm25(struct random_source *random)
{
    struct bm25 bm25;
    bm25_init(&bm25, random_below(random, 40) / 10.0, random_below(random, 11) / 10.0, 200000,
              200000 * (uint64_t)(1 + random_below(random, 800)));
    bm25_set_quantum(&bm25, 1 + random_below(random, 30));
    return bm25;
}

static void test_norms(void **state)
{
    (void)state;
    struct random_source random = {42};
    for (unsigned round = 0; round < 100; round++) {
        struct bm25 bm25 = make_bm25(&random);
        for (unsigned code = 0; code < 256; code++)
            assert_true(bm25.norms[code] == bm25_norm(&bm25, length_of_code((uint8_t)code)));
    }
}

/* The best score of the pairs, by the formula itself. */
static double best_score(const struct bm25 *bm25, double weight, const uint8_t *pairs, size_t count)
{
    double best = 0;
    for (size_t i = 0; i < count; i++) {
        double score = bm25_score(bm25, weight, pairs[2 * i], length_of_code(pairs[2 * i + 1]));
        if (pairs[2 * i] == IMPACT_FREQUENCY_MANY) /* the highest there can be */
            score = weight;
        best = pairs[2 * i] > 0 && score > best ? score : best;
    }
    return best;
}

static void test_bound(void **state)
{
    (void)state;
    struct random_source random = {43};
    for (unsigned round = 0; round < ROUNDS; round++) {
        struct bm25 bm25 = make_bm25(&random);
        double weight = bm25_weight(&bm25, 1 + random_below(&random, 200000));
        size_t count = random_below(&random, 2) == 0 ? IMPACT_BLOCK_PAIRS : IMPACT_SUPER_PAIRS;
        uint8_t pairs[2 * IMPACT_SUPER_PAIRS] = {1, 1};
        unsigned bits = 1 + random_below(&random, 8);
        for (size_t i = 0; i < count; i++) {
            pairs[2 * i] = (uint8_t)random_bits(&random, bits);
            pairs[2 * i + 1] = pairs[2 * i] > 0 ? (uint8_t)random_bits(&random, 8) : 0;
        }
        double best = best_score(&bm25, weight, pairs, count);
        double bound = bm25_bound(&bm25, weight, pairs, count);
        assert_true(bound >= best);
        if (bm25.norms[0] > 0) /* else what is no pair cannot be told from one */
            assert_true(bound <= best + 6 * bm25.quantum);
    }
}

static void test_two(void **state)
{
    (void)state;
    struct random_source random = {44};
    for (unsigned round = 0; round < ROUNDS; round++) {
        struct bm25 bm25 = make_bm25(&random);
        bm25_two weights = {bm25_weight(&bm25, 1 + random_below(&random, 200000)),
                            bm25_weight(&bm25, 1 + random_below(&random, 200000))};
        uint32_t first = 1 + random_bits(&random, 10), second = 1 + random_bits(&random, 10);
        uint32_t length = random_bits(&random, 12);
        double one_by_one = bm25_score(&bm25, weights[0], first, length) +
                            bm25_score(&bm25, weights[1], second, length);
        assert_true(bm25_score_two(&bm25, weights, first, second, length) == one_by_one);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_norms),
        cmocka_unit_test(test_bound),
        cmocka_unit_test(test_two),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
