/* Places of occurrences (position_line.h) become articles and gaps of positions. */
#ifndef MORGUE_SEGMENT_PLACED_ARTICLES_H
#define MORGUE_SEGMENT_PLACED_ARTICLES_H

#include "common/codec/bitpack.h"
#include "common/segment/position_line.h"

/* Articles of a term that have been begun and not been taken away yet: at most two blocks, and what is written behind
 * them without being meant. */
enum { PLACED_ARTICLES_MAX = 2 * BLOCK_LENGTH + 4 };

struct placed_articles {
    const struct position_line *line;        /* borrowed */
    uint32_t before;                         /* place of the occurrence before; 0: there was none */
    uint32_t occurrences;                    /* so far */
    uint32_t count;                          /* articles */
    uint32_t stretches[PLACED_ARTICLES_MAX]; /* where each begins on the line */
    uint32_t firsts[PLACED_ARTICLES_MAX];    /* the number of its first occurrence */
};

/* None yet, of a term whose occurrences have their places on `line`, which is borrowed. */
static inline void placed_articles_begin(struct placed_articles *placed,
                                         const struct position_line *line)
{
    placed->line = line;
    placed->before = placed->occurrences = placed->count = 0;
}

/* Take the places of the next `count` occurrences, at most BLOCK_LENGTH: their gaps, from the one before in the article,
 * and the articles that begin. */
void placed_articles_take(struct placed_articles *placed, const uint32_t *places, uint32_t count,
                          uint32_t *gaps);

/* The same in plain C. */
void placed_articles_take_plainly(struct placed_articles *placed, const uint32_t *places,
                                  uint32_t count, uint32_t *gaps);

#endif
