#include "searcher/native/bulk_candidates.h"
#include "common/base/error.h"
#include "searcher/native/sift.h"

/* ---- taking ---- */

/* The score of a phrase that stands in `article`. */
static double phrase_score(const struct bulk *bulk, uint32_t article, uint32_t slot)
{
    const struct exec_context *context = bulk->context;
    double score = 0;
    for (size_t i = 0; i < bulk->lists.required_count; i++) {
        const struct bulk_list *list = bulk->lists.required[i];
        score += bm25_score(context->bm25, list->list.weight, list->places[slot].frequency,
                            context->lengths[article]);
    }
    return score;
}

/* Whether the phrase stands there, of which the two rarest words do. */
static bool phrase_stands(struct bulk *bulk, uint32_t slot)
{
    struct bulk_list *const *words = bulk->lists.required;
    size_t count = bulk->lists.required_count;
    if (count == 2)
        return true;
    if (bulk->pairs[slot].are_all)
        return bulk_rest_stands(words + 2, count - 2, slot, &bulk->pairs[slot]);
    return bulk_words_stand(words, count, slot);
}

/* A candidate for a phrase whose words are all there. */
static void take_phrase(struct bulk *bulk, uint32_t article, uint32_t slot, double score)
{
    struct collector *collector = bulk->collector;
    if (!admits(bulk->admission, article))
        return;
    if (bulk->has_scores && score <= collector_threshold(collector) &&
        collector->matches >= collector->count_to) {
        collector->is_exact = false; /* not settled whether it matches */
        return;
    }
    if (!phrase_stands(bulk, slot) || bulk->context->error->status != MRG_OK)
        return;
    if (!bulk->has_scores)
        score = phrase_score(bulk, article, slot);
    collector->matches++;
    if (score > collector_threshold(collector))
        collector_add(collector, bulk->context->segment->base + article, score, MRG_NO_TIME);
}

void bulk_take_waiting(struct bulk *bulk)
{
    struct waiting *waiting = &bulk->waiting;
    for (uint32_t i = 0; i < waiting->count; i++)
        take_phrase(bulk, waiting->articles[i], waiting->slots[i], waiting->scores[i]);
    waiting->count = 0;
}

/* Have memory bring the positions of the words behind the two rarest, which lie far from each other. */
static void expect_rest(const struct bulk *bulk)
{
    const struct batch *batch = &bulk->batch;
    for (size_t word = 2; word < bulk->lists.required_count; word++) {
        const struct bulk_list *list = bulk->lists.required[word];
        for (uint32_t i = 0; i < batch->count; i++)
            posting_cursor_expect_gaps(&list->list.cursor, &list->places[batch->slots[i]]);
    }
}

/* Have the batch wait, when nothing else does. */
static void make_wait(struct bulk *bulk)
{
    const struct batch *batch = &bulk->batch;
    struct waiting *waiting = &bulk->waiting;
    for (uint32_t i = 0; i < batch->count; i++) {
        waiting->articles[i] = batch->articles[i];
        waiting->slots[i] = batch->slots[i];
        waiting->scores[i] = batch->scores[i];
    }
    waiting->count = batch->count;
    bulk->first_slot = BLOCK_LENGTH - bulk->first_slot;
}

/* Take the candidates of the batch, for which all stages are over, or have them wait: not before there is a threshold,
 * which is wanted as soon as can be. Those that wait come first. */
static void take_phrases(struct bulk *bulk)
{
    const struct batch *batch = &bulk->batch;
    if (bulk->waiting.count > 0)
        bulk_take_waiting(bulk);
    if (batch->count == 0)
        return;
    expect_rest(bulk);
    if (bulk->stage_count > 1 && bulk->has_scores) {
        make_wait(bulk);
        return;
    }
    for (uint32_t i = 0; i < batch->count; i++)
        take_phrase(bulk, batch->articles[i], batch->slots[i], batch->scores[i]);
}

static void take(struct bulk *bulk, uint32_t article, double score)
{
    struct collector *collector = bulk->collector;
    if (!admits(bulk->admission, article))
        return;
    collector->matches++;
    if (score > collector_threshold(collector))
        collector_add(collector, bulk->context->segment->base + article, score, MRG_NO_TIME);
}

/* ---- candidates ---- */

static void run_stages(struct bulk *bulk)
{
    for (size_t i = 0; i < bulk->stage_count && bulk->batch.count > 0; i++) {
        if (i == 0 && bulk->is_phrase)
            bulk_run_pairs(bulk, &bulk->stages[i]);
        else
            bulk_run_stage(bulk, &bulk->stages[i]);
    }
    if (bulk->context->error->status != MRG_OK)
        return;
    const struct batch *batch = &bulk->batch;
    if (bulk->is_phrase)
        take_phrases(bulk);
    else
        for (uint32_t i = 0; i < batch->count; i++)
            take(bulk, batch->articles[i], batch->scores[i]);
}

/* ---- bringing candidates up ---- */

/* The postings [from, end) of the loaded block become the candidates, all of them. */
static void take_range(struct batch *batch, const struct posting_cursor *cursor, uint32_t from,
                       uint32_t end)
{
    batch->count = end - from;
    for (uint32_t i = 0; i < end - from; i++) {
        batch->articles[i] = cursor->articles[from + i];
        batch->slots[i] = from + i;
    }
}

/* Those of the postings [from, end) become the candidates that can beat the threshold with what the stages may
 * add. */
