/* Which ids a segment may have: most look-ups are for ids that no segment has, and each would touch pages of the
 * dictionary of every one. (A Bloom filter: B. H. Bloom, "Space/time trade-offs in hash coding with allowable
 * errors", 1970.) */
#ifndef MORGUE_INDEXER_ID_FILTER_H
#define MORGUE_INDEXER_ID_FILTER_H

#include "common/segment/segment.h"

/* Zeros are one that was not made: it lets every id pass. */
struct id_filter {
    uint64_t *words;  /* owned: bits; NULL: not made */
    uint64_t bits;    /* in `words`, a power of two */
    uint32_t lookups; /* so far: a filter is made when they would have paid for it */
    bool is_tried;    /* making it is not tried again */
};

void id_filter_free(struct id_filter *filter);

/* To be asked at each look-up in `segment`: whether it is time to make the filter. */
bool id_filter_pays(struct id_filter *filter, const struct segment *segment);

/* Make the filter of `segment`. For want of `memory` (bytes), or because the dictionary is damaged, it stays one that
 * lets every id pass. */
void id_filter_make(struct id_filter *filter, const struct segment *segment, size_t memory);

/* Whether the segment may have the id whose key this is: true for all that it has, and for one in 2,000 of the
 * others. */
bool id_filter_passes(const struct id_filter *filter, const uint8_t *key, size_t size);

/* Bytes held in memory. */
size_t id_filter_memory(const struct id_filter *filter);

#endif
