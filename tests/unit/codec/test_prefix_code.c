/* Prefix codes: lengths held against Huffman's method with a plain search for the two lightest, decoding against
 * reading bit by bit. */
#include "tests/cmocka_all.h"
#include "tests/unit/support/random.h"

#include "common/codec/prefix_code.h"

#include <stdlib.h>

enum { SYMBOLS_MAX = 5000 };

/* ---- counts ---- */

struct shape {
    uint32_t symbols;
    void (*count)(uint64_t *counts, uint32_t symbols);
};

static int compare_descending(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return x > y ? -1 : x < y;
}

static void count_randomly(uint64_t *counts, uint32_t symbols)
{
    struct random_source random = {symbols + 1};
    for (uint32_t i = 0; i < symbols; i++)
        counts[i] = 1 + random_bits(&random, 12);
}

static void count_equally(uint64_t *counts, uint32_t symbols)
{
    for (uint32_t i = 0; i < symbols; i++)
        counts[i] = 7;
}

/* The deepest tree there is for a sum; beyond what 64 bits hold, ones. */
static void count_by_fibonacci(uint64_t *counts, uint32_t symbols)
{
    for (uint32_t i = 0; i < symbols; i++)
        counts[i] = i < 2 || i > 85 ? 1 : counts[i - 1] + counts[i - 2];
}

static void count_one_above_all(uint64_t *counts, uint32_t symbols)
{
    for (uint32_t i = 0; i < symbols; i++)
        counts[i] = i == 0 ? UINT64_C(1) << 40 : 1;
}

/* As words of a language: the n-th has 1/n of the first. */
static void count_by_zipf(uint64_t *counts, uint32_t symbols)
{
    for (uint32_t i = 0; i < symbols; i++)
        counts[i] = 1000000 / (i + 1) + 1;
}

static const struct shape shapes[] = {
    {1, count_equally},         {2, count_equally},          {3, count_equally},
    {4, count_equally},         {5, count_equally},          {257, count_equally},
    {4096, count_equally},      {2, count_one_above_all},    {3, count_one_above_all},
    {500, count_one_above_all}, {2, count_by_fibonacci},     {3, count_by_fibonacci},
    {12, count_by_fibonacci},   {24, count_by_fibonacci},    {25, count_by_fibonacci},
    {26, count_by_fibonacci},   {80, count_by_fibonacci},    {300, count_by_fibonacci},
    {3, count_randomly},        {10, count_randomly},        {100, count_randomly},
    {1000, count_randomly},     {SYMBOLS_MAX, count_by_zipf}};
enum { SHAPES = sizeof shapes / sizeof shapes[0] };

static uint64_t counts[SYMBOLS_MAX];

static void make_counts(const struct shape *shape)
{
    shape->count(counts, shape->symbols);
    qsort(counts, shape->symbols, sizeof *counts, compare_descending);
}

/* ---- lengths ---- */

static uint64_t take_lightest(uint64_t *nodes, uint32_t *count)
{
    uint32_t lightest = 0;
    for (uint32_t i = 1; i < *count; i++)
        if (nodes[i] < nodes[lightest])
            lightest = i;
    uint64_t weight = nodes[lightest];
    nodes[lightest] = nodes[--*count];
    return weight;
}

/* Bits that the best code takes for all symbols: the sum of the weights of all inner nodes. */
static uint64_t best_cost(uint32_t symbols)
{
    static uint64_t nodes[SYMBOLS_MAX];
    uint64_t cost = symbols == 1 ? counts[0] : 0;
    uint32_t count = symbols;
    memcpy(nodes, counts, symbols * sizeof *nodes);
    while (count > 1) {
        uint64_t weight = take_lightest(nodes, &count);
        weight += take_lightest(nodes, &count);
        cost += weight;
        nodes[count++] = weight;
    }
    return cost;
}

static uint64_t cost_of(const struct prefix_lengths *lengths)
{
    uint64_t cost = 0;
    uint32_t rank = 0;
    for (unsigned length = 1; length <= PREFIX_LENGTH_MAX; length++)
        for (uint32_t i = 0; i < lengths->count[length]; i++)
            cost += counts[rank++] * length;
    return cost;
}

static unsigned longest_of(const struct prefix_lengths *lengths)
{
    unsigned longest = PREFIX_LENGTH_MAX;
    while (longest > 0 && lengths->count[longest] == 0)
        longest--;
    return longest;
}