static void take_promising(struct bulk *bulk, const struct term_list *list, uint32_t from,
                           uint32_t end)
{
    const struct posting_cursor *cursor = &list->cursor;
    struct batch *batch = &bulk->batch;
    struct sift sift;
    sift_init(&sift, list->bm25, list->weight, bulk->threshold);
    for (size_t i = 0; i < bulk->stage_count; i++) {
        const struct bulk_list *other = bulk->stages[i].list;
        sift_add(&sift, other->list.weight, other->bound, other->list.window_frequency);
    }
    batch->count = sift_postings(&sift, cursor->articles + from, cursor->frequencies + from,
                                 end - from, list->lengths, batch->slots);
    for (uint32_t i = 0; i < batch->count; i++) {
        batch->slots[i] += from;
        batch->articles[i] = cursor->articles[batch->slots[i]];
    }
}

/* Set the candidates' scores, all being postings of the loaded block; those that cannot beat the threshold with
 * what the stages may add are dropped. */
static void score_postings(const struct bulk *bulk, struct batch *batch,
                           const struct term_list *list)
{
    double weight = bulk->has_scores ? list->weight : 0, need = bulk->threshold;
    uint32_t kept = 0;
    for (uint32_t i = 0; i < batch->count; i++) {
        uint32_t article = batch->articles[i], slot = batch->slots[i];
        double score = weight > 0 ? bm25_score(list->bm25, weight, list->cursor.frequencies[slot],
                                               list->lengths[article])
                                  : 0;
        batch->articles[kept] = article;
        batch->slots[kept] = slot;
        batch->scores[kept] = score;
        kept += need < 0 || score + bulk->rest > need;
    }
    batch->count = kept;
}

/* The postings of `list` from where it stands up to `last` in its block become the candidates, but for those
 * that cannot beat the threshold. False on damage. */
static bool take_block(struct bulk *bulk, struct bulk_list *list, uint32_t last)
{
    struct posting_cursor *cursor = &list->list.cursor;
    if (!posting_cursor_unpack(cursor))
        return false;
    uint32_t from = cursor->index, end = cursor->count;
    if (cursor->last > last)
        for (end = from; cursor->articles[end] <= last;)
            end++;
    if (bulk->threshold >= 0)
        take_promising(bulk, &list->list, from, end);
    else
        take_range(&bulk->batch, cursor, from, end);
    if (!bulk->is_phrase) /* else when the second word is known, too: few have that */
        score_postings(bulk, &bulk->batch, &list->list);
    return true;
}

void bulk_search_list(struct bulk *bulk, struct bulk_list *list, uint32_t first, uint32_t last)
{
    while (term_list_advance(&list->list, first) <= last && take_block(bulk, list, last)) {
        uint32_t block_last = list->list.cursor.last;
        run_stages(bulk);
        if (block_last >= last)
            return;
        first = block_last + 1;
    }
}

/* Add the postings of `list` in [first, last] to the sums. */
static void sum_list(struct bulk *bulk, struct bulk_list *list, uint32_t first, uint32_t last)
{
    uint32_t target = first;
    struct posting_cursor *cursor = &list->list.cursor;
    while (term_list_advance(&list->list, target) <= last && posting_cursor_unpack(cursor)) {
        const struct bm25 *bm25 = list->list.bm25;
        uint32_t i = cursor->index;
        for (; i < cursor->count && cursor->articles[i] <= last; i++) {
            uint32_t article = cursor->articles[i], at = article - first;
            double score = bm25_score(bm25, list->list.weight, cursor->frequencies[i],
                                      list->list.lengths[article]);
            uint64_t bit = (uint64_t)1 << (at % 64);
            bulk->sums[at] = bulk->bits[at / 64] & bit ? bulk->sums[at] + score : score;
            bulk->bits[at / 64] |= bit;
        }
        if (i < cursor->count || cursor->last >= last)
            return;
        target = cursor->last + 1;
    }
}

/* The articles with a sum become the candidates. */
static void take_sums(struct bulk *bulk, uint32_t first)
{
    struct batch *batch = &bulk->batch;
    uint32_t count = 0;
    for (uint32_t word = 0; word < SUM_WORDS; word++) {
        for (uint64_t bits = bulk->bits[word]; bits != 0; bits &= bits - 1) {
            uint32_t at = word * 64 + (uint32_t)__builtin_ctzll(bits);
            batch->articles[count] = first + at;
            batch->slots[count] = 0;
            batch->scores[count++] = bulk->sums[at];
        }
        bulk->bits[word] = 0;
    }
    batch->count = count;
}

void bulk_search_essential(struct bulk *bulk, uint32_t first, uint32_t last)
{
    struct bulk_lists *lists = &bulk->lists;
    if (bulk->essential + 1 == lists->optional_count) {
        bulk_search_list(bulk, lists->optional[bulk->essential], first, last);
        return;
    }
    for (uint32_t from = first;;) {
        uint32_t next = ARTICLE_NONE;
        for (size_t i = bulk->essential; i < lists->optional_count; i++) {
            uint32_t article = term_list_advance(&lists->optional[i]->list, from);
            next = article < next ? article : next;
        }
        if (next == ARTICLE_NONE || next > last)
            return;
        uint32_t to = last - next < BATCH_MAX ? last : next + BATCH_MAX - 1;
        for (size_t i = bulk->essential; i < lists->optional_count; i++)
            sum_list(bulk, lists->optional[i], next, to);
        take_sums(bulk, next);
        bulk_prune(bulk, bulk->rest);
        run_stages(bulk);
        if (to == last)
            return;
        from = to + 1;
    }
}
