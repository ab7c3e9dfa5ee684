#include "searcher/native/bulk.h"
#include "common/base/error.h"
#include "searcher/native/bulk_lists.h"

#include <stdlib.h>

enum {
    /* Articles of a window at least: smaller ones cost more in bounds than they save. Measured for a
     * word and its headline, and for several of these: 768 is 1.4 times as fast as 128 there. */
    WINDOW_ONE = 128,
    WINDOW_SEVERAL = 768,
    SUM_WORDS = BATCH_MAX / 64 /* of the bitmap of articles that several lists are merged in */
};

/* A list that candidates go through, in turn. */
struct stage {
    struct bulk_list *list;
    double rest; /* what the stages behind it can add to a score */
};

struct bulk {
    struct exec_context *context;
    const struct admission *admission;
    struct collector *collector;
    struct bulk_lists lists;
    bool is_phrase;
    bool
        has_scores; /* candidates' scores are reckoned; else, for phrases of which none may be passed
                            over, only those of matches are */
    double threshold;     /* a score must beat it; below 0: nothing may be passed over */
    double wide_bound;    /* no score up to wide_last exceeds it */
    uint32_t wide_last;   /* last article of the stretch of 32 blocks looked at */
    size_t essential;     /* optional lists from here on bring up candidates */
    struct stage *stages; /* of the window; in the arena */
    size_t stage_count;
    double rest; /* what all stages can add */
    struct batch batch;
    uint64_t bits[SUM_WORDS]; /* articles with a score in `sums`; all 0 between uses */
    double sums[BATCH_MAX];   /* valid where `bits` says so */
};

/* ---- which plans ---- */

static bool is_term(const struct plan_node *node)
{
    return node->kind == PLAN_TERM && node->term != NULL;
}

bool bulk_can_search(const struct plan_node *plan)
{
    if (is_term(plan))
        return true;
    if (plan->kind != PLAN_AND && plan->kind != PLAN_OR && plan->kind != PLAN_PHRASE)
        return false;
    size_t count = 0, filters = 0;
    for (const struct plan_node *child = plan->child; child != NULL; child = child->next, count++) {
        bool is_filter =
            plan->kind == PLAN_AND && child->kind == PLAN_FILTER && is_term(child->child);
        filters += is_filter;
        if (!is_term(child) && !is_filter)
            return false;
    }
    size_t most = plan->kind == PLAN_PHRASE ? PHRASE_WORDS_MAX : BULK_LISTS_MAX / 2;
    return count > filters && count <= most;
}

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
    if (!bulk_words_stand(bulk->lists.required, bulk->lists.required_count, slot) ||
        bulk->context->error->status != MRG_OK)
        return;
    if (!bulk->has_scores)
        score = phrase_score(bulk, article, slot);
    collector->matches++;
    if (score > collector_threshold(collector))
        collector_add(collector, bulk->context->segment->base + article, score, MRG_NO_TIME);
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

/* Drop candidates that cannot beat the threshold when `rest` is all that can come. */
static void prune(struct bulk *bulk, double rest)
{
    struct batch *batch = &bulk->batch;
    uint32_t kept = 0;
    if (bulk->threshold < 0)
        return;
    for (uint32_t i = 0; i < batch->count; i++) {
        batch->articles[kept] = batch->articles[i];
        batch->slots[kept] = batch->slots[i];
        batch->scores[kept] = batch->scores[i];
        kept += batch->scores[i] + rest > bulk->threshold;
    }
    batch->count = kept;
}

/* Add the list's scores to the candidates that have it; drop those that must and do not. */
static void run_stage(struct bulk *bulk, const struct stage *stage)
{
    struct batch *batch = &bulk->batch;
    struct bulk_list *list = stage->list;
    uint32_t kept = 0;
    for (uint32_t i = 0; i < batch->count; i++) {
        uint32_t article = batch->articles[i], slot = batch->slots[i];
        double score = batch->scores[i];
        if (term_list_advance(&list->list, article) == article) {
            if (bulk->has_scores)
                score += term_list_score(&list->list);
            if (bulk->is_phrase && !posting_cursor_note(&list->list.cursor, &list->places[slot]))
                return;
        } else if (list->is_required) {
            continue;
        }
        batch->articles[kept] = article;
        batch->slots[kept] = slot;
        batch->scores[kept] = score;
        kept += score + stage->rest > bulk->threshold;
    }
    batch->count = kept;
}

/* Drop candidates where the two rarest words of a longer phrase do not stand as they should: that is most
 * of them, and spares looking them up in the longer lists. */
static void keep_pairs(struct bulk *bulk)
{
    struct batch *batch = &bulk->batch;
    uint32_t kept = 0;
    for (uint32_t i = 0; i < batch->count; i++) {
        batch->articles[kept] = batch->articles[i];
        batch->slots[kept] = batch->slots[i];
        batch->scores[kept] = batch->scores[i];
        kept += bulk_words_stand(bulk->lists.required, 2, batch->slots[i]);
    }
    batch->count = kept;
}

