/* What is done to all numbers of a block once it is unpacked: by wide vectors where there are any. */
#ifndef MORGUE_CODEC_BLOCK_SUMS_H
#define MORGUE_CODEC_BLOCK_SUMS_H

#include "common/codec/bitpack.h"

#include <stdbool.h>

/* Make of each number `before` and the sum of the numbers up to it, each one more than it is; returns all
 * numbers together by bitwise or, as they were. Sums wrap. */
uint32_t block_sum_gaps(uint32_t values[BLOCK_LENGTH], uint32_t before);

/* Make each number one more; false when one was UINT32_MAX. */
bool block_add_one(uint32_t values[BLOCK_LENGTH]);

/* `sums` receives `before` and the sum of the numbers in front of each of the first `count`. Both have room
 * for a whole block; what is behind `count` is not to be used. Sums wrap. */
void block_sums_before(const uint32_t values[BLOCK_LENGTH], uint32_t count, uint32_t before,
                       uint32_t sums[BLOCK_LENGTH]);

/* The same, for any processor. */
uint32_t block_sum_gaps_plainly(uint32_t values[BLOCK_LENGTH], uint32_t before);
bool block_add_one_plainly(uint32_t values[BLOCK_LENGTH]);
void block_sums_before_plainly(const uint32_t values[BLOCK_LENGTH], uint32_t count, uint32_t before,
                               uint32_t sums[BLOCK_LENGTH]);

#endif
