/* What a writer has removed from one committed or flushed segment, until the next commit, and what it knows of its
 * ids. */
#ifndef MORGUE_INDEXER_REMOVALS_H
#define MORGUE_INDEXER_REMOVALS_H

#include "common/segment/articles.h"
#include "common/segment/segment.h"
#include "indexer/inverter.h"
#include "indexer/native/id_filter.h"

struct removals {
    struct segment *segment;         /* borrowed; its deletions show the pending state */
    struct articles_reader articles; /* to re-read what is removed */
    struct id_filter ids;            /* of its articles */
    uint8_t *bitmap;                 /* owned; NULL until something is removed */
    uint32_t *losses;                /* owned: per term of the segment */
    uint64_t removed;                /* articles, committed ones included */
    uint64_t tokens;                 /* their lengths */
    bool has_changed;                /* since the last commit */
    bool has_dead;                   /* some were removed by removals_add_dead since the last commit */
};

void removals_init(struct removals *removals, struct segment *segment);
void removals_free(struct removals *removals);

/* Bytes held in memory. */
size_t removals_memory(const struct removals *removals);

/* Remove `article`, which is not yet: its stored text is analysed again (in `scratch`) to find the terms
 * that lose it. */
mrg_status removals_add(struct removals *removals, uint32_t article, struct inverter *scratch,
                        mrg_error *error);

/* Remove an article that has no postings: it was dead before its segment was written. */
mrg_status removals_add_dead(struct removals *removals, uint32_t article, mrg_error *error);

/* Write the deletions file `name` in `folder`, durably. */
mrg_status removals_write(struct removals *removals, const char *folder, const char *name,
                          mrg_error *error);

#endif
