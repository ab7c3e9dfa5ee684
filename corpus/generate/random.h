/* Random numbers that are the same on every platform for one seed: integers only, since rounding in
 * libm and fused multiplication differ between machines. */
#ifndef MORGUE_CORPUS_GENERATE_RANDOM_H
#define MORGUE_CORPUS_GENERATE_RANDOM_H

#include <stdbool.h>
#include <stdint.h>

struct random {
    uint64_t state; /* any value is a good one */
};

/* The finaliser of SplitMix64 (Steele, Lea and Flood, 2014): scatters `x` over 64 bits. */
static inline uint64_t random_mix(uint64_t x)
{
    x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
    return x ^ (x >> 31);
}

static inline uint64_t random_next(struct random *random)
{
    random->state += UINT64_C(0x9e3779b97f4a7c15);
    return random_mix(random->state);
}

/* Uniform in [0, bound); bound from 1 to 2^32. The bias of the multiplication is below 2^-32. */
static inline uint32_t random_below(struct random *random, uint64_t bound)
{
    return (uint32_t)(((random_next(random) >> 32) * bound) >> 32);
}

/* True in `percent` of 100 calls. */
static inline bool random_chance(struct random *random, unsigned percent)
{
    return random_below(random, 100) < percent;
}

/* A rank in [0, count) whose probability falls as one over the rank (Zipf), in steps: first an
 * octave, each as likely as the other, then a place inside it. `count` from 1 to 2^32 - 1. */
static inline uint32_t random_zipf(struct random *random, uint32_t count)
{
    uint32_t octaves = 32 - (uint32_t)__builtin_clz(count);
    for (;;) {
        uint32_t octave = random_below(random, octaves);
        uint64_t rank = (UINT64_C(1) << octave) + random_below(random, UINT64_C(1) << octave) - 1;
        if (rank < count)
            return (uint32_t)rank;
    }
}

/* As random_zipf, but the first 15 ranks are as likely as each other, as Mandelbrot's correction
 * has it: no content word of a language is as frequent as "the". `count` from 16. */
static inline uint32_t random_zipf_flat(struct random *random, uint32_t count)
{
    uint32_t octaves = 32 - (uint32_t)__builtin_clz(count);
    for (;;) {
        uint32_t octave = 3 + random_below(random, octaves - 3);
        if (octave == 3)
            return random_below(random, 15);
        uint64_t rank = (UINT64_C(1) << octave) + random_below(random, UINT64_C(1) << octave) - 1;
        if (rank < count)
            return (uint32_t)rank;
    }
}

#endif
