/* Invented words without end: people, towns, companies and rare terms. A name is a function of the
 * seed and of its number, so a pool of any size takes no memory. */
#ifndef MORGUE_CORPUS_GENERATE_NAMES_H
#define MORGUE_CORPUS_GENERATE_NAMES_H

#include "common/base/buffer.h"
#include "corpus/generate/random.h"

enum name_kind { NAME_SURNAME, NAME_TOWN, NAME_COMPANY, NAME_TERM, NAME_KIND_COUNT };

/* One kind's pool. The number of distinct names grows as about the 0.6th power of the draws (Heaps'
 * law): after n draws over v names the next one is new with probability 0.6 v / n. */
struct name_pool {
    enum name_kind kind; /* decides how its names end */
    uint64_t seed;       /* decides how they are spelled */
    uint64_t draws;      /* so far, the imagined ones of the start included */
    uint32_t names;      /* distinct names so far */
};

void name_pool_init(struct name_pool *pool, enum name_kind kind, uint64_t seed);

/* Draw the number of a name: mostly a known one, low numbers more often, at times a new one. */
uint32_t name_pool_draw(struct name_pool *pool, struct random *random);

/* Append name `number` of the pool to `out`. */
void name_pool_append(const struct name_pool *pool, uint32_t number, struct buffer *out);

#endif
