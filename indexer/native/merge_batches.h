/* All terms of several segments into one that is being built, by a crew.
 *
 * The keys are cut into batches of about equal work, where the source with the most terms has blocks of its dictionary.
 * A worker merges the terms of a batch, with cursors of its own, and holds what comes of it; the owner puts the batches
 * into the segment in their order. Where a worker would have to hold too much, because a list is long or another source
 * has far more terms there, it stops: the owner goes on with the batch where the worker left it, straight into the
 * segment. So what comes out does not depend on batches and workers, and what is held has a bound.
 */
#ifndef MORGUE_INDEXER_MERGE_BATCHES_H
#define MORGUE_INDEXER_MERGE_BATCHES_H

#include "indexer/native/merge_watch.h"
#include "indexer/native/segment_builder.h"

/* Merge the terms of the watched segments into `builder`, which has begun its terms. `renumbered` as in merge_texts.h.
 * With one worker there are no batches, else they take up to about half of `memory` bytes. MRG_ERR_DAMAGED,
 * MRG_ERR_MEMORY, MRG_ERR_INTERRUPTED; other failures show when the builder is closed. */
mrg_status merge_all_terms(struct merge_watch *watch, const uint32_t *const *renumbered,
                           struct segment_builder *builder, unsigned workers, size_t memory,
                           mrg_error *error);

#endif
