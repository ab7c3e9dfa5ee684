#include "searcher/native/bulk.h"
#include "common/base/error.h"
#include "searcher/native/bulk_candidates.h"

enum {
    /* Articles of a window at least: smaller ones cost more in bounds than they save. Measured for a
     * word and its headline, and for several of these: 2048 is 1.5 times as fast as 128 there. */
    WINDOW_ONE = 128,
    WINDOW_SEVERAL = 2048,
    WINDOW_REQUIRED = 1024, /* as above, where all words must be there; 4 % fewer instructions */
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
    if (plan->kind == PLAN_PHRASE)
        return count >= 2 && count <= PHRASE_WORDS_MAX;
    return count > filters && count <= BULK_LISTS_MAX / 2;
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

/* Have memory bring the blocks of the lists that a match must have where the window begins: AND 2 % faster. */
static void expect_blocks(const struct bulk_lists *lists)
{
    for (size_t i = 0; i < lists->required_count; i++) {
        const struct term_list *list = &lists->required[i]->list;
        posting_cursor_expect_block(&list->cursor, list->window_block);
    }
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
    expect_blocks(lists);
    set_stages(bulk, leads ? 1 : 0);
    if (leads)
        bulk_search_list(bulk, lists->required[0], first, last);
    else
        bulk_search_essential(bulk, first, last);
}

/* Where the window that begins at `first` ends. */
static uint32_t window_end(struct bulk *bulk, uint32_t first)
{
    struct bulk_lists *lists = &bulk->lists;
    uint32_t end = ARTICLE_NONE, least = WINDOW_REQUIRED;
    if (lists->required_count > 0)
        end = term_list_block_end(&lists->required[0]->list, first);
    if (bulk->is_phrase)
        return end;
    for (size_t i = 0; i < lists->optional_count && lists->required_count == 0; i++) {
        uint32_t list_end = term_list_block_end(&lists->optional[i]->list, first);
        end = list_end < end ? list_end : end;
    }
    if (lists->required_count == 0)
        least = lists->optional_count > 2 ? WINDOW_SEVERAL : WINDOW_ONE;
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

/* Two lists, of which the longer one alone cannot beat the threshold in the whole stretch that is_hopeless
 * looked at: a word and its headline, most of all. Windows are then blocks of the shorter one, and bounds of the
 * longer one's blocks are looked at only where candidates are. False where it is not so. */
static bool search_led(struct bulk *bulk, uint32_t first, uint32_t *last)
{
    struct bulk_list **pair = bulk->lists.optional;
    if (!bulk->is_word || bulk->lists.optional_count != 2)
        return false;
    bool is_first_longer = pair[0]->df > pair[1]->df;
    struct bulk_list *longer = pair[is_first_longer ? 0 : 1], *lead = pair[is_first_longer ? 1 : 0];
    if (longer->list.wide_bound > bulk->threshold)
        return false;
    uint32_t end = term_list_block_end(&lead->list, first);
    *last = end < bulk->wide_last ? end : bulk->wide_last;
    longer->bound = longer->list.wide_bound;
    longer->list.window_frequency = longer->list.wide_frequency;
    lead->bound = term_list_bound(&lead->list, first, *last);
    pair[0] = longer;
    pair[1] = lead;
    bulk->is_led = true;
    if (longer->bound + lead->bound > bulk->threshold)
        search_window(bulk, first, *last);
    bulk->is_led = false;
    return true;
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
        bool may_pass = bulk->threshold >= 0;
        if (!may_pass || (!is_hopeless(bulk, first, &last) && !search_led(bulk, first, &last))) {
            last = window_end(bulk, first);
            double bound = set_bounds(&bulk->lists, first, last);
            sort_optional(&bulk->lists);
            if (!may_pass || bound > bulk->threshold)
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
    bulk->is_word = plan->kind == PLAN_TERM;
    bulk->wide_last = 0;
    bulk->is_led = false;
    memset(bulk->bits, 0, sizeof bulk->bits);
    bulk->first_slot = 0;
    bulk->waiting.count = 0;
    if (bulk_lists_open(&bulk->lists, context, plan) && !bulk->lists.is_empty) {
        search_all(bulk);
        bulk_take_waiting(bulk);
    }
    bulk_lists_close(&bulk->lists);
}