static void run_stages(struct bulk *bulk)
{
    prune(bulk, bulk->rest);
    for (size_t i = 0; i < bulk->stage_count && bulk->batch.count > 0; i++) {
        run_stage(bulk, &bulk->stages[i]);
        if (i == 0 && bulk->is_phrase && bulk->stage_count > 1)
            keep_pairs(bulk);
    }
    if (bulk->context->error->status != MRG_OK)
        return;
    const struct batch *batch = &bulk->batch;
    for (uint32_t i = 0; i < batch->count; i++) {
        if (bulk->is_phrase)
            take_phrase(bulk, batch->articles[i], batch->slots[i], batch->scores[i]);
        else
            take(bulk, batch->articles[i], batch->scores[i]);
    }
}

/* ---- bringing candidates up ---- */

/* Note where in the block each candidate's occurrences are. */
static void note_lead(struct bulk *bulk, struct bulk_list *list)
{
    struct posting_cursor *cursor = &list->list.cursor;
    for (uint32_t i = 0; i < bulk->batch.count; i++) {
        posting_cursor_advance(cursor, bulk->batch.articles[i]);
        if (!posting_cursor_note(cursor, &list->places[i]))
            bulk->batch.count = 0;
    }
}

/* The postings of `list` from where it stands up to `last` in its block become the candidates. False on
 * damage. */
static bool take_block(struct bulk *bulk, struct bulk_list *list, uint32_t last)
{
    struct posting_cursor *cursor = &list->list.cursor;
    struct batch *batch = &bulk->batch;
    if (!posting_cursor_unpack(cursor))
        return false;
    uint32_t from = cursor->index, count = cursor->count - from;
    if (cursor->last > last)
        for (count = 0; cursor->articles[from + count] <= last;)
            count++;
    const struct bm25 *bm25 = list->list.bm25;
    const uint32_t *lengths = list->list.lengths;
    double weight = bulk->has_scores ? list->list.weight : 0;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t article = cursor->articles[from + i];
        batch->articles[i] = article;
        batch->slots[i] = i;
        batch->scores[i] =
            weight > 0 ? bm25_score(bm25, weight, cursor->frequencies[from + i], lengths[article])
                       : 0;
    }
    batch->count = count;
    return true;
}

