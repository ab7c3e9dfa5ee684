/* What both halves of a merge keep an eye on: whether it is still wanted, and how much of its sources is mapped. */
#ifndef MORGUE_INDEXER_MERGE_WATCH_H
#define MORGUE_INDEXER_MERGE_WATCH_H

#include "common/segment/segment.h"

#include <stdatomic.h>

/* Between a merge and who runs it in another thread. */
struct merge_control {
    atomic_bool is_cancelled; /* it is not wanted any more */
    atomic_size_t held;       /* bytes that what is known of articles takes now */
};

struct merge_watch {
    const struct segment *const *segments; /* borrowed: the sources */
    size_t count;                          /* of them */
    struct merge_control *control;         /* borrowed; may be NULL */
    size_t mapped;                         /* bytes read of the sources since they were released */
};

/* MRG_ERR_INTERRUPTED once the merge is not wanted any more. */
mrg_status merge_watch_check(const struct merge_watch *watch, mrg_error *error);

/* Tell how much is held. */
void merge_watch_hold(const struct merge_watch *watch, size_t bytes);

/* Take note that so many bytes of the sources were read. */
void merge_watch_read(struct merge_watch *watch, size_t bytes);

#endif
