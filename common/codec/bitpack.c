#include "common/codec/bitpack.h"
#include "common/codec/endian.h"

#include <string.h>

/* Four 32-bit lanes: SSE2 on x86-64, NEON on arm64, plain code elsewhere; the compiler chooses. */
typedef uint32_t lanes __attribute__((vector_size(16)));

enum { ROWS = BLOCK_LENGTH / 4 };

static inline lanes load_lanes(const void *from)
{
    lanes value;
    memcpy(&value, from, sizeof value);
    return value;
}

static inline void store_lanes(void *to, lanes value)
{
    memcpy(to, &value, sizeof value);
}

/* One function a width: with `width` a constant every shift and branch below folds away. */
static inline __attribute__((always_inline)) void read_rows(const uint8_t *from, unsigned width,
                                                            uint32_t *values)
{
    const lanes mask = (lanes){1, 1, 1, 1} * (width < 32 ? (1U << (width & 31)) - 1 : UINT32_MAX);
#pragma GCC unroll 32
    for (unsigned row = 0; row < ROWS; row++) {
        unsigned bit = row * width, word = bit / 32, shift = bit % 32;
        lanes value = load_lanes(from + 16 * word) >> shift;
        if (shift + width > 32)
            value |= load_lanes(from + 16 * (word + 1)) << (32 - shift);
        store_lanes(values + 4 * row, value & mask);
    }
}

static inline __attribute__((always_inline)) void write_rows(const uint32_t *values, unsigned width,
                                                             uint8_t *to)
{
    lanes pending = {0, 0, 0, 0};
#pragma GCC unroll 32
    for (unsigned row = 0; row < ROWS; row++) {
        unsigned bit = row * width, word = bit / 32, shift = bit % 32;
        lanes value = load_lanes(values + 4 * row);
        pending |= value << shift;
        if (shift + width < 32)
            continue;
        store_lanes(to + 16 * word, pending);
        pending = shift + width > 32 ? value >> (32 - shift) : (lanes){0, 0, 0, 0};
    }
}

/* The formatter breaks this list anew each time. */
/* clang-format off */
#define FOR_EACH_WIDTH(F)                                                                          \
    F(1) F(2) F(3) F(4) F(5) F(6) F(7) F(8) F(9) F(10) F(11) F(12) F(13) F(14) F(15) F(16)         \
    F(17) F(18) F(19) F(20) F(21) F(22) F(23) F(24) F(25) F(26) F(27) F(28) F(29) F(30) F(31) F(32)
/* clang-format on */

#define DEFINE(W)                                                                                  \
    static void read_##W(const uint8_t *from, uint32_t *values)                                    \
    {                                                                                              \
        read_rows(from, W, values);                                                                \
    }                                                                                              \
    static void write_##W(const uint32_t *values, uint8_t *to)                                     \
    {                                                                                              \
        write_rows(values, W, to);                                                                 \
    }
FOR_EACH_WIDTH(DEFINE)

static void read_0(const uint8_t *from, uint32_t *values)
{
    (void)from;
    memset(values, 0, BLOCK_LENGTH * sizeof *values);
}

static void write_0(const uint32_t *values, uint8_t *to)
{
    (void)values;
    (void)to;
}

#define READER(W) read_##W,
#define WRITER(W) write_##W,
static void (*const readers[])(const uint8_t *, uint32_t *) = {read_0, FOR_EACH_WIDTH(READER)};
static void (*const writers[])(const uint32_t *, uint8_t *) = {write_0, FOR_EACH_WIDTH(WRITER)};

void bitpack_write(const uint32_t values[BLOCK_LENGTH], unsigned width, uint8_t *to)
{
    writers[width](values, to);
}

void bitpack_read(const uint8_t *from, unsigned width, uint32_t values[BLOCK_LENGTH])
{
    readers[width](from, values);
}

uint32_t bitpack_read_one(const uint8_t *from, unsigned width, unsigned index)
{
    if (width == 0)
        return 0;
    unsigned bit = index / 4 * width, shift = bit % 32;
    const uint8_t *word = from + (size_t)16 * (bit / 32) + (size_t)4 * (index % 4);
    uint64_t bits = load_u32(word);
    if (shift + width > 32)
        bits |= (uint64_t)load_u32(word + 16) << 32;
    return (uint32_t)(bits >> shift & (((uint64_t)1 << width) - 1));
}
