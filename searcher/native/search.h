/* Running a plan over all segments of a snapshot. */
#ifndef MORGUE_SEARCHER_SEARCH_H
#define MORGUE_SEARCHER_SEARCH_H

#include "searcher/collector.h"
#include "searcher/native/iterator.h"

/* Which articles of the current segment may be shown at all. */
struct admission {
    const struct segment *segment;
    mrg_time now;       /* articles embargoed past it are left out */
    bool has_embargoes; /* some article of the segment is */
    mrg_error *error;
};

static inline bool admits(const struct admission *admission, uint32_t article)
{
    if (deletions_has(&admission->segment->deletions, article))
        return false;
    if (!admission->has_embargoes)
        return true;
    int64_t embargo =
        column_value(&admission->segment->columns, COLUMN_EMBARGO, article, admission->error);
    return embargo == COLUMN_UNKNOWN || embargo <= admission->now;
}

/* Run `plan` and show `collector` every match that it could keep, and as many others as it wants to
 * count; then sort its hits. MRG_ERR_DAMAGED, MRG_ERR_MEMORY. */
mrg_status snapshot_search(const struct snapshot *snapshot, const struct plan_node *plan,
                           const mrg_search_options *options, mrg_time now,
                           struct collector *collector, mrg_error *error);

/* BM25 for this snapshot and query, with its quantum set. */
void search_init_bm25(struct bm25 *bm25, const struct snapshot *snapshot,
                      const struct plan_node *plan, const mrg_search_options *options);

/* The union of `lists` by MaxScore (disjunction.c). */
void disjunction_search(struct exec_context *context, const struct admission *admission,
                        struct iterator **lists, size_t count, struct collector *collector);

#endif
