/* Places where a phrase could begin, four at a time. */
#ifndef MORGUE_SEARCHER_STARTS_H
#define MORGUE_SEARCHER_STARTS_H

#include "common/base/cpu.h"
#include "common/codec/lanes.h"

#include <stdbool.h>

enum { LANES = 4 };

typedef int32_t signed_lanes __attribute__((vector_size(16)));

/* Which lanes lie before `count`: all bits of them. (SSE2 compares signed numbers only.) */
static ALWAYS_INLINE lanes lanes_before(int32_t count)
{
    signed_lanes number = {0, 1, 2, 3}, end = {count, count, count, count};
    return (lanes)(end > number);
}

static ALWAYS_INLINE bool lanes_are_zero(lanes value)
{
    uint64_t halves[2];
    memcpy(halves, &value, sizeof halves);
    return (halves[0] | halves[1]) == 0;
}

/* The positions that four gaps lead to, *at being the last one before them; it becomes the last of these. */
static ALWAYS_INLINE lanes next_positions(const uint32_t *gaps, lanes *at)
{
    lanes sums = lanes_sums(lanes_load(gaps)), positions = *at + sums;
    *at += lanes_last(sums); /* the next four wait for no more than this addition */
    return positions;
}

/* Which positions are `offset` or more: all bits of them. Those that are damaged may count as less. */
static ALWAYS_INLINE lanes positions_behind(lanes positions, uint32_t offset)
{
    return (lanes)((signed_lanes)(positions - offset) >= 0);
}

/* Each number moved to the lane before it, the first one to the last. */
static ALWAYS_INLINE lanes lanes_turn(lanes value)
{
    return __builtin_shufflevector(value, value, 1, 2, 3, 0);
}

/* Which of the four `wanted` numbers are among the four others: all bits of a lane are set, or none. */
static ALWAYS_INLINE lanes lanes_among(lanes wanted, lanes others)
{
    lanes second = lanes_turn(others), third = lanes_turn(second), fourth = lanes_turn(third);
    return (lanes)(wanted == others) | (lanes)(wanted == second) | (lanes)(wanted == third) |
           (lanes)(wanted == fourth);
}

/* Which of four `wanted` positions are among those that `count` gaps lead to: all bits of a lane are set, or
 * none. No position may be UINT32_MAX; LANES - 1 numbers behind the gaps may be read. Everything is compared
 * with everything: where one could stop early no processor can guess. */
static ALWAYS_INLINE lanes wanted_positions(lanes wanted, const uint32_t *gaps, uint32_t count)
{
    lanes at = {0, 0, 0, 0}, found = at;
    for (int32_t left = (int32_t)count; left > 0; left -= LANES, gaps += LANES)
        found |= lanes_among(wanted, next_positions(gaps, &at) | ~lanes_before(left));
    return found;
}

#endif
