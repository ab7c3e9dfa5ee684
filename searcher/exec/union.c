#include "common/base/error.h"
#include "searcher/exec/iterator.h"

#include <stdlib.h>

struct union_iterator {
    struct iterator base;
    struct iterator **children;
    size_t count;
    bool is_best; /* scores the best of the children, not their sum */
    struct exec_context *context;
    uint32_t *starts; /* owned: places handed out last */
    uint32_t capacity;
};

static void union_advance(struct iterator *it, uint32_t target)
{
    struct union_iterator *any = (struct union_iterator *)it;
    uint32_t first = ARTICLE_NONE;
    for (size_t i = 0; i < any->count; i++) {
        iterator_advance(any->children[i], target);
        if (any->children[i]->article < first)
            first = any->children[i]->article;
    }
    it->article = first;
}

static bool is_here(const struct union_iterator *any, size_t i)
{
    struct iterator *child = any->children[i];
    return child->article == any->base.article && iterator_matches(child);
}

static bool union_matches(struct iterator *it)
{
    struct union_iterator *any = (struct union_iterator *)it;
    for (size_t i = 0; i < any->count; i++)
        if (is_here(any, i))
            return true;
    return false;
}

static double union_score(struct iterator *it)
{
    struct union_iterator *any = (struct union_iterator *)it;
    double sum = 0, best = 0;
    for (size_t i = 0; i < any->count; i++) {
        if (!is_here(any, i))
            continue;
        double score = iterator_score(any->children[i]);
        sum += score;
        best = score > best ? score : best;
    }
    return any->is_best ? best : sum;
}

static double union_bound(struct iterator *it, uint32_t target, uint32_t *last)
{
    struct union_iterator *any = (struct union_iterator *)it;
    double sum = 0, best = 0;
    *last = ARTICLE_NONE;
    for (size_t i = 0; i < any->count; i++) {
        uint32_t child_last;
        double bound = iterator_bound(any->children[i], target, &child_last);
        sum += bound;
        best = bound > best ? bound : best;
        if (child_last < *last)
            *last = child_last;
    }
    return any->is_best ? best : sum;
}

static int compare_numbers(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

static bool append_starts(struct union_iterator *any, struct places *all, struct places more)
{
    if (more.count > any->capacity - all->count) {
        uint32_t capacity = 2 * (all->count + more.count);
        uint32_t *grown = realloc(any->starts, capacity * sizeof *grown);
        if (grown == NULL) {
            fail_memory(any->context->error);
            return false;
        }
        any->starts = grown;
        any->capacity = capacity;
    }
    if (more.count > 0)
        memcpy(any->starts + all->count, more.starts, more.count * sizeof *more.starts);
    all->count += more.count;
    return true;
}

/* The children's places together. Alternatives of one word cover one position each; a phrase among
 * them (a compound's parts) counts as long as itself. */
static struct places union_places(struct iterator *it)
{
    struct union_iterator *any = (struct union_iterator *)it;
    struct places all = {any->starts, 0, 1};
    size_t taken = 0;
    for (size_t i = 0; i < any->count; i++) {
        struct iterator *child = any->children[i];
        if (!is_here(any, i) || child->ops->places == NULL)
            continue;
        struct places more = child->ops->places(child);
        taken++;
        if (more.length > all.length)
            all.length = more.length;
        if (!append_starts(any, &all, more))
            return (struct places){NULL, 0, 1};
    }
    if (taken > 1)
        qsort(any->starts, all.count, sizeof *any->starts, compare_numbers);
    all.starts = any->starts;
    return all;
}

static void union_close(struct iterator *it)
{
    struct union_iterator *any = (struct union_iterator *)it;
    for (size_t i = 0; i < any->count; i++)
        iterator_close(any->children[i]);
    free(any->starts);
}

struct iterator *union_iterator(struct exec_context *context, struct iterator **children,
                                size_t count, bool is_best)
{
    static const struct iterator_ops ops = {.advance = union_advance,
                                            .matches = union_matches,
                                            .score = union_score,
                                            .bound = union_bound,
                                            .places = union_places,
                                            .close = union_close};
    if (count == 1)
        return children[0];
    struct union_iterator *any = arena_alloc(context->arena, sizeof *any);
    if (any == NULL)
        return NULL;
    *any = (struct union_iterator){{.ops = &ops}, children, count, is_best, context, NULL, 0};
    for (size_t i = 0; i < count; i++)
        any->base.cost += children[i]->cost;
    return &any->base;
}
