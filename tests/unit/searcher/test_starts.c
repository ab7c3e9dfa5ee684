/* Looking for positions four at a time finds what looking for one after the other finds. */
#include "tests/cmocka_all.h"
#include "tests/unit/support/random.h"

#include "searcher/native/starts.h"

enum { ROUNDS = 200000, GAPS_MAX = 40 };

static bool is_position(uint32_t wanted, const uint32_t *gaps, uint32_t count)
{
    uint32_t at = 0;
    for (uint32_t i = 0; i < count; i++)
        if ((at += gaps[i]) == wanted)
            return true;
    return false;
}

static void test_wanted_positions(void **state)
{
    (void)state;
    struct random_source random = {42};
    unsigned found = 0;
    for (unsigned round = 0; round < ROUNDS; round++) {
        uint32_t gaps[GAPS_MAX + LANES], count = random_below(&random, GAPS_MAX + 1), end = 0;
        unsigned bits = 1 + random_below(&random, 8);
        for (uint32_t i = 0; i < GAPS_MAX + LANES; i++) {
            gaps[i] = random_bits(&random, bits);
            end += i < count ? gaps[i] : 0;
        }
        lanes wanted;
        for (unsigned i = 0; i < LANES; i++)
            wanted[i] = random_below(&random, end + 20);
        lanes are_there = wanted_positions(wanted, gaps, count);
        for (unsigned i = 0; i < LANES; i++) {
            bool is_there = is_position(wanted[i], gaps, count);
            assert_int_equal(are_there[i], is_there ? UINT32_MAX : 0);
            found += is_there;
        }
    }
    assert_in_range(found, ROUNDS / 10, 4 * ROUNDS);
}

static void test_next_positions(void **state)
{
    (void)state;
    static const uint32_t gaps[LANES] = {5, 0, 1, UINT32_MAX};
    lanes at = {3, 3, 3, 3}, positions = next_positions(gaps, &at);
    static const uint32_t wanted[LANES] = {8, 8, 9, 8};
    assert_memory_equal(&positions, wanted, sizeof wanted);
    for (unsigned i = 0; i < LANES; i++)
        assert_int_equal(at[i], 8);
}

static void test_before(void **state)
{
    (void)state;
    for (int32_t count = -1; count <= LANES + 1; count++) {
        lanes before = lanes_before(count);
        for (int32_t i = 0; i < LANES; i++)
            assert_int_equal(before[i], i < count ? UINT32_MAX : 0);
    }
}

static void test_behind(void **state)
{
    (void)state;
    lanes behind = positions_behind((lanes){0, 2, 3, INT32_MAX}, 3);
    static const uint32_t wanted[LANES] = {0, 0, UINT32_MAX, UINT32_MAX};
    assert_memory_equal(&behind, wanted, sizeof wanted);
}

static void test_zero(void **state)
{
    (void)state;
    for (unsigned i = 0; i < LANES; i++) {
        lanes value = {0, 0, 0, 0};
        assert_true(lanes_are_zero(value));
        value[i] = 1U << 7 * i;
        assert_false(lanes_are_zero(value));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_wanted_positions),
        cmocka_unit_test(test_next_positions),
        cmocka_unit_test(test_before),
        cmocka_unit_test(test_behind),
        cmocka_unit_test(test_zero),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
