/* Counting matches without their scores, by bitmaps over windows of articles: ten to thirty times faster
 * than showing each of them to a collector, which is why ranking may pass over articles even where all
 * matches are to be counted. */
#include "common/base/bits.h"
#include "common/segment/posting_mark.h"
#include "searcher/native/bulk.h"
#include "searcher/native/bulk_lists.h"

/* Articles that are looked up one by one rather than by marking the whole list. */
enum { FEW = 32 };

struct counting {
    const struct exec_context *context;
    const struct admission *admission;
    struct bulk_lists lists;
    uint32_t first, last;        /* the window, of up to MARKS_ARTICLES articles */
    struct posting_marks window; /* its articles that match */
    struct posting_marks other;  /* scratch */
};

static uint32_t count_bits(const struct posting_marks *marks)
{
    uint32_t count = 0;
    for (unsigned i = 0; i < MARKS_WORDS; i++)
        count += count_ones(marks->bits[i]);
    return count;
}

static void mark(struct counting *counting, struct bulk_list *list, struct posting_marks *marks)
{
    struct posting_cursor *cursor = &list->list.cursor;
    if (term_list_advance(&list->list, counting->first) <= counting->last)
        posting_cursor_mark(cursor, counting->first, counting->last, marks);
}

/* Keep the articles of the window for which `is_wanted` says so. */
static void keep(struct counting *counting,
                 bool (*is_wanted)(struct counting *, void *context, uint32_t article),
                 void *context)
{
    for (uint32_t word = 0; word < MARKS_WORDS; word++)
        for (uint64_t bits = counting->window.bits[word]; bits != 0; bits &= bits - 1) {
            uint32_t article = counting->first + word * 64 + (uint32_t)__builtin_ctzll(bits);
            if (!is_wanted(counting, context, article))
                counting->window.bits[word] &= ~(bits & -bits);
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
    memset(counting->other.bits, 0, sizeof counting->other.bits);
    mark(counting, list, &counting->other);
    posting_marks_gather(&counting->other);
    for (unsigned i = 0; i < MARKS_WORDS; i++)
        counting->window.bits[i] &= counting->other.bits[i];
}

/* Articles of the window that all lists have which a match must have. */
static uint32_t count_all(struct counting *counting)
{
    const struct bulk_lists *lists = &counting->lists;
    mark(counting, lists->required[0], &counting->window);
    posting_marks_gather(&counting->window);
    uint32_t count = count_bits(&counting->window);
    for (size_t i = 1; i < lists->required_count && count > 0; i++) {
        intersect(counting, lists->required[i], count);
        count = count_bits(&counting->window);
    }
    return count;
}

/* Articles of the window that any list has. */
static uint32_t count_any(struct counting *counting)
{
    const struct bulk_lists *lists = &counting->lists;
    for (size_t i = 0; i < lists->optional_count; i++)
        if (!lists->optional[i]->is_headline)
            mark(counting, lists->optional[i], &counting->window);
    posting_marks_gather(&counting->window);
    return count_bits(&counting->window);
}

/* How many articles of the window match. */
static uint32_t count_window(struct counting *counting)
{
    memset(counting->window.bits, 0, sizeof counting->window.bits);
    uint32_t count = counting->lists.required_count > 0 ? count_all(counting) : count_any(counting);
    const struct admission *admission = counting->admission;
    if (count == 0 || (!admission->has_embargoes && admission->segment->deletions.bitmap == NULL))
        return count;
    keep(counting, is_admitted, NULL);
    return count_bits(&counting->window);
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
    for (uint32_t first = 0; first < articles; first += MARKS_ARTICLES) {
        if (count >= enough || counting->context->error->status != MRG_OK) {
            *is_all = false;
            return count;
        }
        counting->first = first;
        counting->last =
            articles - first > MARKS_ARTICLES ? first + MARKS_ARTICLES - 1 : articles - 1;
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
