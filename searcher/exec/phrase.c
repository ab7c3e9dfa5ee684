/* Phrases and nearness: a conjunction first, then positions. */
#include "common/base/error.h"
#include "searcher/exec/iterator.h"

#include <stdlib.h>

struct phrase {
    struct iterator base;
    struct iterator *all;       /* the conjunction of the children: moves, scores, bounds */
    struct iterator **children; /* in the order of the query */
    size_t count;
    const uint32_t *offsets; /* PHRASE: positions behind the first child */
    uint32_t distance;       /* NEAR */
    bool is_ordered;         /* NEAR */
    struct exec_context *context;
    struct places *places; /* of the children in the current article */
    uint32_t *at;          /* place looked at per child */
    uint32_t *starts;      /* owned: places of the phrase handed out last */
    uint32_t capacity;
};

static void phrase_advance(struct iterator *it, uint32_t target)
{
    struct phrase *phrase = (struct phrase *)it;
    iterator_advance(phrase->all, target);
    it->article = phrase->all->article;
}

static double phrase_score(struct iterator *it)
{
    return iterator_score(((struct phrase *)it)->all);
}

static double phrase_bound(struct iterator *it, uint32_t target, uint32_t *last)
{
    return iterator_bound(((struct phrase *)it)->all, target, last);
}

/* Fetch the children's places; false when one has none here. */
static bool fetch_places(struct phrase *phrase)
{
    for (size_t i = 0; i < phrase->count; i++) {
        struct iterator *child = phrase->children[i];
        phrase->places[i] = child->ops->places(child);
        phrase->at[i] = 0;
        if (phrase->places[i].count == 0)
            return false;
    }
    return true;
}

/* Move child `i` to its first place at `target` or later; false when it has none. */
static bool reach(struct phrase *phrase, size_t i, uint32_t target)
{
    const struct places *places = &phrase->places[i];
    uint32_t at = phrase->at[i];
    while (at < places->count && places->starts[at] < target)
        at++;
    phrase->at[i] = at;
    return at < places->count;
}

/* The next start of the phrase at the first child's place at[0] or later; false when there is none. */
static bool next_start(struct phrase *phrase, uint32_t *start)
{
    while (phrase->at[0] < phrase->places[0].count) {
        *start = phrase->places[0].starts[phrase->at[0]];
        size_t i = 1;
        while (i < phrase->count && reach(phrase, i, *start + phrase->offsets[i]) &&
               phrase->places[i].starts[phrase->at[i]] == *start + phrase->offsets[i])
            i++;
        if (i == phrase->count)
            return true;
        if (phrase->at[i] == phrase->places[i].count)
            return false;
        /* Child i stands further on: so must the phrase. */
        reach(phrase, 0, phrase->places[i].starts[phrase->at[i]] - phrase->offsets[i]);
    }
    return false;
}

static bool phrase_matches(struct iterator *it)
{
    struct phrase *phrase = (struct phrase *)it;
    uint32_t start;
    return fetch_places(phrase) && next_start(phrase, &start);
}

static struct places phrase_places(struct iterator *it)
{
    struct phrase *phrase = (struct phrase *)it;
    struct places found = {NULL, 0, phrase->offsets[phrase->count - 1] + 1};
    uint32_t start;
    if (!fetch_places(phrase))
        return found;
    if (phrase->places[0].count > phrase->capacity) {
        uint32_t *grown = realloc(phrase->starts, phrase->places[0].count * sizeof *grown);
        if (grown == NULL) {
            fail_memory(phrase->context->error);
            return found;
        }
        phrase->starts = grown;
        phrase->capacity = phrase->places[0].count;
    }
    for (; next_start(phrase, &start); phrase->at[0]++)
        phrase->starts[found.count++] = start;
    found.starts = phrase->starts;
    return found;
}

/* ---- nearness ---- */

static uint32_t start_of(const struct phrase *near, size_t i)
{
    return near->places[i].starts[near->at[i]];
}

static uint32_t end_of(const struct phrase *near, size_t i)
{
    return start_of(near, i) + near->places[i].length;
}

