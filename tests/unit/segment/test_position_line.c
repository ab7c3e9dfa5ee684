/* Articles on one line of positions: each has places enough, and each place leads back to its article. */
#include "tests/cmocka_all.h"

#include "common/segment/position_line.h"

enum { ARTICLES = 1000 };

static uint32_t highest[ARTICLES];

static uint32_t highest_of(const void *context, uint32_t article)
{
    return ((const uint32_t *)context)[article];
}

static void check(uint32_t articles)
{
    struct position_line line;
    assert_true(position_line_make(&line, articles, highest_of, highest));
    assert_in_range(line.bits, 0, 32);
    for (uint32_t a = 0; a < articles; a++) {
        uint32_t start = position_line_start(&line, a);
        assert_true(start > 0); /* place 0 is before all */
        for (uint32_t stretch = start >> line.shift; stretch <= (start + highest[a]) >> line.shift;
             stretch++) {
            assert_int_equal(line.stretches[stretch].start, start);
            assert_int_equal(line.stretches[stretch].article, a);
        }
        assert_true((uint64_t)start + highest[a] < UINT64_C(1) << line.bits);
    }
    position_line_free(&line);
}

static void test_line(void **state)
{
    static const uint32_t limits[] = {1, 2, 20, 700, 5000, 1 << 20};
    (void)state;
    for (unsigned l = 0; l < sizeof limits / sizeof *limits; l++) {
        for (uint32_t a = 0; a < ARTICLES; a++)
            highest[a] = a * 2654435761U % limits[l];
        check(ARTICLES);
        check(1);
        check(0);
    }
}

/* Where 32 bits do not do there is no line, but that is no failure. */
static void test_too_long(void **state)
{
    (void)state;
    for (uint32_t a = 0; a < ARTICLES; a++)
        highest[a] = (1U << 26) - 1;
    struct position_line line;
    check(63);
    assert_true(position_line_make(&line, 64, highest_of, highest));
    assert_true(line.bits > 32);
    assert_null(line.first);
    position_line_free(&line);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_line),
        cmocka_unit_test(test_too_long),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
