/* 128 numbers of up to `width` bits each in 16 * width bytes.
 *
 * Layout: four lanes of 32-bit little-endian words, interleaved. Number i belongs to lane i % 4 and is
 * number i / 4 of that lane; a lane is a stream of bits filled from the lowest bit up. Word w of lane l
 * stands at byte 16 * w + 4 * l, so that one 128-bit load brings the same word of all four lanes and
 * consecutive numbers come out side by side. (The vertical layout of Lemire and Boytsov, "Decoding
 * billions of integers per second through vectorization", 2015.)
 */
#ifndef MORGUE_CODEC_BITPACK_H
#define MORGUE_CODEC_BITPACK_H

#include <stddef.h>
#include <stdint.h>

enum { BLOCK_LENGTH = 128 };

static inline size_t bitpack_size(unsigned width)
{
    return (size_t)16 * width;
}

/* Pack the lowest `width` (0 to 32) bits of each number; the higher bits must be 0. */
void bitpack_write(const uint32_t values[BLOCK_LENGTH], unsigned width, uint8_t *to);

/* Undo bitpack_write. Reads exactly bitpack_size(width) bytes. */
void bitpack_read(const uint8_t *from, unsigned width, uint32_t values[BLOCK_LENGTH]);

/* Number `index` (below BLOCK_LENGTH) alone, as bitpack_read has it. */
uint32_t bitpack_read_one(const uint8_t *from, unsigned width, unsigned index);

#endif
