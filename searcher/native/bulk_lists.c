#include "searcher/native/bulk_lists.h"
#include "common/base/error.h"

#include <stdlib.h>

/* A term of the plan on its way to a list. */
struct adding {
    struct bulk_lists *lists;
    struct exec_context *context;
    bool is_required; /* texts are */
};

/* The list of `term`; *found receives NULL when the segment does not have it. False on failure. */
static bool open_list(struct exec_context *context, const struct plan_term *term, double weight,
                      struct bulk_list **found)
{
    *found = NULL;
    uint32_t df = term->df > 0 ? term->entries[context->segment_number].df : 0;
    if (df == 0)
        return true;
    struct bulk_list *list = arena_alloc(context->arena, sizeof *list);
    if (list == NULL) {
        fail_memory(context->error);
        return false;
    }
    list->bound = 0;
    list->df = df;
    list->offset = 0;
    list->is_required = false;
    list->is_headline = false;
    list->places = NULL;
    if (!term_list_open(&list->list, context, term, weight))
        return false;
    *found = list;
    return true;
}

static void add_optional(struct bulk_lists *lists, struct bulk_list *list)
{
    if (list != NULL)
        lists->optional[lists->optional_count++] = list;
}

static void add_required(struct bulk_lists *lists, struct bulk_list *list, uint32_t offset)
{
    if (list == NULL) {
        lists->is_empty = true;
        return;
    }
    list->is_required = true;
    list->offset = offset;
    lists->required[lists->required_count++] = list;
}

/* A word's text and its headline, which stand for themselves: an article with the word in its headline has
 * it in its text as well. */
static bool add_word(struct adding *adding, const struct plan_node *node, double factor)
{
    struct exec_context *context = adding->context;
    const struct bm25 *bm25 = context->bm25;
    struct bulk_list *text, *headline = NULL;
    double weight = node->term->df > 0 ? bm25_weight(bm25, node->term->df) * node->factor : 0;
    if (!open_list(context, node->term, weight * factor, &text))
        return false;
    if (factor > 0 && node->headline != NULL && node->headline->df > 0 &&
        context->headline_boost > 0) {
        weight = bm25_weight(bm25, node->headline->df) * context->headline_boost;
        if (!open_list(context, node->headline, weight * node->factor, &headline))
            return false;
    }
    if (adding->is_required)
        add_required(adding->lists, text, node->offset);
    else
        add_optional(adding->lists, text);
    if (headline != NULL)
        headline->is_headline = true;
    add_optional(adding->lists, headline);
    return true;
}

static bool add_node(struct adding *adding, const struct plan_node *node)
{
    if (node->kind == PLAN_FILTER)
        return add_word(adding, node->child, 0);
    return add_word(adding, node, 1);
}

static int compare_df(const void *a, const void *b)
{
    const struct bulk_list *x = *(struct bulk_list *const *)a, *y = *(struct bulk_list *const *)b;
    return x->df < y->df ? -1 : x->df > y->df;
}

/* Room to note the postings of candidates. */
static bool add_places(struct bulk_lists *lists, struct exec_context *context)
{
    for (size_t i = 0; i < lists->required_count; i++) {
        struct bulk_list *list = lists->required[i];
        list->places = arena_alloc(context->arena, PLACES_MAX * sizeof *list->places);
        if (list->places == NULL)
            return false;
    }
    return true;
}

bool bulk_lists_open(struct bulk_lists *lists, struct exec_context *context,
                     const struct plan_node *plan)
{
    *lists = (struct bulk_lists){.required_count = 0};
    bool is_word = plan->kind == PLAN_TERM;
    struct adding adding = {lists, context, plan->kind == PLAN_AND || plan->kind == PLAN_PHRASE};
    lists->required = arena_alloc(context->arena, BULK_LISTS_MAX * sizeof *lists->required);
    lists->optional = arena_alloc(context->arena, BULK_LISTS_MAX * sizeof *lists->optional);
    bool opened = lists->required != NULL && lists->optional != NULL;
    for (const struct plan_node *node = is_word ? plan : plan->child; node != NULL && opened;
         node = is_word ? NULL : node->next)
        opened = add_node(&adding, node);
    if (opened && plan->kind == PLAN_PHRASE)
        opened = add_places(lists, context);
    if (!opened && context->error->status == MRG_OK)
        fail_memory(context->error);
    if (lists->required_count > 1)
        qsort(lists->required, lists->required_count, sizeof *lists->required, compare_df);
    lists->is_empty |= lists->required_count + lists->optional_count == 0;
    return opened;
}

void bulk_lists_close(struct bulk_lists *lists)
{
    for (size_t i = 0; i < lists->required_count; i++)
        posting_cursor_close(&lists->required[i]->list.cursor);
    for (size_t i = 0; i < lists->optional_count; i++)
        posting_cursor_close(&lists->optional[i]->list.cursor);
}
