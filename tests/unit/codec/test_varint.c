/* Variable-length numbers. */
#include "tests/cmocka_all.h"
#include "tests/unit/support/random.h"

#include "common/codec/varint.h"

#include <stdlib.h>

/* The encoding itself, which indexes on disk depend on. */
static const struct {
    uint64_t value;
    size_t size;
    const char *bytes;
} cases[] = {
    {0, 1, "\x00"},
    {1, 1, "\x01"},
    {127, 1, "\x7f"},
    {128, 2, "\x80\x01"},
    {300, 2, "\xac\x02"},
    {16383, 2, "\xff\x7f"},
    {16384, 3, "\x80\x80\x01"},
    {UINT32_MAX, 5, "\xff\xff\xff\xff\x0f"},
    {UINT64_C(1) << 32, 5, "\x80\x80\x80\x80\x10"},
    {UINT64_MAX, 10, "\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"},
};

static void check_round_trip(uint64_t value)
{
    struct buffer buffer = BUFFER_INIT;
    varint_append(&buffer, value);
    uint8_t *exact = malloc(buffer.size);
    assert_non_null(exact);
    memcpy(exact, buffer.data, buffer.size);
    uint64_t read = 1;
    uint32_t narrow = 1;
    assert_ptr_equal(varint_read(exact, exact + buffer.size, &read), exact + buffer.size);
    assert_int_equal(read, value);
    const uint8_t *behind = varint_read_u32(exact, exact + buffer.size, &narrow);
    assert_ptr_equal(behind, value <= UINT32_MAX ? exact + buffer.size : NULL);
    if (behind != NULL)
        assert_int_equal(narrow, value);
    free(exact);
    for (size_t cut = 0; cut < buffer.size; cut++) {
        exact = malloc(cut + 1);
        assert_non_null(exact);
        memcpy(exact, buffer.data, cut);
        assert_null(varint_read(exact, exact + cut, &read));
        assert_int_equal(read, 0);
        assert_null(varint_read_u32(exact, exact + cut, &narrow));
        free(exact);
    }
    buffer_free(&buffer);
}

static void test_known_bytes(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct buffer buffer = BUFFER_INIT;
        varint_append(&buffer, cases[i].value);
        assert_int_equal(buffer.size, cases[i].size);
        assert_memory_equal(buffer.data, cases[i].bytes, cases[i].size);
        buffer_free(&buffer);
        check_round_trip(cases[i].value);
    }
}

static void test_round_trips(void **state)
{
    (void)state;
    struct random_source random = {3};
    for (unsigned bits = 0; bits < 64; bits++) {
        check_round_trip(UINT64_C(1) << bits);
        check_round_trip((UINT64_C(1) << bits) - 1);
        for (unsigned i = 0; i < 50; i++)
            check_round_trip(random_next(&random) >> bits);
    }
}

static void test_malformed(void **state)
{
    (void)state;
    static const uint8_t too_large[] = {255, 255, 255, 255, 255, 255, 255, 255, 255, 2};
    static const uint8_t too_long[] = {128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 0};
    uint64_t value = 1;
    uint32_t narrow = 1;
    assert_null(varint_read(too_large, too_large + sizeof too_large, &value));
    assert_int_equal(value, 0);
    assert_null(varint_read(too_long, too_long + sizeof too_long, &value));
    assert_null(varint_read(NULL, too_long, &value));
    assert_null(varint_read_u32(NULL, too_long, &narrow));
    assert_int_equal(narrow, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_known_bytes),
        cmocka_unit_test(test_round_trips),
        cmocka_unit_test(test_malformed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
