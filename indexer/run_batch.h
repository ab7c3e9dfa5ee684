/* From the text of a field to batches of what the run cache is asked for: words, and what stands between them where
 * that is stored. Their slots are on the way from memory when a batch is full. Behind inverter_text.c.
 */
#ifndef MORGUE_INDEXER_RUN_BATCH_H
#define MORGUE_INDEXER_RUN_BATCH_H

#include "common/text/tokenizer.h"
#include "common/text/word_edges.h"
#include "indexer/inverter_text.h"

enum {
    RUN_BATCH =
        64 /* slots that are fetched together: while so many more are asked for memory has answered */
};

/* What is passed, and what becomes of it; part of the scope that it is cached under. */
enum entry_kind {
    ENTRY_RUN,                            /* indexed, and stored if the pass is */
    ENTRY_HIDDEN,                         /* indexed, stored by other entries */
    ENTRY_GAP,                            /* stored only */
    ENTRY_KIND_SHIFT = RUN_SCOPE_BITS - 2 /* where a scope has it, its highest bit */
};

struct run_batch {
    struct run_key entries[RUN_BATCH];
    unsigned count;
    bool is_last; /* the text ends with it */
    size_t
        size; /* of the last entry when that is too long to be cached (more than RUN_CACHE_MAX): bytes */
};

static inline enum entry_kind entry_kind_of(const struct run_key *entry)
{
    return (enum entry_kind)(entry->shape >> (RUN_SIZE_BITS + ENTRY_KIND_SHIFT));
}

/* 1 for a word, 0 for a gap, without a branch. */
static inline unsigned entry_is_word(const struct run_key *entry)
{
    return ~entry->shape >> 31;
}

/* A text being taken apart. */
struct text_walk {
    struct scanner scanner;
    struct word_edges edges; /* of a stretch around where the scanner is */
};

void text_walk_init(struct text_walk *walk, mrg_text text);

/* The next entries, up to one that is too long to be cached, or to the end of the text. */
void run_batch_fill(struct run_batch *batch, struct field_pass *pass, struct text_walk *walk);

/* The same without the fast path, for tests. */
void run_batch_fill_plainly(struct run_batch *batch, struct field_pass *pass,
                            struct text_walk *walk);

#endif