static struct prefix_lengths make_lengths(uint32_t symbols, unsigned longest)
{
    static uint64_t scratch[SYMBOLS_MAX];
    struct prefix_lengths lengths;
    memcpy(scratch, counts, symbols * sizeof *scratch);
    prefix_lengths_make(&lengths, scratch, symbols, longest);
    assert_int_equal(lengths.count[0], 0);
    assert_true(longest_of(&lengths) <= longest);
    assert_true(prefix_lengths_are_sound(&lengths, symbols));
    return lengths;
}

/* Codes use up all the space there is. */
static void check_kraft(const struct prefix_lengths *lengths, uint32_t symbols)
{
    uint64_t taken = 0;
    for (unsigned length = 1; length <= PREFIX_LENGTH_MAX; length++)
        taken += (uint64_t)lengths->count[length] << (PREFIX_LENGTH_MAX - length);
    assert_int_equal(taken, UINT64_C(1) << (PREFIX_LENGTH_MAX - (symbols == 1)));
}

static bool is_deep(const struct shape *shape)
{
    return shape->count == count_by_fibonacci && shape->symbols > PREFIX_LENGTH_MAX + 1;
}

static void test_lengths_are_best(void **state)
{
    (void)state;
    for (size_t s = 0; s < SHAPES; s++) {
        uint32_t symbols = shapes[s].symbols;
        make_counts(&shapes[s]);
        struct prefix_lengths lengths = make_lengths(symbols, PREFIX_LENGTH_MAX);
        check_kraft(&lengths, symbols);
        if (is_deep(&shapes[s]))
            assert_true(cost_of(&lengths) > best_cost(symbols));
        else
            assert_int_equal(cost_of(&lengths), best_cost(symbols));
    }
}

/* With any limit that leaves room for all symbols; one that the best code keeps to changes nothing. */
static void test_limited_lengths(void **state)
{
    (void)state;
    for (size_t s = 0; s < SHAPES; s++) {
        uint32_t symbols = shapes[s].symbols;
        unsigned least = 1;
        make_counts(&shapes[s]);
        while (1U << least < symbols)
            least++;
        struct prefix_lengths best = make_lengths(symbols, PREFIX_LENGTH_MAX);
        for (unsigned longest = least; longest <= PREFIX_LENGTH_MAX; longest++) {
            struct prefix_lengths lengths = make_lengths(symbols, longest);
            check_kraft(&lengths, symbols);
            assert_true(cost_of(&lengths) >= cost_of(&best));
            if (longest >= longest_of(&best))
                assert_memory_equal(&lengths, &best, sizeof best);
        }
    }
}

static void test_no_symbols(void **state)
{
    (void)state;
    struct prefix_lengths lengths;
    prefix_lengths_make(&lengths, NULL, 0, PREFIX_LENGTH_MAX);
    assert_int_equal(longest_of(&lengths), 0);
    assert_false(prefix_lengths_are_sound(&lengths, 0));
}

static void test_unsound_lengths(void **state)
{
    (void)state;
    static const struct {
        uint32_t symbols, count[4];
        bool is_sound;
    } cases[] = {{1, {0, 1}, true},       {1, {0, 0, 1}, false},   {2, {0, 1}, false},
                 {2, {0, 2}, true},       {3, {0, 2}, false},      {3, {0, 3}, false},
                 {3, {0, 1, 2}, true},    {4, {0, 1, 3}, false},   {2, {0, 1, 1}, false},
                 {4, {0, 1, 1, 2}, true}, {4, {0, 0, 4}, true},    {0, {0}, false},
                 {8, {0, 0, 0, 8}, true}, {9, {0, 0, 0, 9}, false}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct prefix_lengths lengths = {.count = {0}};
        memcpy(lengths.count, cases[i].count, sizeof cases[i].count);
        assert_int_equal(prefix_lengths_are_sound(&lengths, cases[i].symbols), cases[i].is_sound);
    }
    struct prefix_lengths full = {.count = {0}};
    memset(full.count + 1, 0xFF, sizeof full.count - sizeof full.count[0]);
    assert_false(prefix_lengths_are_sound(&full, UINT32_MAX));
}

/* ---- codes ---- */

static uint32_t codes[SYMBOLS_MAX];

