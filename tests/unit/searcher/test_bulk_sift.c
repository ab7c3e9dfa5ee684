/* Sifting without a division: nothing is lost that could beat the threshold, and little else passes. */
#include "tests/cmocka_all.h"
#include "tests/unit/support/random.h"

#include "searcher/native/bulk_candidates.h"

enum { ROUNDS = 200000 };

/* Of a search: k1, b, and how many bits the lengths of its articles have at most. */
static const struct {
    double k1, b;
    unsigned length_bits;
} settings[] = {
    {1.2, 0.75, 12}, {1.2, 0, 12}, {0.5, 1, 20}, {0, 0.75, 12}, {100, 0.5, 31}, {1e-6, 0.3, 8},
};

static double fraction(struct random_source *random)
{
    return (double)random_below(random, 1 << 30) / (1 << 30);
}

/* One posting, with a threshold by its own score, a few quanta more or less, or by chance. */
static void check_posting(const struct bm25 *bm25, struct random_source *random, unsigned bits,
                          unsigned passed[2])
{
    double weight = bm25_weight(bm25, 1 + random_below(random, 1000000)), gain;
    uint32_t frequency = 1 + random_bits(random, 16), length = random_bits(random, bits);
    double score = bm25_score(bm25, weight, frequency, length);
    double rest = random_below(random, 2) * fraction(random) * weight;
    double threshold = random_below(random, 2) == 0
                           ? score + rest + (random_below(random, 9) - 4.0) * bm25->quantum
                           : 1.2 * fraction(random) * weight + rest;
    double need = threshold - rest;
    if (!bulk_sift_gain(bm25, weight, need, &gain)) {
        assert_true(need <= 2 * bm25->quantum);
        return;
    }
    bool passes = gain * frequency > bm25_norm(bm25, length);
    if (score + rest > threshold)
        assert_true(passes);
    if (score < need * (1 - 1e-6) - 4 * bm25->quantum)
        assert_false(passes);
    passed[passes]++;
}

static void test_sift(void **state)
{
    (void)state;
    struct random_source random = {41};
    for (size_t s = 0; s < sizeof settings / sizeof settings[0]; s++) {
        unsigned passed[2] = {0};
        struct bm25 bm25;
        bm25_init(&bm25, settings[s].k1, settings[s].b, 1000000, 300000000);
        bm25_set_quantum(&bm25, 40 * (settings[s].k1 + 1));
        for (unsigned round = 0; round < ROUNDS; round++)
            check_posting(&bm25, &random, settings[s].length_bits, passed);
        assert_true(passed[0] > 0 && passed[1] > ROUNDS / 10);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sift),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
