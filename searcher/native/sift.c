#include "searcher/native/sift.h"
#include "common/base/cpu.h"

#if CPU_HAS_WIDE
#include <immintrin.h>
#endif

/* Far above what rounding to floats changes, relative to a sum of a few scores. */
static const double SLACK = 1e-5;

void sift_init(struct sift *sift, const struct bm25 *bm25, double weight, double threshold)
{
    *sift = (struct sift){.base = (float)bm25->norm_base,
                          .factor = (float)bm25->norm_factor,
                          .weight = (float)weight,
                          .need = (float)((threshold - 16 * bm25->quantum) * (1 - SLACK))};
}

void sift_add(struct sift *sift, double weight, double bound, uint32_t frequency)
{
    if (sift->others == SIFT_OTHERS_MAX || frequency == 0) {
        sift->rest += (float)bound;
        return;
    }
    sift->other_weights[sift->others] = (float)weight;
    sift->other_frequencies[sift->others++] = (float)frequency;
}

/* What each posting can score at most: loops that a compiler can make vectors of. */
static ALWAYS_INLINE void sum_most(const struct sift *sift, const uint32_t *articles,
                                   const uint32_t *frequencies, uint32_t count,
                                   const uint32_t *lengths, float most[BLOCK_LENGTH])
{
    float norms[BLOCK_LENGTH];
    for (uint32_t i = 0; i < count; i++) {
        norms[i] = sift->base + sift->factor * (float)(int32_t)lengths[articles[i]];
        float f = (float)(int32_t)frequencies[i];
        most[i] = sift->rest + sift->weight * f / (norms[i] + f);
    }
    for (unsigned other = 0; other < sift->others; other++) {
        float f = sift->other_frequencies[other], share = sift->other_weights[other] * f;
        for (uint32_t i = 0; i < count; i++)
            most[i] += share / (norms[i] + f);
    }
}

/* What is no number (infinite weights) passes. */
uint32_t sift_postings_plainly(const struct sift *sift, const uint32_t *articles,
                               const uint32_t *frequencies, uint32_t count, const uint32_t *lengths,
                               uint32_t *slots)
{
    float most[BLOCK_LENGTH];
    uint32_t kept = 0;
    sum_most(sift, articles, frequencies, count, lengths, most);
    for (uint32_t i = 0; i < count; i++) {
        slots[kept] = i;
        kept += !(most[i] <= sift->need);
    }
    return kept;
}

#if CPU_HAS_WIDE
/* Set, of the four numbers from `number` on, those in `slots` whose bits are set; returns how many. */
WIDE static inline uint32_t keep_slots(uint32_t *slots, uint32_t number, unsigned bits)
{
    static const uint32_t chosen[16] = {0,      0x00,     0x01,     0x0100,    0x02,   0x0200,
                                        0x0201, 0x020100, 0x03,     0x0300,    0x0301, 0x030100,
                                        0x0302, 0x030200, 0x030201, 0x03020100};
    __m128i four = _mm_cvtepu8_epi32(_mm_cvtsi32_si128((int)chosen[bits]));
    _mm_storeu_si128((__m128i *)(void *)slots, _mm_add_epi32(four, _mm_set1_epi32((int)number)));
    return (uint32_t)__builtin_popcount(bits);
}

WIDE static uint32_t sift_widely(const struct sift *sift, const uint32_t *articles,
                                 const uint32_t *frequencies, uint32_t count,
                                 const uint32_t *lengths, uint32_t *slots)
{
    float most[BLOCK_LENGTH];
    uint32_t kept = 0, i = 0;
    sum_most(sift, articles, frequencies, count, lengths, most);
    for (; i + 8 <= count; i += 8) {
        __m256 passes =
            _mm256_cmp_ps(_mm256_loadu_ps(most + i), _mm256_set1_ps(sift->need), _CMP_NLE_UQ);
        unsigned bits = (unsigned)_mm256_movemask_ps(passes);
        kept += keep_slots(slots + kept, i, bits & 15);
        kept += keep_slots(slots + kept, i + 4, bits >> 4);
    }
    for (; i < count; i++) {
        slots[kept] = i;
        kept += !(most[i] <= sift->need);
    }
    return kept;
}
#else
#define sift_widely sift_postings_plainly
#endif

uint32_t sift_postings(const struct sift *sift, const uint32_t *articles,
                       const uint32_t *frequencies, uint32_t count, const uint32_t *lengths,
                       uint32_t *slots)
{
    return (cpu_is_wide() ? sift_widely : sift_postings_plainly)(sift, articles, frequencies, count,
                                                                 lengths, slots);
}
