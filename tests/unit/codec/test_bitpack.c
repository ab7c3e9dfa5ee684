/* Bit packing, held against a twin that sets one bit at a time by the words of the header. */
#include "tests/cmocka_all.h"
#include "tests/unit/support/random.h"

#include "common/codec/bitpack.h"

#include <stdlib.h>
#include <string.h>

/* Bit `bit` of number `i`: where the header's layout puts it. */
static void locate(unsigned width, unsigned i, unsigned bit, size_t *byte, unsigned *shift)
{
    unsigned lane = i % 4, in_lane = i / 4 * width + bit;
    unsigned word = in_lane / 32, in_word = in_lane % 32;
    *byte = 16 * (size_t)word + 4 * (size_t)lane + in_word / 8; /* words are little-endian */
    *shift = in_word % 8;
}

static void write_by_bits(const uint32_t *values, unsigned width, uint8_t *to)
{
    memset(to, 0, bitpack_size(width));
    for (unsigned i = 0; i < BLOCK_LENGTH; i++)
        for (unsigned bit = 0; bit < width; bit++) {
            size_t byte;
            unsigned shift;
            locate(width, i, bit, &byte, &shift);
            to[byte] = (uint8_t)(to[byte] | ((values[i] >> bit & 1) << shift));
        }
}

static void check_block(const uint32_t *values, unsigned width)
{
    size_t size = bitpack_size(width);
    /* Exact sizes, so that a sanitizer sees any step outside. */
    uint8_t *packed = malloc(size + (size == 0)), *twin = malloc(size + (size == 0));
    uint32_t *read = malloc(BLOCK_LENGTH * sizeof *read);
    assert_true(packed != NULL && twin != NULL && read != NULL);
    bitpack_write(values, width, packed);
    write_by_bits(values, width, twin);
    assert_memory_equal(packed, twin, size);
    memset(read, 0xAA, BLOCK_LENGTH * sizeof *read);
    bitpack_read(packed, width, read);
    assert_memory_equal(read, values, BLOCK_LENGTH * sizeof *read);
    for (unsigned i = 0; i < BLOCK_LENGTH; i++)
        assert_int_equal(bitpack_read_one(packed, width, i), values[i]);
    free(packed);
    free(twin);
    free(read);
}

static void test_all_widths(void **state)
{
    (void)state;
    struct random_source random = {11};
    for (unsigned width = 0; width <= 32; width++) {
        uint32_t mask = width == 0 ? 0 : UINT32_MAX >> (32 - width);
        uint32_t values[BLOCK_LENGTH];
        for (unsigned round = 0; round < 20; round++) {
            for (unsigned i = 0; i < BLOCK_LENGTH; i++)
                values[i] = (uint32_t)random_next(&random) & mask;
            check_block(values, width);
        }
        for (unsigned i = 0; i < BLOCK_LENGTH; i++)
            values[i] = mask;
        check_block(values, width);
        memset(values, 0, sizeof values);
        check_block(values, width);
        for (unsigned i = 0; i < BLOCK_LENGTH; i++) {
            memset(values, 0, sizeof values);
            values[i] = mask;
            check_block(values, width);
        }
    }
}

static void test_any_alignment(void **state)
{
    (void)state;
    uint32_t values[BLOCK_LENGTH], read[BLOCK_LENGTH];
    uint8_t room[16 * 13 + 16];
    for (unsigned i = 0; i < BLOCK_LENGTH; i++)
        values[i] = i * 61 & 0x1FFF;
    for (size_t offset = 0; offset < 16; offset++) {
        bitpack_write(values, 13, room + offset);
        bitpack_read(room + offset, 13, read);
        assert_memory_equal(read, values, sizeof read);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_all_widths),
        cmocka_unit_test(test_any_alignment),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
