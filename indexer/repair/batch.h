/* A batch of articles inverted again and sorted by term: what posting lists must hold. */
#ifndef MORGUE_INDEXER_REPAIR_BATCH_H
#define MORGUE_INDEXER_REPAIR_BATCH_H

#include "indexer/inverter.h"

struct batch_occurrence {
    uint32_t article;  /* number in its segment */
    uint32_t position; /* in its field */
    uint32_t form;     /* number in the inverter's forms */
};

struct batch_article {
    uint32_t number; /* in its segment */
    uint64_t end;    /* of its stretch of the inverter's stream */
};

struct batch {
    struct inverter inverter;
    struct buffer articles; /* struct batch_article per article */
    uint32_t article_count;
    struct batch_occurrence *occurrences; /* owned: sorted by term, article and position */
    uint64_t *first; /* owned: per term, where its occurrences begin; one more */
    uint32_t *order; /* owned: terms that occur, by key */
    uint32_t order_count;
};

/* False when memory is short; batch_free is legal then, too. */
bool batch_init(struct batch *batch);
void batch_free(struct batch *batch);

/* Add the article that is number `number` of its segment, behind those before. Errors as
 * inverter_add. */
mrg_status batch_add(struct batch *batch, const mrg_article *article, uint32_t number,
                     struct inverted_article *about, mrg_error *error);

/* Bytes held, and what sorting will need on top. */
size_t batch_memory(const struct batch *batch);

/* Sort what was added. False when memory is short. */
bool batch_sort(struct batch *batch);

/* Start the next batch; what the inverter has learnt stays while it is worth `cache_limit` bytes. */
void batch_clear(struct batch *batch, size_t cache_limit);

#endif
