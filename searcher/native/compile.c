/* From a plan to iterators over one segment. */
#include "common/base/error.h"
#include "searcher/native/iterator.h"

static double weight_of(const struct exec_context *context, const struct plan_node *node)
{
    return bm25_weight(context->bm25, node->term->df) * node->factor;
}

/* The headline's share of a plain word; NULL with *wanted false when there is none. */
static struct iterator *headline_of(struct exec_context *context, const struct plan_node *node,
                                    bool *wanted)
{
    *wanted = node->kind == PLAN_TERM && node->headline != NULL && context->headline_boost > 0 &&
              node->headline->entries[context->segment_number].df > 0 && node->headline->df > 0;
    if (!*wanted)
        return NULL;
    double weight = bm25_weight(context->bm25, node->headline->df) * context->headline_boost;
    return term_iterator(context, node->headline, weight * node->factor);
}

static struct iterator *compile_term(struct exec_context *context, const struct plan_node *node)
{
    if (node->term->df == 0)
        return nothing_iterator(context);
    if (node->kind == PLAN_EXACT)
        return exact_iterator(context, node->term, node->form, weight_of(context, node));
    return term_iterator(context, node->term, weight_of(context, node));
}

/* A word outside AND, where its headline part stands beside it. */
static struct iterator *compile_word(struct exec_context *context, const struct plan_node *node)
{
    bool wanted;
    struct iterator **parts = arena_alloc(context->arena, 2 * sizeof *parts);
    if (parts == NULL)
        return NULL;
    parts[0] = compile_term(context, node);
    parts[1] = headline_of(context, node, &wanted);
    if (parts[0] == NULL || (wanted && parts[1] == NULL))
        return NULL;
    return conjunction_iterator(context, parts, 1, parts + 1, wanted ? 1 : 0);
}

static size_t count_children(const struct plan_node *node)
{
    size_t count = 0;
    for (const struct plan_node *child = node->child; child != NULL; child = child->next)
        count++;
    return count;
}

static struct iterator **compile_children(struct exec_context *context,
                                          const struct plan_node *node, size_t *count)
{
    *count = count_children(node);
    struct iterator **children = arena_alloc(context->arena, (*count + 1) * sizeof *children);
    size_t done = 0;
    for (const struct plan_node *child = node->child; child != NULL && children != NULL;
         child = child->next)
        if ((children[done++] = iterator_compile(context, child)) == NULL)
            return NULL;
    return children;
}

static struct iterator *compile_and(struct exec_context *context, const struct plan_node *node)
{
    size_t count = count_children(node), required = 0, optional = 0;
    struct iterator **parts = arena_alloc(context->arena, 2 * (count + 1) * sizeof *parts);
    if (parts == NULL)
        return NULL;
    struct iterator **extras = parts + count + 1;
    for (const struct plan_node *child = node->child; child != NULL; child = child->next) {
        bool wanted;
        parts[required] = child->kind == PLAN_TERM ? compile_term(context, child)
                                                   : iterator_compile(context, child);
        extras[optional] = headline_of(context, child, &wanted);
        if (parts[required++] == NULL || (wanted && extras[optional] == NULL))
            return NULL;
        optional += wanted;
    }
    return conjunction_iterator(context, parts, required, extras, optional);
}

static struct iterator *compile_row(struct exec_context *context, const struct plan_node *node)
{
    size_t count;
    struct iterator **children = compile_children(context, node, &count);
    uint32_t *offsets = arena_alloc(context->arena, (count + 1) * sizeof *offsets);
    if (children == NULL || offsets == NULL)
        return NULL;
    size_t i = 0;
    for (const struct plan_node *child = node->child; child != NULL; child = child->next)
        offsets[i++] = child->offset;
    if (count == 0)
        return nothing_iterator(context);
    if (count == 1)
        return children[0];
    return node->kind == PLAN_PHRASE
               ? phrase_iterator(context, children, offsets, count)
               : near_iterator(context, children, count, node->distance, node->is_ordered);
}

static struct iterator *compile_union(struct exec_context *context, const struct plan_node *node)
{
    size_t count;
    struct iterator **children = compile_children(context, node, &count);
    if (children == NULL)
        return NULL;
    if (count == 0)
        return nothing_iterator(context);
    return union_iterator(context, children, count, node->kind == PLAN_MAX);
}

static struct iterator *compile_not(struct exec_context *context, const struct plan_node *node)
{
    size_t count;
    struct iterator **children = compile_children(context, node, &count);
    if (children == NULL)
        return NULL;
    return without_iterator(context, children[0], children[1]);
}

static struct iterator *compile_filter(struct exec_context *context, const struct plan_node *node)
{
    if (node->child->kind == PLAN_TERM)
        return term_iterator(context, node->child->term, 0);
    struct iterator *child = iterator_compile(context, node->child);
    return child != NULL ? filter_iterator(context, child) : NULL;
}

static struct iterator *compile(struct exec_context *context, const struct plan_node *node)
{
    switch (node->kind) {
    case PLAN_NOTHING:
        return nothing_iterator(context);
    case PLAN_ALL:
        return all_iterator(context);
    case PLAN_TERM:
        return compile_word(context, node);
    case PLAN_EXACT:
        return compile_term(context, node);
    case PLAN_AND:
        return compile_and(context, node);
    case PLAN_OR:
    case PLAN_MAX:
        return compile_union(context, node);
    case PLAN_NOT:
        return compile_not(context, node);
    case PLAN_PHRASE:
    case PLAN_NEAR:
        return compile_row(context, node);
    case PLAN_FILTER:
        return compile_filter(context, node);
    case PLAN_DATE:
        return date_iterator(context, node->from, node->to);
    }
    return nothing_iterator(context);
}

struct iterator *iterator_compile(struct exec_context *context, const struct plan_node *node)
{
    struct iterator *it = compile(context, node);
    if (it == NULL && context->error->status == MRG_OK)
        fail_memory(context->error);
    return it;
}
