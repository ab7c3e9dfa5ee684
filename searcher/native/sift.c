#include "searcher/native/sift.h"
#include "common/base/cpu.h"

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

/* Loops that a compiler can make vectors of. What is no number (infinite weights) passes. */
static ALWAYS_INLINE uint32_t sift_body(const struct sift *sift, const uint32_t *articles,
                                        const uint32_t *frequencies, uint32_t count,
                                        const uint32_t *lengths, uint32_t *slots)
{
    float norms[BLOCK_LENGTH], most[BLOCK_LENGTH];
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
    uint32_t kept = 0;
    for (uint32_t i = 0; i < count; i++) {
        slots[kept] = i;
        kept += !(most[i] <= sift->need);
    }
    return kept;
}

uint32_t sift_postings_plainly(const struct sift *sift, const uint32_t *articles,
                               const uint32_t *frequencies, uint32_t count, const uint32_t *lengths,
                               uint32_t *slots)
{
    return sift_body(sift, articles, frequencies, count, lengths, slots);
}

WIDE static uint32_t sift_widely(const struct sift *sift, const uint32_t *articles,
                                 const uint32_t *frequencies, uint32_t count,
                                 const uint32_t *lengths, uint32_t *slots)
{
    return sift_body(sift, articles, frequencies, count, lengths, slots);
}

uint32_t sift_postings(const struct sift *sift, const uint32_t *articles,
                       const uint32_t *frequencies, uint32_t count, const uint32_t *lengths,
                       uint32_t *slots)
{
    return (cpu_is_wide() ? sift_widely : sift_postings_plainly)(sift, articles, frequencies, count,
                                                                 lengths, slots);
}
