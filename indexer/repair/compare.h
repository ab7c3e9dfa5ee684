/* Comparing posting lists with what a batch of articles says they hold. */
#ifndef MORGUE_INDEXER_REPAIR_COMPARE_H
#define MORGUE_INDEXER_REPAIR_COMPARE_H

#include "common/base/arena.h"
#include "common/segment/articles.h"
#include "common/segment/facets.h"
#include "common/segment/findings.h"
#include "common/segment/segment.h"
#include "indexer/repair/batch.h"

/* A segment being compared with its articles. */
struct deep_check {
    const struct segment *segment; /* borrowed */
    struct findings *findings;     /* borrowed */
    size_t memory;                 /* bytes a batch may take */
    uint64_t told;                 /* findings in this segment */
    struct articles_reader articles;
    struct facet_reader facets[FACET_COUNT];
    struct batch batch;
    struct arena arena;  /* of the current article; of the current term's forms */
    struct buffer forms; /* mrg_text per written form of the current term */
    uint32_t first;      /* where the batch begins: number of an article */
    uint64_t seen;       /* postings of the segment looked at so far */
    mrg_error damage;    /* first damage that a reader met */
};

/* A finding about the bytes at `at` of the segment. */
void deep_say(struct deep_check *deep, const void *at, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Compare the sorted batch with the lists of its terms, in the articles from deep->first to before
 * `end`. MRG_ERR_MEMORY, MRG_ERR_DAMAGED. */
mrg_status compare_batch(struct deep_check *deep, uint32_t end, mrg_error *error);

#endif