/* Each is the one before plus 1, shifted to its length; the first has zeros only, the last ones only. */
static void test_codes_are_canonical(void **state)
{
    (void)state;
    for (size_t s = 0; s < SHAPES; s++) {
        uint32_t symbols = shapes[s].symbols;
        make_counts(&shapes[s]);
        struct prefix_lengths lengths = make_lengths(symbols, PREFIX_LENGTH_MAX);
        prefix_codes(&lengths, codes);
        assert_int_equal(codes[0] >> 5, 0);
        for (uint32_t i = 1; i < symbols; i++) {
            unsigned before = codes[i - 1] & 31, length = codes[i] & 31;
            assert_true(length >= before);
            assert_int_equal(codes[i] >> 5, ((codes[i - 1] >> 5) + 1) << (length - before));
        }
        uint32_t last = codes[symbols - 1];
        if (symbols > 1)
            assert_int_equal(last >> 5, (1U << (last & 31)) - 1);
    }
}

/* ---- bits ---- */

enum { PIECES = 1000 };

struct piece {
    uint32_t bits;
    unsigned count;
};

static size_t write_pieces(const struct piece *pieces, unsigned count, uint8_t *bytes)
{
    struct bit_writer writer = {.at = bytes};
    for (unsigned i = 0; i < count; i++)
        bit_writer_put(&writer, pieces[i].bits, pieces[i].count);
    return (size_t)(bit_writer_end(&writer) - bytes);
}

static unsigned bit_at(const uint8_t *bytes, uint64_t at)
{
    return bytes[at >> 3] >> (7 - (at & 7)) & 1;
}

/* Against single bits: the first of a piece is its highest, of a byte the highest place. */
static void check_bits(const struct piece *pieces, unsigned count, const uint8_t *bytes,
                       size_t size)
{
    struct bit_reader reader = {bytes, size, 0};
    for (unsigned i = 0; i < count; i++) {
        uint64_t read =
            pieces[i].count > 0 ? bit_reader_peek(&reader) >> (64 - pieces[i].count) : 0;
        assert_int_equal(read, pieces[i].bits);
        for (unsigned b = 0; b < pieces[i].count; b++)
            assert_int_equal(bit_at(bytes, reader.at + b),
                             pieces[i].bits >> (pieces[i].count - 1 - b) & 1);
        reader.at += pieces[i].count;
        assert_false(bit_reader_is_over(&reader));
    }
    assert_int_equal((reader.at + 7) / 8, size);
    assert_int_equal(bit_reader_peek(&reader), 0); /* the last byte is filled with zeros */
    reader.at = 8 * (uint64_t)size;
    assert_false(bit_reader_is_over(&reader));
    reader.at++;
    assert_true(bit_reader_is_over(&reader));
    assert_int_equal(bit_reader_peek(&reader), 0);
}

static void test_bits_round_trip(void **state)
{
    (void)state;
    struct random_source random = {5};
    struct piece pieces[PIECES];
    for (unsigned round = 0; round < 200; round++) {
        unsigned count = round < 40 ? round : random_below(&random, PIECES);
        uint8_t *bytes = malloc(4 * (size_t)count + 8); /* eight are written at once */
        assert_non_null(bytes);
        for (unsigned i = 0; i < count; i++) {
            pieces[i].count = 1 + random_below(&random, 32);
            pieces[i].bits = (uint32_t)(random_next(&random) >> (64 - pieces[i].count));
        }
        size_t size = write_pieces(pieces, count, bytes);
        uint8_t *tight = malloc(size + (size == 0)); /* so that reading beyond is noticed */
        assert_non_null(tight);
        memcpy(tight, bytes, size);
        check_bits(pieces, count, tight, size);
        free(tight);
        free(bytes);
    }
}

/* ---- decoding ---- */

static struct prefix_lengths lengths_now;
static struct prefix_decoder decoder;
static uint32_t symbols_now;

static void make_code(const struct shape *shape)
{
    symbols_now = shape->symbols;
    make_counts(shape);
    lengths_now = make_lengths(symbols_now, PREFIX_LENGTH_MAX);
    prefix_codes(&lengths_now, codes);
    prefix_decoder_init(&decoder, &lengths_now);
}

/* One symbol, bit by bit; *length receives its bits. */
static uint32_t decode_plainly(const uint8_t *bytes, size_t size, uint64_t at, unsigned *length)
{
    uint32_t code = 0, first_code = 0, first_rank = 0;
    for (unsigned l = 1; l <= PREFIX_LENGTH_MAX; l++, at++) {
        code = code << 1 | (at < 8 * (uint64_t)size ? bit_at(bytes, at) : 0);
        first_code <<= 1;
        if (code - first_code < lengths_now.count[l]) {
            *length = l;
            return first_rank + code - first_code;
        }
        first_code += lengths_now.count[l];
        first_rank += lengths_now.count[l];
    }
    *length = 0;
    return PREFIX_RANK_NONE;
}

