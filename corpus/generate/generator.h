/* A synthetic news archive of any size, the same for the same seed on every platform.
 *
 * Meant to behave as news does where an index feels it: common words by Zipf's law, a vocabulary
 * that never stops growing, words of one subject together, the same names throughout an article,
 * lengths spread as in newspapers (median about 390 words), dates that ascend. */
#ifndef MORGUE_CORPUS_GENERATE_GENERATOR_H
#define MORGUE_CORPUS_GENERATE_GENERATOR_H

#include "common/morgue.h"

struct generator_options {
    uint64_t seed;  /* any value */
    mrg_time start; /* when the first article appeared; MRG_NO_TIME: 2001-01-01 */
    unsigned
        duplicates; /* percent of articles that another source prints again with small changes */
    unsigned corrections; /* percent that replace an earlier article under its id; together with
                             `duplicates` at most 100 */
};

#define GENERATOR_OPTIONS_INIT                                                                     \
    {                                                                                              \
        1, MRG_NO_TIME, 5, 0                                                                       \
    }

struct generator; /* opaque */

/* A generator with these options (NULL: the defaults); owned, to be released with generator_free.
 * NULL when memory is short or the percentages add up to more than 100. */
struct generator *generator_new(const struct generator_options *options);

/* The next article, borrowed until the next call; NULL when memory ran short. There is no end.
 * `published` ascends, except that a correction keeps that of the article it replaces and has its
 * own time in `updated`; its version is one higher. */
const mrg_article *generator_next(struct generator *generator);

/* Release; NULL is legal. */
void generator_free(struct generator *generator);

#endif
