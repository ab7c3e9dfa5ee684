/* Keeps the best k of the matches it is shown. */
#ifndef MORGUE_SEARCHER_COLLECTOR_H
#define MORGUE_SEARCHER_COLLECTOR_H

#include "common/morgue.h"

struct collector {
    mrg_hit *hits; /* owned: a heap, the worst first, until collector_finish sorts it */
    int64_t *keys; /* owned: of hits sorted by date, what they are sorted by; NULL for relevance */
    size_t count;  /* hits kept */
    size_t capacity; /* k; may be 0 */
    mrg_sort sort;
    uint64_t matches;  /* matches seen */
    uint64_t count_to; /* nothing may be passed over before this many were seen */
    bool is_exact;     /* every match was seen */
};

/* False when memory is short. */
bool collector_init(struct collector *collector, size_t capacity, mrg_sort sort, uint64_t count_to);
void collector_free(struct collector *collector);

/* A match must score above this to be kept, as numbers ascend and ties go to the lower one; below 0
 * while there is room. Relevance only. */
static inline double collector_threshold(const struct collector *collector)
{
    if (collector->count < collector->capacity)
        return -1;
    return collector->capacity > 0 ? collector->hits[0].score : 1e300;
}

/* As above for passing articles over unseen: below 0 while that may not be done. */
static inline double collector_pruning_threshold(const struct collector *collector)
{
    return collector->matches < collector->count_to ? -1 : collector_threshold(collector);
}

/* Show a match. Numbers need not ascend. `date` counts when sorting by date. */
void collector_add(struct collector *collector, uint64_t number, double score, mrg_time date);

/* Sort the hits, best first. */
void collector_finish(struct collector *collector);

#endif