/* Decode until the end, or where no code is. */
static void check_decoding(const uint8_t *bytes, size_t size)
{
    struct bit_reader reader = {bytes, size, 0};
    while (!bit_reader_is_over(&reader)) {
        unsigned length;
        uint64_t at = reader.at;
        uint32_t wanted = decode_plainly(bytes, size, at, &length);
        assert_int_equal(prefix_decode(&decoder, &reader), wanted);
        assert_int_equal(reader.at - at, length);
        if (wanted == PREFIX_RANK_NONE)
            return;
        assert_true(wanted < symbols_now);
    }
}

static void test_every_code_is_decoded(void **state)
{
    (void)state;
    static uint8_t bytes[3 * SYMBOLS_MAX + 8];
    for (size_t s = 0; s < SHAPES; s++) {
        make_code(&shapes[s]);
        struct bit_writer writer = {.at = bytes};
        for (uint32_t i = 0; i < symbols_now; i++)
            bit_writer_put_code(&writer, codes[i]);
        size_t size = (size_t)(bit_writer_end(&writer) - bytes);
        struct bit_reader reader = {bytes, size, 0};
        for (uint32_t i = 0; i < symbols_now; i++)
            assert_int_equal(prefix_decode(&decoder, &reader), i);
        assert_false(bit_reader_is_over(&reader));
        assert_int_equal((reader.at + 7) / 8, size);
    }
}

static bool has_long_codes(void)
{
    return longest_of(&lengths_now) > PREFIX_TABLE_BITS;
}

static void test_any_bits_are_decoded(void **state)
{
    (void)state;
    enum { SIZE = 4000 };
    struct random_source random = {17};
    unsigned long_ones = 0;
    for (size_t s = 0; s < SHAPES; s++) {
        make_code(&shapes[s]);
        long_ones += has_long_codes();
        uint8_t *bytes = malloc(SIZE);
        assert_non_null(bytes);
        for (unsigned i = 0; i < SIZE; i++) /* with stretches of ones, which are the long codes */
            bytes[i] = random_below(&random, 3) == 0 ? 0xFF : (uint8_t)random_next(&random);
        check_decoding(bytes, SIZE);
        memset(bytes, 0xFF, SIZE);
        check_decoding(bytes, SIZE);
        free(bytes);
    }
    assert_true(long_ones >= 5);
}

/* A stream that ends within a code: what was read is not there, and nothing behind it is touched. */
static void test_cut_streams(void **state)
{
    (void)state;
    uint8_t whole[3 * 64 + 8];
    for (size_t s = 0; s < SHAPES; s++) {
        make_code(&shapes[s]);
        struct bit_writer writer = {.at = whole};
        uint32_t count = symbols_now < 64 ? symbols_now : 64;
        for (uint32_t i = 0; i < count; i++) /* the longest last */
            bit_writer_put_code(&writer, codes[symbols_now - count + i]);
        size_t size = (size_t)(bit_writer_end(&writer) - whole);
        for (size_t cut = 0; cut < size; cut++) {
            uint8_t *bytes = malloc(cut + (cut == 0));
            assert_non_null(bytes);
            memcpy(bytes, whole, cut);
            check_decoding(bytes, cut);
            struct bit_reader reader = {bytes, cut, 0};
            uint32_t read = 0;
            while (read < count && !bit_reader_is_over(&reader)) {
                prefix_decode(&decoder, &reader);
                read++;
            }
            assert_true(bit_reader_is_over(&reader));
            free(bytes);
        }
    }
}

/* The single code is 0; a 1 is none. */
static void test_single_code(void **state)
{
    (void)state;
    static const uint8_t bytes[] = {0x1F};
    struct bit_reader reader = {bytes, sizeof bytes, 0};
    make_code(&shapes[0]);
    for (unsigned i = 0; i < 3; i++)
        assert_int_equal(prefix_decode(&decoder, &reader), 0);
    assert_int_equal(reader.at, 3);
    assert_int_equal(prefix_decode(&decoder, &reader), PREFIX_RANK_NONE);
    assert_int_equal(reader.at, 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lengths_are_best),
        cmocka_unit_test(test_limited_lengths),
        cmocka_unit_test(test_no_symbols),
        cmocka_unit_test(test_unsound_lengths),
        cmocka_unit_test(test_codes_are_canonical),
        cmocka_unit_test(test_bits_round_trip),
        cmocka_unit_test(test_every_code_is_decoded),
        cmocka_unit_test(test_any_bits_are_decoded),
        cmocka_unit_test(test_cut_streams),
        cmocka_unit_test(test_single_code),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
