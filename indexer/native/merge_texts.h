/* The stored articles of several segments: merging's first half.
 *
 * Articles stay as they are, with the lexicon they are written with, where that is small beside them. Else they are
 * written anew, with one lexicon: many small segments would otherwise become one in which lexicons take more than
 * articles. Most of the time of a merge is otherwise spent on this: it took 7 of 9.7 s for 0.5 GB of text.
 */
#ifndef MORGUE_INDEXER_MERGE_TEXTS_H
#define MORGUE_INDEXER_MERGE_TEXTS_H

#include "indexer/native/merge_watch.h"
#include "indexer/native/segment_builder.h"

/* Write lexicons and articles of the watched segments to `builder`, in their order. `renumbered` has for each
 * segment and article its new number; ARTICLE_NONE: it is left out. Takes about `memory` bytes for words that the
 * sources spell and for a sample, and what lexicons hold of articles that are written anew. MRG_ERR_DAMAGED,
 * MRG_ERR_MEMORY, MRG_ERR_INTERRUPTED. */
mrg_status merge_texts(struct merge_watch *watch, const uint32_t *const *renumbered,
                       struct segment_builder *builder, size_t memory, mrg_error *error);

#endif
