/* Blocks of 128 numbers, packed to the width that makes the block smallest; the few numbers that are
 * wider ("exceptions") keep their high bits behind the block. (Patched frame of reference: Zukowski
 * and others, "Super-scalar RAM-CPU cache compression", 2006.)
 *
 *   block      = head packed [count exception{count}]
 *   head       = byte: bits 0-5 width (0-32), bit 6 set when there are exceptions, bit 7 is 0
 *   packed     = 16 * width bytes (bitpack.h), the low `width` bits of each number
 *   count      = byte, 1-127
 *   exception  = byte: index in the block (ascending); varint: the number shifted right by width
 */
#ifndef MORGUE_CODEC_BLOCK_CODEC_H
#define MORGUE_CODEC_BLOCK_CODEC_H

#include "common/base/buffer.h"
#include "common/codec/bitpack.h"

/* Append a block. Failure shows in `out`. */
void block_append(struct buffer *out, const uint32_t values[BLOCK_LENGTH]);

/* Read a block that lies wholly before `end`; returns the position behind it, NULL when it is cut
 * short or malformed. */
const uint8_t *block_read(const uint8_t *from, const uint8_t *end, uint32_t values[BLOCK_LENGTH]);

/* Number `index` (below BLOCK_LENGTH) alone of a block that lies wholly before `end`, as block_read has
 * it. False where that returns NULL; *value means nothing then. Four of these take as long as one
 * block_read. */
bool block_read_one(const uint8_t *from, const uint8_t *end, unsigned index, uint32_t *value);

/* The position behind a block without reading its numbers; NULL as above. */
const uint8_t *block_skip(const uint8_t *from, const uint8_t *end);

#endif
