/* CRC-32: the published check value, a twin by the polynomial, and pieces one after the other. */
#include "tests/cmocka_all.h"
#include "tests/unit/support/random.h"

#include "common/codec/checksum.h"

static uint32_t by_bits(const uint8_t *bytes, size_t size)
{
    uint32_t crc = UINT32_MAX;
    for (size_t i = 0; i < size; i++) {
        crc ^= bytes[i];
        for (unsigned bit = 0; bit < 8; bit++)
            crc = crc >> 1 ^ ((crc & 1) != 0 ? UINT32_C(0xEDB88320) : 0);
    }
    return ~crc;
}

static void test_known_values(void **state)
{
    (void)state;
    assert_int_equal(checksum(0, "123456789", 9), 0xCBF43926);
    assert_int_equal(checksum(0, "", 0), 0);
    assert_int_equal(checksum(0, NULL, 0), 0);
    assert_int_equal(checksum(42, NULL, 0), 42);
}

static void test_twin_and_pieces(void **state)
{
    (void)state;
    struct random_source random = {41};
    uint8_t bytes[3000];
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (uint8_t)random_next(&random);
    for (unsigned round = 0; round < 500; round++) {
        size_t start = random_below(&random, 64);
        size_t size = random_below(&random, sizeof bytes - 64);
        size_t cut = size > 0 ? random_below(&random, (uint32_t)size) : 0;
        uint32_t whole = checksum(0, bytes + start, size);
        assert_int_equal(whole, by_bits(bytes + start, size));
        uint32_t first = checksum(0, bytes + start, cut);
        assert_int_equal(checksum(first, bytes + start + cut, size - cut), whole);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_known_values),
        cmocka_unit_test(test_twin_and_pieces),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
