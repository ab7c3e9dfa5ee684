/* Which postings of a block can still beat the threshold, told many at a time and without rounding as scores
 * are: every posting that can passes, and few others do. */
#ifndef MORGUE_SEARCHER_SIFT_H
#define MORGUE_SEARCHER_SIFT_H

#include "common/codec/bitpack.h"
#include "searcher/bm25.h"

#include <stdbool.h>

enum { SIFT_OTHERS_MAX = 6 };

struct sift {
    float base, factor; /* of bm25_norm */
    float weight;       /* of the list whose postings are sifted */
    float rest;         /* what lists that are not among the others can add */
    float need;         /* what must be exceeded */
    unsigned others;    /* lists whose share is bounded by the article's own length */
    float other_weights[SIFT_OTHERS_MAX];
    float other_frequencies[SIFT_OTHERS_MAX]; /* the highest there may be */
};

/* For postings of a list of `weight`, to beat `threshold`. */
void sift_init(struct sift *sift, const struct bm25 *bm25, double weight, double threshold);

/* Another list adds to the score: at most `bound`, and no more than `frequency` (0: not known) occurrences in
 * the article bring it. */
void sift_add(struct sift *sift, double weight, double bound, uint32_t frequency);

/* Those of `count` (at most 128) postings that may beat the threshold: `slots` receives their numbers, from 0;
 * returns how many. */
uint32_t sift_postings(const struct sift *sift, const uint32_t *articles,
                       const uint32_t *frequencies, uint32_t count, const uint32_t *lengths,
                       uint32_t *slots);

/* The same, for any processor. */
uint32_t sift_postings_plainly(const struct sift *sift, const uint32_t *articles,
                               const uint32_t *frequencies, uint32_t count, const uint32_t *lengths,
                               uint32_t *slots);

#endif
