/* The bits that each of 128 numbers needs, measured with vectors and plainly, and what is counted of them. */
#include "tests/cmocka_all.h"
#include "tests/unit/support/random.h"

#include "common/codec/bit_widths.h"

enum { ROUNDS = 3000 };

/* All widths come, and of each the smallest number and the largest: what rounding could take for one of another. */
static void fill(struct random_source *random, uint32_t values[BLOCK_LENGTH])
{
    unsigned bits = random_below(random, 33);
    for (unsigned i = 0; i < BLOCK_LENGTH; i++) {
        unsigned width = random_below(random, bits + 1);
        uint32_t most = width == 0 ? 0 : UINT32_MAX >> (32 - width);
        uint32_t some[] = {most, most - most / 2, most & (uint32_t)random_next(random)};
        values[i] = some[random_below(random, 3)];
    }
}

static void check_counts(const struct bit_widths *widths, const uint32_t values[BLOCK_LENGTH])
{
    for (unsigned width = 0; width < 32; width++) {
        unsigned count = 0;
        for (unsigned i = 0; i < BLOCK_LENGTH; i++) {
            bool is_above = values[i] >> width != 0;
            uint64_t bits = bit_widths_above(widths, i / 64 * 64, width);
            assert_int_equal(bits >> i % 64 & 1, is_above);
            count += is_above;
        }
        assert_int_equal(bit_widths_count_above(widths, width), count);
    }
}

static void test_widths(void **state)
{
    (void)state;
    struct random_source random = {91};
    for (unsigned round = 0; round < ROUNDS; round++) {
        uint32_t values[BLOCK_LENGTH];
        struct bit_widths widths, plain;
        fill(&random, values);
        unsigned most = bit_widths_measure_plainly(&plain, values);
        assert_int_equal(bit_widths_measure(&widths, values), most);
        assert_memory_equal(&widths, &plain, sizeof plain);
        for (unsigned i = 0; i < BLOCK_LENGTH; i++) {
            assert_in_range(plain.of[i], 0, most);
            assert_true(plain.of[i] == 32 || values[i] >> plain.of[i] == 0);
            assert_true(plain.of[i] == 0 || values[i] >> (plain.of[i] - 1) == 1);
        }
        check_counts(&widths, values);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_widths)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
