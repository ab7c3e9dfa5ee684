#include "common/base/error.h"
#include "searcher/native/iterator.h"

#include <stdlib.h>

struct union_iterator {
    struct iterator base;
    struct iterator **children;
    size_t count;
    bool is_best; /* scores the best of the children, not their sum */
    struct exec_context *context;
    struct buffer places;  /* struct place: scratch */
    struct buffer columns; /* starts, then lengths, handed out last */
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

struct place {
    uint32_t start, length;
};

static int compare_places(const void *a, const void *b)
{
    const struct place *x = a, *y = b;
    if (x->start != y->start)
        return x->start < y->start ? -1 : 1;
    return x->length < y->length ? -1 : x->length > y->length;
}

static void append_places(struct union_iterator *any, struct places more)
{
    for (uint32_t i = 0; i < more.count; i++) {
        uint32_t length = more.lengths != NULL ? more.lengths[i] : more.length;
        struct place place = {more.starts[i], length};
        buffer_append(&any->places, &place, sizeof place);
    }
}

/* Sort the gathered places and lay starts and lengths side by side, each place once. */
static bool arrange_places(struct union_iterator *any, struct places *all)
{
    struct place *places = (struct place *)(void *)any->places.data;
    size_t count = any->places.size / sizeof *places;
    buffer_clear(&any->columns);
    if (any->places.failed || !buffer_reserve(&any->columns, 2 * (count + 1) * sizeof(uint32_t))) {
        fail_memory(any->context->error);
        return false;
    }
    if (count > 1)
        qsort(places, count, sizeof *places, compare_places);
    uint32_t *starts = (uint32_t *)(void *)any->columns.data, *lengths = starts + count;
    for (size_t i = 0; i < count; i++) {
        if (i > 0 && compare_places(&places[i], &places[i - 1]) == 0)
            continue;
        starts[all->count] = places[i].start;
        lengths[all->count++] = places[i].length;
        if (places[i].length > all->length)
            all->length = places[i].length;
    }
    all->starts = starts;
    all->lengths = lengths;
    return true;
}

/* The children's places together. */
static struct places union_places(struct iterator *it)
{
    struct union_iterator *any = (struct union_iterator *)it;
    struct places all = {NULL, NULL, 0, 1};
    buffer_clear(&any->places);
    for (size_t i = 0; i < any->count; i++) {
        struct iterator *child = any->children[i];
        if (is_here(any, i) && child->ops->places != NULL)
            append_places(any, child->ops->places(child));
    }
    return arrange_places(any, &all) ? all : (struct places){NULL, NULL, 0, 1};
}

static void union_close(struct iterator *it)
{
    struct union_iterator *any = (struct union_iterator *)it;
    for (size_t i = 0; i < any->count; i++)
        iterator_close(any->children[i]);
    buffer_free(&any->places);
    buffer_free(&any->columns);
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
    *any = (struct union_iterator){
        .base = {.ops = &ops}, .children = children, .count = count, .is_best = is_best};
    any->context = context;
    for (size_t i = 0; i < count; i++)
        any->base.cost += children[i]->cost;
    return &any->base;
}
