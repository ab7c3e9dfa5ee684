#include "searcher/native/iterator.h"

/* ---- nothing ---- */

static void nothing_advance(struct iterator *it, uint32_t target)
{
    (void)target;
    it->article = ARTICLE_NONE;
}

static struct places nothing_places(struct iterator *it)
{
    (void)it;
    return (struct places){NULL, NULL, 0, 1};
}

struct iterator *nothing_iterator(struct exec_context *context)
{
    static const struct iterator_ops ops = {.advance = nothing_advance, .places = nothing_places};
    struct iterator *it = arena_alloc(context->arena, sizeof *it);
    if (it != NULL)
        *it = (struct iterator){.ops = &ops};
    return it;
}

/* ---- every article ---- */

struct all_iterator {
    struct iterator base;
    uint32_t articles; /* in the segment */
};

static void all_advance(struct iterator *it, uint32_t target)
{
    const struct all_iterator *all = (const struct all_iterator *)it;
    it->article = target < all->articles ? target : ARTICLE_NONE;
}

struct iterator *all_iterator(struct exec_context *context)
{
    static const struct iterator_ops ops = {.advance = all_advance};
    struct all_iterator *all = arena_alloc(context->arena, sizeof *all);
    if (all == NULL)
        return NULL;
    uint32_t articles = context->segment->meta.articles;
    *all = (struct all_iterator){{.ops = &ops, .cost = articles}, articles};
    return &all->base;
}

/* ---- without ---- */

struct without {
    struct iterator base;
    struct iterator *child;
    struct iterator *excluded;
};

static void without_advance(struct iterator *it, uint32_t target)
{
    struct without *without = (struct without *)it;
    iterator_advance(without->child, target);
    it->article = without->child->article;
}

static bool without_matches(struct iterator *it)
{
    struct without *without = (struct without *)it;
    if (!iterator_matches(without->child))
        return false;
    iterator_advance(without->excluded, it->article);
    return without->excluded->article != it->article || !iterator_matches(without->excluded);
}

static double without_score(struct iterator *it)
{
    return iterator_score(((struct without *)it)->child);
}

static double without_bound(struct iterator *it, uint32_t target, uint32_t *last)
{
    return iterator_bound(((struct without *)it)->child, target, last);
}

static void without_close(struct iterator *it)
{
    iterator_close(((struct without *)it)->child);
    iterator_close(((struct without *)it)->excluded);
}

struct iterator *without_iterator(struct exec_context *context, struct iterator *child,
                                  struct iterator *excluded)
{
    static const struct iterator_ops ops = {.advance = without_advance,
                                            .matches = without_matches,
                                            .score = without_score,
                                            .bound = without_bound,
                                            .close = without_close};
    struct without *without = arena_alloc(context->arena, sizeof *without);
    if (without == NULL)
        return NULL;
    *without = (struct without){{.ops = &ops, .cost = child->cost}, child, excluded};
    return &without->base;
}

/* ---- filter ---- */

struct filter {
    struct iterator base;
    struct iterator *child;
};

static void filter_advance(struct iterator *it, uint32_t target)
{
    struct filter *filter = (struct filter *)it;
    iterator_advance(filter->child, target);
    it->article = filter->child->article;
}

static bool filter_matches(struct iterator *it)
{
    return iterator_matches(((struct filter *)it)->child);
}

static void filter_close(struct iterator *it)
{
    iterator_close(((struct filter *)it)->child);
}

struct iterator *filter_iterator(struct exec_context *context, struct iterator *child)
{
    static const struct iterator_ops ops = {
        .advance = filter_advance, .matches = filter_matches, .close = filter_close};
    struct filter *filter = arena_alloc(context->arena, sizeof *filter);
    if (filter == NULL)
        return NULL;
    *filter = (struct filter){{.ops = &ops, .cost = child->cost}, child};
    return &filter->base;
}
