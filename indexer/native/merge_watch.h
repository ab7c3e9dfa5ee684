/* What both halves of a merge keep an eye on: whether it is still wanted, and how much of its sources is mapped. */
#ifndef MORGUE_INDEXER_MERGE_WATCH_H
#define MORGUE_INDEXER_MERGE_WATCH_H

#include "common/segment/segment.h"

#include <stdatomic.h>

struct merge_watch {
    const struct segment *const *segments; /* borrowed: the sources */
    size_t count;                          /* of them */
    const atomic_bool *cancel;             /* borrowed; NULL: the merge cannot be cancelled */
    size_t mapped;                         /* bytes read of the sources since they were released */
};

/* MRG_ERR_INTERRUPTED once the merge is not wanted any more. */
mrg_status merge_watch_check(const struct merge_watch *watch, mrg_error *error);

/* Take note that so many bytes of the sources were read. */
void merge_watch_read(struct merge_watch *watch, size_t bytes);

#endif
