/* Sifting many postings at once: nothing is lost that could beat the threshold, little else passes, and wide
 * vectors find what plain code finds. */
#include "tests/cmocka_all.h"
#include "tests/unit/support/random.h"

#include "searcher/native/sift.h"

enum { ROUNDS = 4000, LENGTHS = 4096, OTHERS_MAX = 9 };

/* Of a search: k1, b, and how many bits the lengths of its articles have at most. */
static const struct {
    double k1, b;
    unsigned length_bits;
} settings[] = {
    {1.2, 0.75, 12}, {1.2, 0, 12}, {0.5, 1, 20}, {0, 0.75, 12}, {100, 0.5, 26}, {1e-6, 0.3, 8},
};

/* Another list that adds to the score. */
struct other {
    double weight;
    double bound;
    uint32_t frequency; /* in no article is it higher */
    bool is_known;      /* to the sift */
};

static uint32_t lengths[LENGTHS];
static uint32_t articles[BLOCK_LENGTH], frequencies[BLOCK_LENGTH];
static struct other others[OTHERS_MAX];
static unsigned other_count;

static double random_weight(const struct bm25 *bm25, struct random_source *random)
{
    return bm25_weight(bm25, 1 + random_below(random, 1000000));
}

static void make_block(const struct bm25 *bm25, struct random_source *random)
{
    for (unsigned i = 0; i < BLOCK_LENGTH; i++) {
        articles[i] = random_below(random, LENGTHS);
        frequencies[i] = 1 + random_bits(random, 16);
    }
    other_count = random_below(random, OTHERS_MAX + 1);
    for (unsigned i = 0; i < other_count; i++) {
        struct other *other = &others[i];
        other->weight = random_weight(bm25, random);
        other->frequency = 1 + random_bits(random, 10);
        other->is_known = random_below(random, 4) > 0;
        other->bound = bm25_score(bm25, other->weight, other->frequency, 0) + bm25->quantum;
    }
}

/* The most that an article with posting `i` can score, and what a bound by window says. */
static double best_score(const struct bm25 *bm25, double weight, unsigned i, double *by_window)
{
    uint32_t length = lengths[articles[i]];
    double score = bm25_score(bm25, weight, frequencies[i], length);
    *by_window = score;
    for (unsigned other = 0; other < other_count; other++) {
        double most = bm25_score(bm25, others[other].weight, others[other].frequency, length);
        score += others[other].is_known && other < SIFT_OTHERS_MAX ? most : 0;
        *by_window += others[other].bound;
    }
    return score;
}

static void check_block(const struct bm25 *bm25, struct random_source *random, unsigned passed[2])
{
    double weight = random_weight(bm25, random), most = 0;
    make_block(bm25, random);
    unsigned chosen = random_below(random, BLOCK_LENGTH);
    uint32_t count = 1 + random_below(random, BLOCK_LENGTH), plain_slots[BLOCK_LENGTH];
    double threshold =
        best_score(bm25, weight, chosen, &most) + (random_below(random, 9) - 4.0) * bm25->quantum;
    if (threshold < 0)
        threshold = 0;
    struct sift sift;
    sift_init(&sift, bm25, weight, threshold);
    for (unsigned i = 0; i < other_count; i++)
        sift_add(&sift, others[i].weight, others[i].bound,
                 others[i].is_known ? others[i].frequency : 0);
    uint32_t slots[BLOCK_LENGTH];
    uint32_t kept = sift_postings(&sift, articles, frequencies, count, lengths, slots);
    assert_int_equal(
        sift_postings_plainly(&sift, articles, frequencies, count, lengths, plain_slots), kept);
    assert_memory_equal(slots, plain_slots, kept * sizeof *slots);
    for (uint32_t i = 0, at = 0; i < count; i++) {
        bool passes = at < kept && slots[at] == i;
        at += passes;
        if (best_score(bm25, weight, i, &most) > threshold)
            assert_true(passes);
        if (most < threshold * (1 - 1e-3) - 64 * bm25->quantum)
            assert_false(passes);
        passed[passes]++;
    }
}

static void test_sift(void **state)
{
    (void)state;
    struct random_source random = {41};
    unsigned passed[2] = {0};
    for (size_t s = 0; s < sizeof settings / sizeof settings[0]; s++) {
        struct bm25 bm25;
        bm25_init(&bm25, settings[s].k1, settings[s].b, 1000000, 300000000);
        bm25_set_quantum(&bm25, 400 * (settings[s].k1 + 1));
        for (unsigned i = 0; i < LENGTHS; i++)
            lengths[i] = random_bits(&random, settings[s].length_bits);
        for (unsigned round = 0; round < ROUNDS; round++)
            check_block(&bm25, &random, passed);
    }
    assert_true(passed[0] > 10 * ROUNDS && passed[1] > 10 * ROUNDS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sift),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
