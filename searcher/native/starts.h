/* Places where a phrase could begin, four at a time. */
#ifndef MORGUE_SEARCHER_STARTS_H
#define MORGUE_SEARCHER_STARTS_H

#include "common/codec/lanes.h"

#include <stdbool.h>

enum { LANES = 4 };

typedef int32_t signed_lanes __attribute__((vector_size(16)));

/* All bits of each lane that has one set in the vector of the same number. */
static inline lanes lanes_any(lanes first, lanes second, lanes third, lanes fourth)
{
    lanes left = __builtin_shufflevector(first, second, 0, 4, 1, 5) |
                 __builtin_shufflevector(first, second, 2, 6, 3, 7);
    lanes right = __builtin_shufflevector(third, fourth, 0, 4, 1, 5) |
                  __builtin_shufflevector(third, fourth, 2, 6, 3, 7);
    return __builtin_shufflevector(left, right, 0, 1, 4, 5) |
           __builtin_shufflevector(left, right, 2, 3, 6, 7);
}

static inline bool lanes_are_zero(lanes value)
{
    uint64_t halves[2];
    memcpy(halves, &value, sizeof halves);
    return (halves[0] | halves[1]) == 0;
}

/* The positions that four gaps lead to, *at being the last one before them; it becomes the last of these. */
static inline lanes next_positions(const uint32_t *gaps, lanes *at)
{
    lanes sums = lanes_sums(lanes_load(gaps)), positions = *at + sums;
    *at += lanes_last(sums); /* the next four wait for no more than this addition */
    return positions;
}

/* Which of four `wanted` positions are among those that `count` gaps lead to: all bits of a lane are set, or
 * none. No position may be UINT32_MAX; LANES - 1 numbers behind the gaps may be read. Everything is compared
 * with everything: where one could stop early no processor can guess. */
static inline lanes wanted_positions(lanes wanted, const uint32_t *gaps, uint32_t count)
{
    lanes first = {wanted[0], wanted[0], wanted[0], wanted[0]}, at = {0, 0, 0, 0};
    lanes second = {wanted[1], wanted[1], wanted[1], wanted[1]}, found[LANES] = {at, at, at, at};
    lanes third = {wanted[2], wanted[2], wanted[2], wanted[2]};
    lanes fourth = {wanted[3], wanted[3], wanted[3], wanted[3]};
    signed_lanes number = {0, 1, 2, 3}, end = {(int32_t)count, (int32_t)count, (int32_t)count,
                                               (int32_t)count}; /* SSE2 compares no other numbers */
    for (uint32_t i = 0; i < count; i += LANES, number += LANES) {
        lanes positions = next_positions(gaps + i, &at) | ~(lanes)(end > number);
        found[0] |= (lanes)(positions == first);
        found[1] |= (lanes)(positions == second);
        found[2] |= (lanes)(positions == third);
        found[3] |= (lanes)(positions == fourth);
    }
    return lanes_any(found[0], found[1], found[2], found[3]);
}

#endif