/* Positions that the words themselves and distance - 1 others take at most. */
static uint32_t window_size(const struct phrase *near)
{
    uint32_t size = near->distance - 1;
    for (size_t i = 0; i < near->count; i++)
        size += near->places[i].length;
    return size;
}

/* In order: behind each place of the first child the others follow as early as they can. */
static bool matches_in_order(struct phrase *near)
{
    uint32_t window = window_size(near);
    for (; near->at[0] < near->places[0].count; near->at[0]++) {
        for (size_t i = 1; i < near->count; i++)
            if (!reach(near, i, end_of(near, i - 1)))
                return false;
        if (end_of(near, near->count - 1) - start_of(near, 0) <= window)
            return true;
    }
    return false;
}

/* Two children at one place (the same word twice) do not count as near each other. */
static bool is_overlapping(const struct phrase *near)
{
    for (size_t i = 0; i < near->count; i++)
        for (size_t j = 0; j < i; j++)
            if (start_of(near, i) < end_of(near, j) && start_of(near, j) < end_of(near, i))
                return true;
    return false;
}

/* In any order: the child that stands first moves on until all fit the window. */
static bool matches_anywhere(struct phrase *near)
{
    uint32_t window = window_size(near);
    while (true) {
        size_t first = 0;
        uint32_t end = 0;
        for (size_t i = 0; i < near->count; i++) {
            if (start_of(near, i) < start_of(near, first))
                first = i;
            if (end_of(near, i) > end)
                end = end_of(near, i);
        }
        if (end - start_of(near, first) <= window && !is_overlapping(near))
            return true;
        if (++near->at[first] == near->places[first].count)
            return false;
    }
}

static bool near_matches(struct iterator *it)
{
    struct phrase *near = (struct phrase *)it;
    if (!fetch_places(near))
        return false;
    return near->is_ordered ? matches_in_order(near) : matches_anywhere(near);
}

/* ---- making ---- */

static void phrase_close(struct iterator *it)
{
    struct phrase *phrase = (struct phrase *)it;
    iterator_close(phrase->all);
    free(phrase->starts);
}

static struct phrase *new_phrase(struct exec_context *context, struct iterator **children,
                                 size_t count, const struct iterator_ops *ops)
{
    for (size_t i = 0; i < count; i++)
        if (children[i]->ops->places == NULL)
            return NULL;
    struct phrase *phrase = arena_alloc(context->arena, sizeof *phrase);
    struct iterator **sorted = arena_alloc(context->arena, count * sizeof *sorted);
    if (phrase == NULL || sorted == NULL)
        return NULL;
    memcpy(sorted, children, count * sizeof *sorted);
    *phrase = (struct phrase){.base = {.ops = ops}, .children = children, .count = count};
    phrase->context = context;
    phrase->all = conjunction_iterator(context, sorted, count, NULL, 0);
    phrase->places = arena_alloc(context->arena, count * sizeof *phrase->places);
    phrase->at = arena_alloc(context->arena, count * sizeof *phrase->at);
    if (phrase->all == NULL || phrase->places == NULL || phrase->at == NULL)
        return NULL;
    phrase->base.cost = phrase->all->cost;
    return phrase;
}

struct iterator *phrase_iterator(struct exec_context *context, struct iterator **children,
                                 const uint32_t *offsets, size_t count)
{
    static const struct iterator_ops ops = {.advance = phrase_advance,
                                            .matches = phrase_matches,
                                            .score = phrase_score,
                                            .bound = phrase_bound,
                                            .places = phrase_places,
                                            .close = phrase_close};
    struct phrase *phrase = new_phrase(context, children, count, &ops);
    if (phrase == NULL)
        return NULL;
    phrase->offsets = offsets;
    return &phrase->base;
}

struct iterator *near_iterator(struct exec_context *context, struct iterator **children,
                               size_t count, uint32_t distance, bool is_ordered)
{
    static const struct iterator_ops ops = {.advance = phrase_advance,
                                            .matches = near_matches,
                                            .score = phrase_score,
                                            .bound = phrase_bound,
                                            .close = phrase_close};
    struct phrase *near = new_phrase(context, children, count, &ops);
    if (near == NULL)
        return NULL;
    near->distance = distance;
    near->is_ordered = is_ordered;
    return &near->base;
}