/* Each posting of `list` in [first, last] is a candidate. */
static void search_list(struct bulk *bulk, struct bulk_list *list, uint32_t first, uint32_t last)
{
    while (term_list_advance(&list->list, first) <= last && take_block(bulk, list, last)) {
        uint32_t block_last = list->list.cursor.last;
        if (bulk->is_phrase)
            note_lead(bulk, list);
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

/* Each article of an essential list in [first, last] is a candidate. */
static void search_essential(struct bulk *bulk, uint32_t first, uint32_t last)
{
    struct bulk_lists *lists = &bulk->lists;
    if (bulk->essential + 1 == lists->optional_count) {
        search_list(bulk, lists->optional[bulk->essential], first, last);
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
        run_stages(bulk);
        if (to == last)
            return;
        from = to + 1;
    }
}

/* ---- windows ---- */

/* Insertion sort: the order hardly changes from window to window. */
static void sort_optional(struct bulk_lists *lists)
{
    for (size_t i = 1; i < lists->optional_count; i++) {
        struct bulk_list *list = lists->optional[i];
        size_t at = i;
        for (; at > 0 && lists->optional[at - 1]->bound > list->bound; at--)
            lists->optional[at] = lists->optional[at - 1];
        lists->optional[at] = list;
    }
}

/* Bounds of all lists in [first, last]; returns what no score there exceeds. */
static double set_bounds(struct bulk_lists *lists, uint32_t first, uint32_t last)
{
    double sum = 0;
    for (size_t i = 0; i < lists->required_count; i++)
        sum += lists->required[i]->bound = term_list_bound(&lists->required[i]->list, first, last);
    for (size_t i = 0; i < lists->optional_count; i++)
        sum += lists->optional[i]->bound = term_list_bound(&lists->optional[i]->list, first, last);
    return sum;
}

static void add_stage(struct bulk *bulk, struct bulk_list *list)
{
    bulk->stages[bulk->stage_count++].list = list;
}

/* What candidates go through behind the first `from` required lists and the essential ones. Optional
 * lists first, the highest bound leading: what they add settles most candidates, and they are short. */
static void set_stages(struct bulk *bulk, size_t from)
{
    struct bulk_lists *lists = &bulk->lists;
    bulk->stage_count = 0;
    bool has_led = from > 0; /* optional lists come behind required ones or are short */
    for (size_t i = bulk->essential; has_led && i-- > 0;)
        add_stage(bulk, lists->optional[i]);
    for (size_t i = from; i < lists->required_count; i++)
        add_stage(bulk, lists->required[i]);
    for (size_t i = bulk->essential; !has_led && i-- > 0;)
        add_stage(bulk, lists->optional[i]);
    double rest = 0;
    for (size_t i = bulk->stage_count; i-- > 0;) {
        bulk->stages[i].rest = rest;
        rest += bulk->stages[i].list->bound;
    }
    bulk->rest = rest;
}

/* Search [first, last], whose bounds are set. */
static void search_window(struct bulk *bulk, uint32_t first, uint32_t last)
{
    struct bulk_lists *lists = &bulk->lists;
    double sum = 0;
    for (size_t i = 0; i < lists->required_count; i++)
        sum += lists->required[i]->bound;
    bool leads = lists->required_count > 0 && sum > bulk->threshold;
    bulk->essential = leads ? lists->optional_count : 0;
    while (!leads && bulk->essential < lists->optional_count &&
           (sum += lists->optional[bulk->essential]->bound) <= bulk->threshold)
        bulk->essential++;
    set_stages(bulk, leads ? 1 : 0);
    if (leads)
        search_list(bulk, lists->required[0], first, last);
    else
        search_essential(bulk, first, last);
}

/* Where the window that begins at `first` ends. */
static uint32_t window_end(struct bulk *bulk, uint32_t first)
{
    struct bulk_lists *lists = &bulk->lists;
    if (lists->required_count > 0)
        return term_list_block_end(&lists->required[0]->list, first);
    uint32_t end = ARTICLE_NONE;
    for (size_t i = 0; i < lists->optional_count; i++) {
        uint32_t list_end = term_list_block_end(&lists->optional[i]->list, first);
        end = list_end < end ? list_end : end;
    }
    uint32_t least = lists->optional_count > 2 ? WINDOW_SEVERAL : WINDOW_ONE;
    return end - first < least ? first + least - 1 : end;
}

/* Whether nothing in the stretch of 32 blocks that holds `first` can beat the threshold; *last receives the
 * end of the stretch. */
static bool is_hopeless(struct bulk *bulk, uint32_t first, uint32_t *last)
{
    struct bulk_lists *lists = &bulk->lists;
    if (first > bulk->wide_last || first == 0) {
        bulk->wide_bound = 0;
        bulk->wide_last = ARTICLE_NONE;
        for (size_t i = 0; i < lists->required_count + lists->optional_count; i++) {
            struct bulk_list *list = i < lists->required_count
                                         ? lists->required[i]
                                         : lists->optional[i - lists->required_count];
            uint32_t list_last;
            bulk->wide_bound += term_list_super_bound(&list->list, first, &list_last);
            bulk->wide_last = list_last < bulk->wide_last ? list_last : bulk->wide_last;
        }
    }
    *last = bulk->wide_last;
    return bulk->wide_bound <= bulk->threshold;
}

static void search_all(struct bulk *bulk)
{
    uint32_t articles = bulk->context->segment->meta.articles, last = 0;
    for (uint32_t first = 0; first < articles; first = last + 1) {
        if (bulk->context->error->status != MRG_OK)
            return;
        bulk->threshold = collector_pruning_threshold(bulk->collector);
        bulk->has_scores = !bulk->is_phrase || bulk->threshold >= 0;
        if (bulk->threshold >= 0)
            bulk->collector->is_exact = false; /* from here on matches may be passed over */
        if (bulk->threshold < 0 || !is_hopeless(bulk, first, &last)) {
            last = window_end(bulk, first);
            double bound = set_bounds(&bulk->lists, first, last);
            sort_optional(&bulk->lists);
            if (bulk->threshold < 0 || bound > bulk->threshold)
                search_window(bulk, first, last);
        }
        if (last >= articles)
            return;
    }
}

void bulk_search(struct exec_context *context, const struct admission *admission,
                 const struct plan_node *plan, struct collector *collector)
{
    struct bulk *bulk = arena_alloc(context->arena, sizeof *bulk);
    struct stage *stages = arena_alloc(context->arena, 2 * BULK_LISTS_MAX * sizeof *stages);
    if (bulk == NULL || stages == NULL) {
        fail_memory(context->error);
        return;
    }
    bulk->context = context;
    bulk->admission = admission;
    bulk->collector = collector;
    bulk->is_phrase = plan->kind == PLAN_PHRASE;
    bulk->stages = stages;
    bulk->wide_last = 0;
    memset(bulk->bits, 0, sizeof bulk->bits);
    if (bulk_lists_open(&bulk->lists, context, plan) && !bulk->lists.is_empty)
        search_all(bulk);
    bulk_lists_close(&bulk->lists);
}
