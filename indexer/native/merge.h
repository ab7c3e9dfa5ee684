/* Several segments into one, leaving out what was removed. */
#ifndef MORGUE_INDEXER_MERGE_H
#define MORGUE_INDEXER_MERGE_H

#include "indexer/native/merge_watch.h"

/* Write the articles of `count` segments (in this order) that were not removed as segment file `name`
 * in `folder`, with `workers` at the terms: the same bytes however many. *about receives name, size and checksum. The
 * sources stay as they are. Takes about `memory` bytes and, until it comes to the terms, some 70 bytes an article and what its values of facets take.
 * MRG_ERR_DAMAGED when a source is;
 * MRG_ERR_INTERRUPTED soon after it is cancelled through `control`, which also tells what is held (may be NULL);
 * nothing is left behind on failure. */
mrg_status merge_segments(const struct segment *const *segments, size_t count, const char *folder,
                          const char *name, unsigned workers, size_t memory,
                          struct merge_control *control, struct manifest_segment *about,
                          mrg_error *error);

#endif
