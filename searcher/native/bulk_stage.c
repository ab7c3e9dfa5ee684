/* One list adding its scores to the candidates of a batch: a block of the list at a time, in loops that do not
 * branch on what they find. Which candidate is in a list, and which still counts, no processor can guess. */
#include "searcher/native/bulk_candidates.h"

static inline void move_candidate(struct batch *batch, uint32_t to, uint32_t from)
{
    batch->articles[to] = batch->articles[from];
    batch->slots[to] = batch->slots[from];
    batch->scores[to] = batch->scores[from];
}

void bulk_prune(struct bulk *bulk, double rest)
{
    struct batch *batch = &bulk->batch;
    uint32_t kept = 0;
    if (bulk->threshold < 0)
        return;
    for (uint32_t i = 0; i < batch->count; i++) {
        double most = batch->scores[i] + rest;
        move_candidate(batch, kept, i);
        kept += most > bulk->threshold;
    }
    batch->count = kept;
}

/* Whether the block that holds the first article from candidate `from` on, not loaded yet, can be passed over:
 * none of the candidates there beats the threshold, whatever it holds for them. *end receives the place behind
 * them. They keep what they had before, which is not enough either. */
static bool can_pass_block(const struct bulk *bulk, const struct stage *stage, uint32_t from,
                           uint32_t *end)
{
    struct term_list *list = &stage->list->list;
    struct posting_cursor *cursor = &list->cursor;
    const struct batch *batch = &bulk->batch;
    if (!bulk->is_led || cursor->skips == NULL ||
        (cursor->count > 0 && batch->articles[from] <= cursor->last))
        return false;
    uint32_t block = posting_cursor_foresee(cursor, batch->articles[from]);
    if (block == cursor->blocks)
        return false;
    double most = term_list_block_bound(list, block);
    uint32_t last = posting_cursor_block_last(cursor, block), at = from;
    for (; at < batch->count && batch->articles[at] <= last; at++)
        if (batch->scores[at] + (most + stage->rest) > bulk->threshold)
            return false;
    *end = at;
    return true;
}

/* ---- scores ---- */

/* Add the score of posting `index` of the loaded block to candidate `at`. */
static inline void add_score(struct batch *batch, const struct term_list *list, uint32_t at,
                             uint32_t frequency)
{
    batch->scores[at] +=
        bm25_score(list->bm25, list->weight, frequency, list->lengths[batch->articles[at]]);
}

/* Add the scores of the `count` candidates that were located among those from `from` on. Where few were, their
 * frequencies are read alone. False on damage. */
static bool add_scores(struct bulk *bulk, struct term_list *list, uint32_t from, uint32_t count)
{
    enum { MANY = 4 };
    struct posting_cursor *cursor = &list->cursor;
    const struct located *located = &bulk->located;
    if (!bulk->has_scores || list->weight <= 0 || count == 0)
        return true;
    bool wants_all = bulk->is_phrase || count > MANY;
    if (cursor->frequencies_at != NULL && wants_all && !posting_cursor_decode_frequencies(cursor))
        return false;
    if (cursor->frequencies_at == NULL) {
        for (uint32_t i = 0; i < count; i++)
            add_score(&bulk->batch, list, from + located->numbers[i],
                      cursor->frequencies[located->indexes[i]]);
        return true;
    }
    for (uint32_t i = 0; i < count; i++) {
        uint32_t frequency = posting_cursor_pick_frequency(cursor, located->indexes[i]);
        if (frequency == 0)
            return false;
        add_score(&bulk->batch, list, from + located->numbers[i], frequency);
    }
    return true;
}

/* ---- a list that a match must have ---- */

/* Of the candidates from `from` on keep the `count` located ones that may beat the threshold, from `to` on;
 * returns the place behind them. */
static uint32_t keep_located(struct bulk *bulk, double rest, uint32_t from, uint32_t count,
                             uint32_t to)
{
    struct batch *batch = &bulk->batch;
    struct located *located = &bulk->located;
    uint32_t kept = 0;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t at = from + located->numbers[i];
        double most = batch->scores[at] + rest;
        move_candidate(batch, to + kept, at);
        located->indexes[kept] = located->indexes[i];
        kept += most > bulk->threshold;
    }
    return to + kept;
}

/* Note where the occurrences of the candidates [from, end) are, the located ones. False on damage. */
static bool note_places(struct bulk *bulk, struct bulk_list *list, uint32_t from, uint32_t end)
{
    struct posting_cursor *cursor = &list->list.cursor;
    if (from < end && cursor->frequencies_at != NULL && !posting_cursor_decode_frequencies(cursor))
        return false;
    for (uint32_t i = from; i < end; i++)
        posting_cursor_note_at(cursor, bulk->located.indexes[i - from],
                               &list->places[bulk->batch.slots[i]]);
    return true;
}

/* Have the candidates [from, end) go through the loaded block; *kept, where those left are put, receives the
 * place behind them. False on damage. */
static bool require_block(struct bulk *bulk, const struct stage *stage, uint32_t from, uint32_t end,
                          uint32_t *kept)
{
    struct bulk_list *list = stage->list;
    uint32_t begin = *kept;
    uint32_t count = posting_cursor_locate(&list->list.cursor, bulk->batch.articles + from,
                                           end - from, &bulk->located);
    if (!add_scores(bulk, &list->list, from, count))
        return false;
    *kept = keep_located(bulk, stage->rest, from, count, begin);
    return !bulk->is_phrase || note_places(bulk, list, begin, *kept);
}

/* ---- a list that may add ---- */

static void run_optional(struct bulk *bulk, const struct stage *stage)
{
    struct batch *batch = &bulk->batch;
    struct term_list *list = &stage->list->list;
    for (uint32_t from = 0, end; from < batch->count; from = end) {
        if (can_pass_block(bulk, stage, from, &end))
            continue;
        if (!posting_cursor_reach(&list->cursor, batch->articles[from]))
            return;
        end = batch_behind(batch, from, list->cursor.last);
        uint32_t count = posting_cursor_locate(&list->cursor, batch->articles + from, end - from,
                                               &bulk->located);
        if (!add_scores(bulk, list, from, count))
            return;
    }
}

/* ---- */

/* Beside lists that a match must have those that may add are short and stand together: candidates are dropped
 * behind the last of them. */
void bulk_run_stage(struct bulk *bulk, const struct stage *stage)
{
    const struct stage *next = stage + 1, *end = bulk->stages + bulk->stage_count;
    if (stage->list->is_required) {
        bulk_through_blocks(bulk, stage, require_block);
        return;
    }
    run_optional(bulk, stage);
    if (next == end || next->list->is_required || bulk->lists.required_count == 0)
        bulk_prune(bulk, stage->rest);
}
