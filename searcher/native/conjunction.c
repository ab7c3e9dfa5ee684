#include "searcher/native/iterator.h"

#include <stdlib.h>

struct conjunction {
    struct iterator base;
    struct iterator **required; /* cheapest first */
    size_t required_count;
    struct iterator **optional;
    size_t optional_count;
    double
        required_bound; /* on the required parts' share of any score in the stretch asked for last */
};

static void conjunction_advance(struct iterator *it, uint32_t target)
{
    struct conjunction *all = (struct conjunction *)it;
    struct iterator *lead = all->required[0];
    size_t agreed = 0;
    iterator_advance(lead, target);
    /* Leap-frog: whoever is ahead sets the target, the cheapest list moving first. */
    while (agreed < all->required_count && lead->article != ARTICLE_NONE) {
        struct iterator *other = all->required[agreed];
        iterator_advance(other, lead->article);
        if (other->article > lead->article) {
            iterator_advance(lead, other->article);
            agreed = 0;
        } else {
            agreed++;
        }
    }
    it->article = lead->article;
}

static bool conjunction_matches(struct iterator *it)
{
    struct conjunction *all = (struct conjunction *)it;
    for (size_t i = 0; i < all->required_count; i++)
        if (!iterator_matches(all->required[i]))
            return false;
    return true;
}

static double conjunction_score(struct iterator *it)
{
    struct conjunction *all = (struct conjunction *)it;
    double score = 0;
    for (size_t i = 0; i < all->required_count; i++)
        score += iterator_score(all->required[i]);
    for (size_t i = 0; i < all->optional_count; i++) {
        struct iterator *extra = all->optional[i];
        iterator_advance(extra, it->article);
        if (extra->article == it->article && iterator_matches(extra))
            score += iterator_score(extra);
    }
    return score;
}

static double add_bounds(struct iterator **parts, size_t count, uint32_t target, uint32_t *last)
{
    double sum = 0;
    for (size_t i = 0; i < count; i++) {
        uint32_t part_last;
        sum += iterator_wide_bound(parts[i], target, &part_last);
        if (part_last < *last)
            *last = part_last;
    }
    return sum;
}

static double conjunction_bound(struct iterator *it, uint32_t target, uint32_t *last)
{
    struct conjunction *all = (struct conjunction *)it;
    *last = ARTICLE_NONE;
    all->required_bound = add_bounds(all->required, all->required_count, target, last);
    return all->required_bound + add_bounds(all->optional, all->optional_count, target, last);
}

/* The first article from `target` on that an optional part has. */
static uint32_t next_optional(struct conjunction *all, uint32_t target)
{
    uint32_t next = ARTICLE_NONE;
    for (size_t i = 0; i < all->optional_count; i++) {
        iterator_advance(all->optional[i], target);
        if (all->optional[i]->article < next)
            next = all->optional[i]->article;
    }
    return next;
}

/* Where the required parts alone cannot beat the threshold, only articles with an optional part can:
 * these lists, headlines, are short, and lead. */
static void conjunction_seek(struct iterator *it, uint32_t target, uint32_t last, double threshold)
{
    struct conjunction *all = (struct conjunction *)it;
    if (all->required_bound > threshold) {
        conjunction_advance(it, target);
        return;
    }
    uint32_t wanted = next_optional(all, target);
    while (wanted <= last) {
        if (!it->started || it->article < wanted) {
            conjunction_advance(it, wanted);
            it->started = true;
        }
        if (it->article == wanted || it->article > last)
            return;
        wanted = next_optional(all, it->article);
    }
    if (last == ARTICLE_NONE)
        it->article = ARTICLE_NONE;
    else if (!it->started || it->article <= last)
        conjunction_advance(it, last + 1);
}

/* One required part with extras (a word and its headline) has the places of that part. */
static struct places conjunction_places(struct iterator *it)
{
    struct iterator *only = ((struct conjunction *)it)->required[0];
    return only->ops->places(only);
}

static void conjunction_close(struct iterator *it)
{
    struct conjunction *all = (struct conjunction *)it;
    for (size_t i = 0; i < all->required_count; i++)
        iterator_close(all->required[i]);
    for (size_t i = 0; i < all->optional_count; i++)
        iterator_close(all->optional[i]);
}

static int compare_cost(const void *a, const void *b)
{
    const struct iterator *x = *(struct iterator *const *)a, *y = *(struct iterator *const *)b;
    return x->cost < y->cost ? -1 : x->cost > y->cost;
}

struct iterator *conjunction_iterator(struct exec_context *context, struct iterator **required,
                                      size_t required_count, struct iterator **optional,
                                      size_t optional_count)
{
    static const struct iterator_ops ops = {.advance = conjunction_advance,
                                            .matches = conjunction_matches,
                                            .score = conjunction_score,
                                            .bound = conjunction_bound,
                                            .seek = conjunction_seek,
                                            .close = conjunction_close};
    static const struct iterator_ops with_places = {.advance = conjunction_advance,
                                                    .matches = conjunction_matches,
                                                    .score = conjunction_score,
                                                    .bound = conjunction_bound,
                                                    .seek = conjunction_seek,
                                                    .places = conjunction_places,
                                                    .close = conjunction_close};
    if (required_count == 1 && optional_count == 0)
        return required[0];
    struct conjunction *all = arena_alloc(context->arena, sizeof *all);
    if (all == NULL)
        return NULL;
    qsort(required, required_count, sizeof *required, compare_cost);
    bool has_places = required_count == 1 && required[0]->ops->places != NULL;
    *all = (struct conjunction){.required = required,
                                .required_count = required_count,
                                .optional = optional,
                                .optional_count = optional_count};
    all->base =
        (struct iterator){.ops = has_places ? &with_places : &ops, .cost = required[0]->cost};
    return &all->base;
}
