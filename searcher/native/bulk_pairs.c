/* The two rarest words of a phrase: most candidates are dropped here. While blocks of both are loaded it is found which
 * can score enough; only of these postings are noted, and positions compared when all are. Meanwhile memory
 * brings these, by which phrases take 3 % less time. */
#include "searcher/native/bulk_candidates.h"
#include "searcher/native/starts.h"

/* ---- scores ---- */

/* Candidate `to` becomes what candidate `from` is, but for its score. */
static inline void move_candidate(struct batch *batch, uint32_t to, uint32_t from)
{
    batch->articles[to] = batch->articles[from];
    batch->slots[to] = batch->slots[from];
}

/* Put the `count` candidates that were located among those from `from` on to `to` and behind; returns the place
 * behind them. */
static uint32_t keep_located(struct bulk *bulk, uint32_t from, uint32_t count, uint32_t to)
{
    for (uint32_t i = 0; i < count; i++) {
        move_candidate(&bulk->batch, to + i, from + bulk->located.numbers[i]);
        bulk->batch.scores[to + i] = 0;
    }
    return to + count;
}

/* The same, of those that may beat the threshold, with their scores. */
static uint32_t keep_promising(struct bulk *bulk, const struct stage *stage, uint32_t from,
                               uint32_t count, uint32_t to)
{
    struct batch *batch = &bulk->batch;
    struct located *located = &bulk->located;
    const struct term_list *lead = &bulk->lists.required[0]->list, *second = &stage->list->list;
    const bm25_two weights = {lead->weight, second->weight};
    uint32_t kept = 0;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t at = from + located->numbers[i], index = located->indexes[i];
        double score =
            bm25_score_two(lead->bm25, weights, lead->cursor.frequencies[batch->slots[at]],
                           second->cursor.frequencies[index], lead->lengths[batch->articles[at]]);
        move_candidate(batch, to + kept, at);
        batch->scores[to + kept] = score;
        located->indexes[kept] = (uint8_t)index;
        kept += score + stage->rest > bulk->threshold;
    }
    return to + kept;
}

/* ---- positions ---- */

/* Which of the places where the phrase could begin by `few`, a word that stands there at most LANES times, the
 * other word allows. */
static ALWAYS_INLINE bool few_stand(struct bulk_list *few, struct bulk_list *other, uint32_t slot,
                                    struct pair_starts *starts)
{
    const struct posting_place *place = &few->places[slot], *others = &other->places[slot];
    const uint32_t *gaps = posting_cursor_gaps_at(&few->list.cursor, place);
    const uint32_t *other_gaps = posting_cursor_gaps_at(&other->list.cursor, others);
    if (gaps == NULL || other_gaps == NULL)
        return false;
    lanes at = {0, 0, 0, 0}, positions = next_positions(gaps, &at);
    lanes left = lanes_before((int32_t)place->frequency) & positions_behind(positions, few->offset);
    positions -= few->offset;
    left &= wanted_positions(positions + other->offset, other_gaps, others->frequency);
    starts->are_all = true;
    lanes_store(starts->places, positions);
    lanes_store(starts->is_left, left);
    return !lanes_are_zero(left);
}

/* Whether the two words stand as they should where they were noted in `slot`. */
static ALWAYS_INLINE bool pair_stands(struct bulk *bulk, uint32_t slot)
{
    struct bulk_list *const *words = bulk->lists.required;
    if (words[0]->places[slot].frequency <= LANES)
        return few_stand(words[0], words[1], slot, &bulk->pairs[slot]);
    if (words[1]->places[slot].frequency <= LANES)
        return few_stand(words[1], words[0], slot, &bulk->pairs[slot]);
    bulk->pairs[slot].are_all = false;
    return bulk_words_stand(words, 2, slot);
}

/* Note where the occurrences of the candidates [from, end), the located ones, are; `slots` are then of places. Memory is
 * to bring those of the second word, once where they begin in the same block; those of the first are close to
 * each other. */
static void note_pairs(struct bulk *bulk, uint32_t from, uint32_t end)
{
    struct batch *batch = &bulk->batch;
    struct bulk_list *first = bulk->lists.required[0], *second = bulk->lists.required[1];
    uint32_t before = UINT32_MAX;
    for (uint32_t i = from; i < end; i++) {
        uint32_t index = batch->slots[i], slot = bulk->first_slot + index;
        struct posting_place *place = &second->places[slot];
        posting_cursor_note_at(&first->list.cursor, index, &first->places[slot]);
        posting_cursor_note_at(&second->list.cursor, bulk->located.indexes[i - from], place);
        batch->slots[i] = slot;
        if (place->start / BLOCK_LENGTH != before)
            posting_cursor_expect_gaps(&second->list.cursor, place);
        before = place->start / BLOCK_LENGTH;
    }
}

/* Of the candidates, which were noted, keep those where both words stand as they should. */
static void keep_pairs(struct bulk *bulk)
{
    struct batch *batch = &bulk->batch;
    uint32_t kept = 0;
    for (uint32_t i = 0; i < batch->count; i++) {
        uint32_t slot = batch->slots[i];
        move_candidate(batch, kept, i);
        batch->scores[kept] = batch->scores[i];
        kept += pair_stands(bulk, slot);
    }
    batch->count = kept;
}

/* ---- the stage ---- */

/* Have the candidates [from, end) go through the loaded block; *kept, where those left are put, receives the
 * place behind them. False on damage. */
static bool pair_block(struct bulk *bulk, const struct stage *stage, uint32_t from, uint32_t end,
                       uint32_t *kept)
{
    struct posting_cursor *cursor = &stage->list->list.cursor;
    uint32_t count =
        posting_cursor_locate(cursor, bulk->batch.articles + from, end - from, &bulk->located);
    if (count == 0)
        return true;
    if (cursor->frequencies_at != NULL && !posting_cursor_decode_frequencies(cursor))
        return false;
    uint32_t behind = bulk->has_scores ? keep_promising(bulk, stage, from, count, *kept)
                                       : keep_located(bulk, from, count, *kept);
    note_pairs(bulk, *kept, behind);
    *kept = behind;
    return true;
}

void bulk_run_pairs(struct bulk *bulk, const struct stage *stage)
{
    bulk_through_blocks(bulk, stage, pair_block);
    keep_pairs(bulk);
}
