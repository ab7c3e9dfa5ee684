/* The stored articles of several segments with one lexicon: merging's first half. */
#ifndef MORGUE_INDEXER_MERGE_TEXTS_H
#define MORGUE_INDEXER_MERGE_TEXTS_H

#include "indexer/native/segment_builder.h"

#include <stdatomic.h>

/* A segment whose articles are merged; all borrowed. */
struct text_source {
    const struct segment *segment;
    const uint32_t *renumbered; /* per article; ARTICLE_NONE: it is left out */
};

/* Bytes of the sources that are read before what was mapped of them is given back: mapped pages count as the
 * process's memory, and all of a large merge's would be far more than it was allowed. */
enum { MERGE_RELEASE_EACH = 8 << 20 };

/* Write lexicon and articles of `count` sources to `builder`, in their order. Takes about `memory` bytes for words
 * that the sources spell, and what their lexicons hold. MRG_ERR_DAMAGED, MRG_ERR_MEMORY; MRG_ERR_INTERRUPTED soon after *cancel
 * (NULL: never) became true. */
mrg_status merge_texts(const struct text_source *sources, size_t count,
                       struct segment_builder *builder, size_t memory, const atomic_bool *cancel,
                       mrg_error *error);

#endif
