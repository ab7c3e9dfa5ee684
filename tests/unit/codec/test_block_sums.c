/* Sums over a block by wide vectors are those of adding one number after the other, and so are the plain ones. */
#include "tests/cmocka_all.h"
#include "tests/unit/support/random.h"

#include "common/codec/block_sums.h"

#include <string.h>

enum { ROUNDS = 2000 };

static void fill(struct random_source *random, uint32_t values[BLOCK_LENGTH])
{
    unsigned bits = 1 + random_below(random, 32);
    for (unsigned i = 0; i < BLOCK_LENGTH; i++)
        values[i] = random_bits(random, bits);
}

static void test_sum_gaps(void **state)
{
    (void)state;
    struct random_source random = {42};
    for (unsigned round = 0; round < ROUNDS; round++) {
        uint32_t values[BLOCK_LENGTH], plain[BLOCK_LENGTH], wanted[BLOCK_LENGTH], all = 0;
        uint32_t before = random_bits(&random, 32), at = before;
        fill(&random, values);
        memcpy(plain, values, sizeof plain);
        for (unsigned i = 0; i < BLOCK_LENGTH; i++) {
            wanted[i] = at += values[i] + 1;
            all |= values[i];
        }
        assert_int_equal(block_sum_gaps(values, before), all);
        assert_int_equal(block_sum_gaps_plainly(plain, before), all);
        assert_memory_equal(values, wanted, sizeof wanted);
        assert_memory_equal(plain, wanted, sizeof wanted);
    }
}

static void test_add_one(void **state)
{
    (void)state;
    struct random_source random = {43};
    for (unsigned round = 0; round < ROUNDS; round++) {
        uint32_t values[BLOCK_LENGTH], plain[BLOCK_LENGTH], wanted[BLOCK_LENGTH];
        bool has_most = round % 2 == 1;
        fill(&random, values);
        for (unsigned i = 0; i < BLOCK_LENGTH; i++)
            values[i] -= values[i] == UINT32_MAX;
        if (has_most)
            values[random_below(&random, BLOCK_LENGTH)] = UINT32_MAX;
        memcpy(plain, values, sizeof plain);
        for (unsigned i = 0; i < BLOCK_LENGTH; i++)
            wanted[i] = values[i] + 1;
        assert_int_equal(block_add_one(values), !has_most);
        assert_int_equal(block_add_one_plainly(plain), !has_most);
        assert_memory_equal(values, wanted, sizeof wanted);
        assert_memory_equal(plain, wanted, sizeof wanted);
    }
}

static void test_sums_before(void **state)
{
    (void)state;
    struct random_source random = {44};
    for (unsigned round = 0; round < ROUNDS; round++) {
        uint32_t values[BLOCK_LENGTH], sums[BLOCK_LENGTH], plain[BLOCK_LENGTH];
        uint32_t count = 1 + random_below(&random, BLOCK_LENGTH), at = random_bits(&random, 32);
        fill(&random, values);
        block_sums_before(values, count, at, sums);
        block_sums_before_plainly(values, count, at, plain);
        for (unsigned i = 0; i < count; at += values[i++]) {
            assert_int_equal(sums[i], at);
            assert_int_equal(plain[i], at);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sum_gaps),
        cmocka_unit_test(test_add_one),
        cmocka_unit_test(test_sums_before),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
