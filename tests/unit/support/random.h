/* Random numbers for tests: the same seed gives the same test. xorshift64* (Vigna, 2016). */
#ifndef MORGUE_TESTS_UNIT_SUPPORT_RANDOM_H
#define MORGUE_TESTS_UNIT_SUPPORT_RANDOM_H

#include <stdint.h>

struct random_source {
    uint64_t state; /* never 0 */
};

static inline uint64_t random_next(struct random_source *source)
{
    source->state ^= source->state >> 12;
    source->state ^= source->state << 25;
    source->state ^= source->state >> 27;
    return source->state * UINT64_C(0x2545F4914F6CDD1D);
}

/* A number below `limit`, which must not be 0. */
static inline uint32_t random_below(struct random_source *source, uint32_t limit)
{
    return (uint32_t)((random_next(source) >> 32) * limit >> 32);
}

/* A number of 0 to `bits` bits, every count of bits as likely as another. */
static inline uint32_t random_bits(struct random_source *source, unsigned bits)
{
    unsigned width = random_below(source, bits + 1);
    return width == 0 ? 0 : (uint32_t)(random_next(source) >> (64 - width));
}

#endif
