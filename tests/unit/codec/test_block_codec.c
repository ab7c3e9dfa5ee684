/* Blocks of 128 numbers: round trips, size, and decoding of what is no block. Bytes to be decoded lie
 * in allocations of their exact size, so that a sanitizer sees any read outside. */
#include "tests/cmocka_all.h"
#include "tests/unit/support/random.h"

#include "common/codec/block_codec.h"

#include <stdlib.h>

enum { ROUNDS = 400, RANDOM_BLOCKS = 20000, BLOCK_SIZE_MAX = 1 + 16 * 32 };

/* How the numbers of a block are chosen: most have up to `bits` bits, one in `exception_odds` (0: none)
 * up to `exception_bits`. */
static const struct {
    unsigned bits, exception_odds, exception_bits;
} distributions[] = {
    {0, 0, 0},  {0, 128, 1}, {0, 40, 32}, {1, 0, 0},     {1, 10, 4},   {3, 20, 12},
    {4, 2, 6},  {5, 1, 32},  {7, 64, 32}, {8, 0, 0},     {12, 50, 31}, {16, 16, 17},
    {31, 0, 0}, {31, 8, 32}, {32, 0, 0},  {30, 100, 32}, {2, 3, 3},    {0, 1, 1},
};

static uint8_t *exact_copy(const uint8_t *bytes, size_t size)
{
    uint8_t *copy = malloc(size + (size == 0));
    assert_non_null(copy);
    memcpy(copy, bytes, size);
    return copy;
}

/* Each number read alone is what the decoder says, and refused when that refuses the block. */
static void check_single_reads(const uint8_t *from, const uint8_t *end)
{
    uint32_t values[BLOCK_LENGTH], value;
    bool is_block = block_read(from, end, values) != NULL;
    for (unsigned i = 0; i < BLOCK_LENGTH; i++) {
        assert_int_equal(block_read_one(from, end, i, &value), is_block);
        if (is_block)
            assert_int_equal(value, values[i]);
    }
}

static void check_truncations(const struct buffer *block)
{
    uint32_t values[BLOCK_LENGTH];
    for (size_t cut = 0; cut < block->size; cut++) {
        uint8_t *bytes = exact_copy(block->data, cut);
        assert_null(block_read(bytes, bytes + cut, values));
        assert_null(block_skip(bytes, bytes + cut));
        check_single_reads(bytes, bytes + cut);
        free(bytes);
    }
}

static size_t varint_bytes(uint32_t value)
{
    size_t bytes = 1;
    for (; value >= 0x80; value >>= 7)
        bytes++;
    return bytes;
}

/* Bytes of the block at `width`, exceptions counted one by one; more than any block where there would be
 * too many. */
static size_t size_at(const uint32_t values[BLOCK_LENGTH], unsigned width)
{
    size_t size = 1 + 16 * (size_t)width, exceptions = 0;
    for (unsigned i = 0; i < BLOCK_LENGTH; i++) {
        uint32_t high = width < 32 ? values[i] >> width : 0;
        size += high != 0 ? 1 + varint_bytes(high) : 0;
        exceptions += high != 0;
    }
    return exceptions == 0 ? size : exceptions < BLOCK_LENGTH ? size + 1 : SIZE_MAX;
}

static size_t smallest_size(const uint32_t values[BLOCK_LENGTH])
{
    size_t smallest = SIZE_MAX;
    for (unsigned width = 0; width <= 32; width++)
        if (size_at(values, width) < smallest)
            smallest = size_at(values, width);
    return smallest;
}

/* With other bytes behind it, as all but the last of a list have, a block is read in another way. */
static void check_amid_others(const struct buffer *block, const uint32_t values[BLOCK_LENGTH])
{
    enum { BEHIND = 16 };
    uint8_t *bytes = malloc(block->size + BEHIND);
    assert_non_null(bytes);
    for (size_t behind = 1; behind <= BEHIND; behind++) {
        uint32_t read[BLOCK_LENGTH];
        const uint8_t *end = bytes + block->size + behind;
        memcpy(bytes, block->data, block->size);
        memset(bytes + block->size, 0xFF >> behind % 2, BEHIND);
        assert_ptr_equal(block_read(bytes, end, read), bytes + block->size);
        assert_memory_equal(read, values, sizeof read);
        assert_ptr_equal(block_skip(bytes, end), bytes + block->size);
    }
    free(bytes);
}

static size_t check_block(const uint32_t values[BLOCK_LENGTH], bool cut_too)
{
    struct buffer block = BUFFER_INIT;
    uint32_t read[BLOCK_LENGTH];
    block_append(&block, values);
    assert_false(block.failed);
    assert_in_range(block.size, 1, BLOCK_SIZE_MAX);
    assert_int_equal(block.size, smallest_size(values));
    uint8_t *bytes = exact_copy(block.data, block.size);
    memset(read, 0xAA, sizeof read);
    assert_ptr_equal(block_read(bytes, bytes + block.size, read), bytes + block.size);
    assert_memory_equal(read, values, sizeof read);
    assert_ptr_equal(block_skip(bytes, bytes + block.size), bytes + block.size);
    check_single_reads(bytes, bytes + block.size);
    free(bytes);
    check_amid_others(&block, values);
    if (cut_too)
        check_truncations(&block);
    size_t size = block.size;
    buffer_free(&block);
    return size;
}

static void test_distributions(void **state)
{
    (void)state;
    struct random_source random = {29};
    for (size_t d = 0; d < sizeof distributions / sizeof distributions[0]; d++) {
        for (unsigned round = 0; round < ROUNDS; round++) {
            uint32_t values[BLOCK_LENGTH];
            for (unsigned i = 0; i < BLOCK_LENGTH; i++) {
                unsigned odds = distributions[d].exception_odds;
                bool is_exception = odds > 0 && random_below(&random, odds) == 0;
                values[i] = random_bits(&random, is_exception ? distributions[d].exception_bits
                                                              : distributions[d].bits);
            }
            check_block(values, round < 4);
        }
    }
}

