/* The stored articles of several segments with one lexicon: merging's first half. */
#ifndef MORGUE_INDEXER_MERGE_TEXTS_H
#define MORGUE_INDEXER_MERGE_TEXTS_H

#include "indexer/native/merge_watch.h"
#include "indexer/native/segment_builder.h"

/* Write lexicon and articles of the watched segments to `builder`, in their order. `renumbered` says for each
 * segment and article whether it is left out: ARTICLE_NONE. Takes about `memory` bytes for words that the sources
 * spell and for a sample, and what their lexicons hold. MRG_ERR_DAMAGED, MRG_ERR_MEMORY, MRG_ERR_INTERRUPTED. */
mrg_status merge_texts(struct merge_watch *watch, const uint32_t *const *renumbered,
                       struct segment_builder *builder, size_t memory, mrg_error *error);

#endif
