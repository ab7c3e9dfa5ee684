/* Counting matches without their scores, by bitmaps over windows of articles: ten to thirty times faster
 * than showing each of them to a collector, which is why ranking may pass over articles even where all
 * matches are to be counted. */
#include "common/base/bits.h"
#include "searcher/native/bulk.h"
#include "searcher/native/bulk_lists.h"

enum {
    WINDOW = 4096, /* articles */
    WORDS = WINDOW / 64,
    FEW = 32 /* articles that are looked up one by one rather than by marking the whole list */
};

struct counting {
    const struct exec_context *context;
    const struct admission *admission;
    struct bulk_lists lists;
    uint32_t first, last;   /* the window */
    uint64_t window[WORDS]; /* its articles that match */
    uint64_t other[WORDS];  /* scratch */
};

static uint32_t count_bits(const uint64_t *words)
{
    uint32_t count = 0;
    for (unsigned i = 0; i < WORDS; i++)
        count += count_ones(words[i]);
    return count;
}

static void mark(struct counting *counting, struct bulk_list *list, uint64_t *window)
{
    struct posting_cursor *cursor = &list->list.cursor;
    if (term_list_advance(&list->list, counting->first) <= counting->last)
        posting_cursor_mark(cursor, counting->first, counting->last, window);
}

/* Keep the articles of the window for which `is_wanted` says so. */
static void keep(struct counting *counting,
                 bool (*is_wanted)(struct counting *, void *context, uint32_t article),
                 void *context)
{
    for (uint32_t word = 0; word < WORDS; word++)
        for (uint64_t bits = counting->window[word]; bits != 0; bits &= bits - 1) {
            uint32_t article = counting->first + word * 64 + (uint32_t)__builtin_ctzll(bits);
            if (!is_wanted(counting, context, article))
                counting->window[word] &= ~(bits & -bits);
        }
}

static bool is_in_list(struct counting *counting, void *list, uint32_t article)
{
    (void)counting;
    return term_list_advance(&((struct bulk_list *)list)->list, article) == article;
}

static bool is_admitted(struct counting *counting, void *context, uint32_t article)
{
    (void)context;
    return admits(counting->admission, article);
}

static void intersect(struct counting *counting, struct bulk_list *list, uint32_t count)
{
    if (count < FEW) {
        keep(counting, is_in_list, list);
        return;
    }
    memset(counting->other, 0, sizeof counting->other);
    mark(counting, list, counting->other);
    for (unsigned i = 0; i < WORDS; i++)
        counting->window[i] &= counting->other[i];
}

/* How many articles of the window match. */
static uint32_t count_window(struct counting *counting)
{
    const struct bulk_lists *lists = &counting->lists;
    uint32_t count = 0;
    memset(counting->window, 0, sizeof counting->window);
    for (size_t i = 0; i < lists->required_count; i++) {
        if (i == 0)
            mark(counting, lists->required[0], counting->window);
        else
            intersect(counting, lists->required[i], count);
        if ((count = count_bits(counting->window)) == 0)
            return 0;
    }
    for (size_t i = 0; i < lists->optional_count && lists->required_count == 0; i++)
        if (!lists->optional[i]->is_headline)
            mark(counting, lists->optional[i], counting->window);
    const struct admission *admission = counting->admission;
    if (admission->has_embargoes || admission->segment->deletions.bitmap != NULL)
        keep(counting, is_admitted, NULL);
    return count_bits(counting->window);
}

/* A word's articles need no counting: the dictionary knows them. */
static uint64_t count_word(const struct exec_context *context, const struct plan_node *plan)
{
    const struct term_entry *entry = &plan->term->entries[context->segment_number];
    if (plan->term->df == 0 || entry->df == 0)
        return 0;
    return entry->df - deletions_loss(&context->segment->deletions, entry->ordinal);
}

static uint64_t count_windows(struct counting *counting, uint64_t enough, bool *is_all)
{
    uint64_t count = 0;
    uint32_t articles = counting->context->segment->meta.articles;
    for (uint32_t first = 0; first < articles; first += WINDOW) {
        if (count >= enough || counting->context->error->status != MRG_OK) {
            *is_all = false;
            return count;
        }
        counting->first = first;
        counting->last = articles - first > WINDOW ? first + WINDOW - 1 : articles - 1;
        count += count_window(counting);
    }
    return count;
}

uint64_t bulk_count(struct exec_context *context, const struct admission *admission,
                    const struct plan_node *plan, uint64_t enough, bool *is_all)
{
    *is_all = true;
    if (plan->kind == PLAN_TERM && !admission->has_embargoes)
        return count_word(context, plan);
    struct counting counting = {.context = context, .admission = admission};
    uint64_t count = 0;
    if (bulk_lists_open(&counting.lists, context, plan) && !counting.lists.is_empty)
        count = count_windows(&counting, enough, is_all);
    bulk_lists_close(&counting.lists);
    return count;
}
