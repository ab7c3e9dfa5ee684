/* How many bits each of 128 numbers needs, as bytes: what a block's width is chosen by. */
#ifndef MORGUE_CODEC_BIT_WIDTHS_H
#define MORGUE_CODEC_BIT_WIDTHS_H

#include "common/codec/bitpack.h"
#include "common/codec/endian.h"

#include <string.h>

struct bit_widths {
    uint8_t of[BLOCK_LENGTH]; /* by number: 0 to 32 */
};

/* Returns the most bits that one needs. */
unsigned bit_widths_measure(struct bit_widths *widths, const uint32_t values[BLOCK_LENGTH]);

/* The same in plain C. */
unsigned bit_widths_measure_plainly(struct bit_widths *widths, const uint32_t values[BLOCK_LENGTH]);

/* How many numbers need more than `width` (below 32) bits. */
static inline unsigned bit_widths_count_above(const struct bit_widths *widths, unsigned width)
{
    typedef int8_t bytes __attribute__((vector_size(16))); /* with a sign: others compare slowly */
    typedef uint64_t halves __attribute__((vector_size(16)));
    bytes minus_above = {0}; /* a comparison that holds is -1 */
    for (unsigned i = 0; i < BLOCK_LENGTH; i += sizeof(bytes)) {
        bytes some;
        memcpy(&some, widths->of + i, sizeof some);
        minus_above += (bytes)(some > (int8_t)width);
    }
    halves sums = (halves)-minus_above; /* at most 8 a byte */
    return (unsigned)((sums[0] + sums[1]) * 0x0101010101010101 >> 56);
}

/* Which of the 64 numbers from `first` (0 or 64) on need more than `width` (below 32) bits: the first is the lowest bit. */
static inline uint64_t bit_widths_above(const struct bit_widths *widths, unsigned first,
                                        unsigned width)
{
    const uint64_t ones = 0x0101010101010101;
    uint64_t above = 0;
    for (unsigned i = 0; i < 64; i += 8) {
        uint64_t eight = load_u64(widths->of + first + i) + (127 - width) * ones;
        above |= ((eight >> 7 & ones) * 0x0102040810204080 >> 56) << i; /* a bit of each byte */
    }
    return above;
}

#endif
