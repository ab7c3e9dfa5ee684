#include "searcher/bm25.h"

#include <math.h>

#define INVERSE(n)  (n) == 0 ? 1e200 : (n) == IMPACT_FREQUENCY_MANY ? 0 : 1.0 / ((n) == 0 ? 1 : (n))
#define INVERSES(n) INVERSE(n), INVERSE((n) + 1), INVERSE((n) + 2), INVERSE((n) + 3)
#define ROW(n)      INVERSES(n), INVERSES((n) + 4), INVERSES((n) + 8), INVERSES((n) + 12)

const double bm25_inverses[256] = {ROW(0x00), ROW(0x10), ROW(0x20), ROW(0x30), ROW(0x40), ROW(0x50),
                                   ROW(0x60), ROW(0x70), ROW(0x80), ROW(0x90), ROW(0xA0), ROW(0xB0),
                                   ROW(0xC0), ROW(0xD0), ROW(0xE0), ROW(0xF0)};

/* bm25_norm of length_of_code for each code, a row of 16 codes at a time: this is done for every query. */
static void set_norms(struct bm25 *bm25)
{
    enum { ROW_LENGTH = 16 }; /* codes with the same exponent */
    for (int32_t code = 0; code < 256; code += ROW_LENGTH) {
        int32_t start = code < ROW_LENGTH ? 0 : ROW_LENGTH;
        int32_t scale = code < ROW_LENGTH ? 1 : (int32_t)1 << (code / ROW_LENGTH - 1);
        for (int32_t i = 0; i < ROW_LENGTH; i++)
            bm25->norms[code + i] = bm25->norm_base + bm25->norm_factor * ((start + i) * scale);
    }
}

void bm25_init(struct bm25 *bm25, double k1, double b, uint64_t articles, uint64_t tokens)
{
    double mean = articles > 0 && tokens > 0 ? (double)tokens / (double)articles : 1;
    bm25->k1 = k1;
    bm25->b = b;
    bm25->articles = (double)articles;
    bm25->norm_base = k1 * (1 - b);
    bm25->norm_factor = k1 * b / mean;
    bm25->rounding = 0;
    bm25->quantum = 0;
    set_norms(bm25);
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
