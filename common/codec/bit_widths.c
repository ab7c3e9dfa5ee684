#include "common/codec/bit_widths.h"

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

static unsigned bits_of(uint32_t value)
{
    return value == 0 ? 0 : 32U - (unsigned)__builtin_clz(value);
}

unsigned bit_widths_measure_plainly(struct bit_widths *widths, const uint32_t values[BLOCK_LENGTH])
{
    uint32_t all = 0;
    for (unsigned i = 0; i < BLOCK_LENGTH; i++) {
        widths->of[i] = (uint8_t)bits_of(values[i]);
        all |= values[i];
    }
    return bits_of(all);
}

#if defined(__SSE2__)

static inline __m128i load_four(const uint32_t *from)
{
    return _mm_loadu_si128((const __m128i *)(const void *)from);
}

/* Four numbers' exponents as floats: 126 more than their widths, 0 for 0, above 255 where bit 31 is set. Bits below one
 * that is set are cleared where they could round the number up. */
static inline __m128i exponents_of(__m128i four)
{
    four = _mm_andnot_si128(_mm_srli_epi32(four, 1), four);
    return _mm_srli_epi32(_mm_castps_si128(_mm_cvtepi32_ps(four)), 23);
}

static inline __m128i widths_of_sixteen(__m128i a, __m128i b, __m128i c, __m128i d)
{
    __m128i exponents = _mm_packus_epi16(_mm_packs_epi32(exponents_of(a), exponents_of(b)),
                                         _mm_packs_epi32(exponents_of(c), exponents_of(d)));
    return _mm_min_epu8(_mm_subs_epu8(exponents, _mm_set1_epi8(126)), _mm_set1_epi8(32));
}

unsigned bit_widths_measure(struct bit_widths *widths, const uint32_t values[BLOCK_LENGTH])
{
    __m128i all = _mm_setzero_si128();
    for (unsigned i = 0; i < BLOCK_LENGTH; i += 16) {
        __m128i a = load_four(values + i), b = load_four(values + i + 4);
        __m128i c = load_four(values + i + 8), d = load_four(values + i + 12);
        all = _mm_or_si128(all, _mm_or_si128(_mm_or_si128(a, b), _mm_or_si128(c, d)));
        _mm_storeu_si128((__m128i *)(void *)(widths->of + i), widths_of_sixteen(a, b, c, d));
    }
    all = _mm_or_si128(all, _mm_unpackhi_epi64(all, all));
    uint64_t two = (uint64_t)_mm_cvtsi128_si64(all);
    return bits_of((uint32_t)(two | two >> 32));
}

#else

unsigned bit_widths_measure(struct bit_widths *widths, const uint32_t values[BLOCK_LENGTH])
{
    return bit_widths_measure_plainly(widths, values);
}

#endif
