/* A merge in a thread of its own, beside the writer that goes on adding.
 *
 * The thread works on sources of its own: the committed segments, opened once more when it starts, with
 * what was removed by then. Articles that are removed meanwhile are in the merged segment, and are
 * removed there when the writer adopts it.
 */
#ifndef MORGUE_INDEXER_BACKGROUND_H
#define MORGUE_INDEXER_BACKGROUND_H

#include "common/segment/manifest.h"
#include "common/segment/segment.h"
#include "indexer/native/merge_watch.h"

#include <pthread.h>
#include <stdatomic.h>

struct background_merge {
    const char *folder;            /* of the index; borrowed */
    struct segment *sources;       /* owned: as they were when it started */
    size_t count;                  /* sources; 0: none is under way */
    unsigned workers;              /* threads that it uses while it merges terms */
    size_t memory;                 /* bytes it may hold */
    char name[FILE_NAME_MAX];      /* of the new segment's file */
    struct manifest_segment about; /* of the new segment, when it is done */
    mrg_status status;             /* of the merge, when it is done */
    mrg_error error;               /* of a failure */
    pthread_t thread;
    bool has_thread; /* else it was done at once */
    atomic_bool is_done;
    struct merge_control control;
};

static inline bool background_is_busy(const struct background_merge *merge)
{
    return merge->count > 0;
}

/* About how many bytes the merge under way takes; 0 when none is. */
size_t background_memory(const struct background_merge *merge);

/* Whether the merge under way has ended, well or not. */
bool background_is_done(const struct background_merge *merge);

/* Start to merge the `count` segments `about` of the index in `folder` (borrowed until
 * background_end) into file `name`. None may be under way. Errors of opening the segments; MRG_ERR_MEMORY. */
mrg_status background_start(struct background_merge *merge, const char *folder,
                            const struct manifest_segment *about, size_t count, const char *name,
                            unsigned workers, size_t memory, mrg_error *error);

/* Wait until it has ended; returns how. What it holds stays until background_end. */
mrg_status background_wait(struct background_merge *merge, mrg_error *error);

/* Cancel what is under way, wait for it and release everything. The new file, if there is one, stays. */
void background_end(struct background_merge *merge);

#endif
