/* Functions compiled twice: for any processor, and for those with wide vectors; and memory fetched in advance.
 *
 * A body is written once, in plain C and ALWAYS_INLINE, with a twin that calls it and is marked WIDE: there
 * the compiler may use AVX2 and the instructions that count bits and shift by any number of them. cpu_is_wide() says at run time whether that
 * twin may be called. VAST and cpu_is_vast() are the same for vectors of 64 bytes (AVX-512), where these are worth a
 * body of their own. For tests MORGUE_PLAIN leaves out both, MORGUE_WIDE the latter. No fused multiply-add: it would
 * round scores otherwise. */
#ifndef MORGUE_BASE_CPU_H
#define MORGUE_BASE_CPU_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ALWAYS_INLINE inline __attribute__((always_inline))

enum { CACHE_LINE = 64 /* bytes, of the processors we know */ };

#if defined(__x86_64__) && !defined(MORGUE_PLAIN)
#define CPU_HAS_WIDE 1
#define WIDE         __attribute__((target("avx2,bmi,bmi2,popcnt")))
static inline bool cpu_is_wide(void)
{
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") &&
           __builtin_cpu_supports("bmi2") && __builtin_cpu_supports("popcnt");
}
#else
#define CPU_HAS_WIDE 0
#define WIDE
static inline bool cpu_is_wide(void)
{
    return false;
}
#endif

#if CPU_HAS_WIDE && !defined(MORGUE_WIDE)
#define CPU_HAS_VAST 1
#define VAST         __attribute__((target("avx512f,avx512bw,avx512vbmi2,avx512vpopcntdq,bmi,bmi2,popcnt")))
static inline bool cpu_is_vast(void)
{
    return __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vbmi2") &&
           __builtin_cpu_supports("avx512vpopcntdq") && __builtin_cpu_supports("bmi2");
}
#else
#define CPU_HAS_VAST 0
static inline bool cpu_is_vast(void)
{
    return false;
}
#endif

enum { CPU_LINE = 64 }; /* bytes that come from memory together */

/* Have memory bring `lines` such stretches from `from` on, which will be read soon; any address is legal. Always
 * inline: GCC drops calls of a function that does nothing else. */
static ALWAYS_INLINE void cpu_expect(const uint8_t *from, unsigned lines)
{
    for (unsigned i = 0; i < lines; i++)
        __builtin_prefetch(from + (size_t)i * CPU_LINE);
}

#endif
