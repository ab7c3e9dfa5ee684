#include "searcher/bm25.h"

#include <math.h>

void bm25_init(struct bm25 *bm25, double k1, double b, uint64_t articles, uint64_t tokens)
{
    double mean = articles > 0 && tokens > 0 ? (double)tokens / (double)articles : 1;
    *bm25 = (struct bm25){.k1 = k1,
                          .b = b,
                          .articles = (double)articles,
                          .norm_base = k1 * (1 - b),
                          .norm_factor = k1 * b / mean};
    for (unsigned code = 0; code < 256; code++)
        bm25->norms[code] = bm25_norm(bm25, length_of_code((uint8_t)code));
}

double bm25_weight(const struct bm25 *bm25, uint64_t df)
{
    double n = (double)df;
    double w = (bm25->articles - n + 0.5) / (n + 0.5);
    if (w < 2)
        w = w / 2 + 1;
    return log(w) * (bm25->k1 + 1);
}

void bm25_set_quantum(struct bm25 *bm25, double most)
{
    int exponent;
    frexp(most > 0 ? most : 1, &exponent); /* most < 2^exponent */
    bm25->quantum = ldexp(1, exponent - 51);
    /* A double of this size has the quantum as its last bit: the addition itself rounds. */
    bm25->rounding = ldexp(3, exponent);
}
