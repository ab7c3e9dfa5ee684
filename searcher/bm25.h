/* BM25 (Robertson and Zaragoza, "The probabilistic relevance framework: BM25 and beyond", 2009), with
 * the weight of a term bounded from below as in Xapian's BM25Weight(k1, 0, 1, b, 0):
 *
 *   w     = (N - n + 0.5) / (n + 0.5);  if w < 2 then w = w / 2 + 1
 *   score = ln(w) * (k1 + 1) * f / (k1 * (1 - b + b * L / A) + f)
 *
 * for a term in n of N articles, f times in an article of length L, mean length A.
 *
 * Scores of one query are rounded to multiples of a *quantum*, a power of two so small that a double
 * holds every sum of them exactly. Adding is then associative: whichever order a search method adds
 * the parts in, equal articles get equal scores and ties stay ties. The error is below 2^-50 of the
 * largest score possible.
 */
#ifndef MORGUE_SEARCHER_BM25_H
#define MORGUE_SEARCHER_BM25_H

#include "common/segment/impacts.h"

#include <stdint.h>

struct bm25 {
    double k1;          /* >= 0 */
    double b;           /* 0 to 1 */
    double articles;    /* N */
    double norm_base;   /* k1 * (1 - b) */
    double norm_factor; /* k1 * b / A */
    double rounding;    /* adding and taking away this number rounds to the quantum; 0: not set */
    double quantum;     /* 0: not set */
    double norms[256];  /* bm25_norm of the length that each length_code stands for */
};

/* `articles` and `tokens` (sum of their lengths) are of the whole index. */
void bm25_init(struct bm25 *bm25, double k1, double b, uint64_t articles, uint64_t tokens);

/* ln(w) * (k1 + 1): what a term's score tends to as f grows. */
double bm25_weight(const struct bm25 *bm25, uint64_t df);

/* Choose the quantum for a query whose scores stay below `most`. */
void bm25_set_quantum(struct bm25 *bm25, double most);

static inline double bm25_norm(const struct bm25 *bm25, uint32_t length)
{
    return bm25->norm_base + bm25->norm_factor * length;
}

static inline double bm25_score(const struct bm25 *bm25, double weight, uint32_t frequency,
                                uint32_t length)
{
    double f = frequency;
    double score = weight * f / (bm25_norm(bm25, length) + f);
    return score + bm25->rounding - bm25->rounding;
}

typedef double bm25_two __attribute__((vector_size(16)));

/* What two terms of these weights and frequencies score together in one article, each rounded as by itself: with
 * one division for both. */
static inline double bm25_score_two(const struct bm25 *bm25, bm25_two weights, uint32_t first,
                                    uint32_t second, uint32_t length)
{
    bm25_two f = {first, second};
    bm25_two scores = weights * f / (bm25_norm(bm25, length) + f);
    scores = scores + bm25->rounding - bm25->rounding;
    return scores[0] + scores[1];
}

/* One by each frequency of an impact: 0 for IMPACT_FREQUENCY_MANY, far more than any score tells apart for "no
 * pair". */
extern const double bm25_inverses[256];

/* The least norm / frequency of these impacts, at most IMPACT_SUPER_PAIRS. A score is the weight by 1 + norm /
 * frequency. */
static inline double bm25_least_ratio(const struct bm25 *bm25, const uint8_t *pairs, size_t count)
{
    double least = bm25->norms[pairs[1]] * bm25_inverses[pairs[0]];
    for (size_t i = 1; i < count; i++) {
        double ratio = bm25->norms[pairs[2 * i + 1]] * bm25_inverses[pairs[2 * i]];
        least = ratio < least ? ratio : least;
    }
    return least;
}

/* The score that no posting exceeds whose norm / frequency is no less. It rounds otherwise than scores do: by less
 * than two quanta, and scores by half of one. */
static inline double bm25_ratio_bound(const struct bm25 *bm25, double weight, double least)
{
    return weight / (1 + least) + 3 * bm25->quantum;
}

/* The score that no posting with these impacts exceeds. */
static inline double bm25_bound(const struct bm25 *bm25, double weight, const uint8_t *pairs,
                                size_t count)
{
    return bm25_ratio_bound(bm25, weight, bm25_least_ratio(bm25, pairs, count));
}

#endif