/* Every width, without exceptions and with 1 to 5 of any size above it, too few for the writer to
 * choose a greater width. */
static void test_every_width(void **state)
{
    (void)state;
    struct random_source random = {37};
    for (unsigned round = 0; round < 33 * 2 * 20; round++) {
        unsigned width = round % 33, exceptions = round / 33 % 2 ? 1 + round / 66 % 5 : 0;
        uint32_t values[BLOCK_LENGTH], top = width > 0 ? 1U << (width - 1) : 0;
        if (width == 32)
            exceptions = 0;
        for (unsigned i = 0; i < BLOCK_LENGTH; i++)
            values[i] = top > 0 ? top | random_below(&random, top) : 0;
        for (unsigned i = 0; i < exceptions; i++)
            values[random_below(&random, BLOCK_LENGTH)] |=
                1U << (width + random_below(&random, 32 - width));
        struct buffer block = BUFFER_INIT;
        block_append(&block, values);
        assert_int_equal(block.data[0], width | (exceptions > 0 ? 0x40U : 0));
        buffer_free(&block);
        check_block(values, round < 66);
    }
}

static void test_extremes(void **state)
{
    (void)state;
    static const uint32_t extremes[] = {0, 1, 2, 127, 128, INT32_MAX, UINT32_MAX - 1, UINT32_MAX};
    enum { EXTREMES = sizeof extremes / sizeof extremes[0] };
    for (unsigned most = 0; most < EXTREMES; most++) {
        for (unsigned other = 0; other < EXTREMES; other++) {
            for (unsigned count = 0; count <= BLOCK_LENGTH; count++) {
                uint32_t values[BLOCK_LENGTH];
                for (unsigned i = 0; i < BLOCK_LENGTH; i++)
                    values[i] = extremes[i < count ? other : most];
                check_block(values, count == 1);
            }
        }
    }
}

/* One outlier must not make the whole block wide. */
static void test_exceptions_save_space(void **state)
{
    (void)state;
    uint32_t values[BLOCK_LENGTH];
    for (unsigned i = 0; i < BLOCK_LENGTH; i++)
        values[i] = i % 8;
    assert_int_equal(check_block(values, true), 1 + 16 * 3);
    values[77] = UINT32_MAX;
    assert_int_equal(check_block(values, true), 1 + 16 * 3 + 1 + 1 + 5);
    memset(values, 0, sizeof values);
    assert_int_equal(check_block(values, true), 1);
}

static void test_known_bytes(void **state)
{
    (void)state;
    uint32_t values[BLOCK_LENGTH] = {0};
    values[5] = 300; /* no bit for each number, one exception */
    struct buffer block = BUFFER_INIT;
    block_append(&block, values);
    static const uint8_t expected[] = {0x40, 1, 5, 0xAC, 0x02};
    assert_int_equal(block.size, sizeof expected);
    assert_memory_equal(block.data, expected, sizeof expected);
    buffer_free(&block);
}

/* Whatever the bytes: an answer inside them or none, and all decoders of one mind. */
static void test_random_bytes(void **state)
{
    (void)state;
    struct random_source random = {31};
    unsigned accepted = 0;
    for (unsigned round = 0; round < RANDOM_BLOCKS; round++) {
        size_t size = random_below(&random, round % 2 ? 40 : 700);
        uint8_t *bytes = malloc(size + 1);
        assert_non_null(bytes);
        for (size_t i = 0; i < size; i++)
            bytes[i] = (uint8_t)random_next(&random);
        if (size > 0)
            bytes[0] &= round % 3 ? 0x47 : 0xFF;
        uint8_t *exact = exact_copy(bytes, size);
        uint32_t values[BLOCK_LENGTH];
        const uint8_t *read = block_read(exact, exact + size, values);
        assert_ptr_equal(block_skip(exact, exact + size), read);
        check_single_reads(exact, exact + size);
        assert_true(read == NULL || (read > exact && read <= exact + size));
        accepted += read != NULL;
        free(exact);
        free(bytes);
    }
    assert_in_range(accepted, 100, RANDOM_BLOCKS - 100);
}

static void test_not_a_block(void **state)
{
    (void)state;
    static const struct {
        size_t size;
        uint8_t bytes[4];
    } cases[] = {
        {1, {0x80}},             /* bit 7 */
        {1, {33}},               /* too wide */
        {1, {0x3F}},             /* too wide */
        {1, {0x40}},             /* exceptions without a count */
        {3, {0x40, 1, 128}},     /* index outside the block */
        {4, {0x40, 1, 1, 0x80}}, /* exception cut short */
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        uint32_t values[BLOCK_LENGTH];
        uint8_t *exact = exact_copy(cases[i].bytes, cases[i].size);
        const uint8_t *end = exact + cases[i].size;
        assert_null(block_read(exact, end, values));
        assert_null(block_skip(exact, end));
        check_single_reads(exact, end);
        free(exact);
    }
    uint32_t values[BLOCK_LENGTH];
    assert_null(block_read(NULL, NULL, values));
    assert_null(block_skip(NULL, NULL));
    check_single_reads(NULL, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_distributions),         cmocka_unit_test(test_extremes),
        cmocka_unit_test(test_exceptions_save_space), cmocka_unit_test(test_known_bytes),
        cmocka_unit_test(test_random_bytes),          cmocka_unit_test(test_not_a_block),
        cmocka_unit_test(test_every_width),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
