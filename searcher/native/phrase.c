/* Phrases and nearness: a conjunction first, then positions. */
#include "common/base/error.h"
#include "searcher/native/iterator.h"

#include <stdlib.h>

enum { NEAR_TRIES = 1 << 20 }; /* places looked at per article before giving it up */

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
    struct places found = {NULL, NULL, 0, phrase->offsets[phrase->count - 1] + 1};
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

static uint32_t length_of(const struct phrase *near, size_t i)
{
    const struct places *places = &near->places[i];
    return places->lengths != NULL ? places->lengths[near->at[i]] : places->length;
}

static uint32_t end_of(const struct phrase *near, size_t i)
{
    return start_of(near, i) + length_of(near, i);
}

/* Whether child `i`, where it stands now, shares a position with an earlier child: the same word cannot
 * be near itself. */
static bool is_overlapping(const struct phrase *near, size_t i)
{
    for (size_t j = 0; j < i; j++)
        if (start_of(near, i) < end_of(near, j) && start_of(near, j) < end_of(near, i))
            return true;
    return false;
}

/* What has been chosen so far. */
struct near_choice {
    uint32_t first;  /* lowest position of the chosen places */
    uint32_t behind; /* behind their highest */
    uint32_t words;  /* that they cover */
    uint32_t window; /* positions that any choice takes at most */
};

/* Choose a place for child `i` and those behind it so that at most distance - 1 other words stand
 * between the outermost. *tries are left for this article: a query of one word many times over would
 * else try all their orders. */
static bool choose_places(struct phrase *near, size_t i, struct near_choice chosen, uint32_t *tries)
{
    if (i == near->count)
        return chosen.behind - chosen.first <= chosen.words + near->distance - 1;
    uint32_t from = chosen.behind > chosen.window ? chosen.behind - chosen.window : 0;
    if (i > 0 && near->is_ordered)
        from = end_of(near, i - 1);
    near->at[i] = 0;
    if (i > 0 && !reach(near, i, from))
        return false;
    for (; near->at[i]<near->places[i].count && * tries> 0; near->at[i]++, --*tries) {
        uint32_t start = start_of(near, i), end = end_of(near, i);
        if (i > 0 && start > chosen.first && start - chosen.first > chosen.window)
            return false;
        struct near_choice next = chosen;
        next.first = i == 0 || start < chosen.first ? start : chosen.first;
        next.behind = i == 0 || end > chosen.behind ? end : chosen.behind;
        next.words += length_of(near, i);
        if (next.behind - next.first <= next.window && !is_overlapping(near, i) &&
            choose_places(near, i + 1, next, tries))
            return true;
    }
    return false;
}

static bool near_matches(struct iterator *it)
{
    struct phrase *near = (struct phrase *)it;
    if (!fetch_places(near))
        return false;
    struct near_choice chosen = {0, 0, 0, near->distance - 1};
    for (size_t i = 0; i < near->count; i++)
        chosen.window += near->places[i].length;
    uint32_t tries = NEAR_TRIES;
    return choose_places(near, 0, chosen, &tries);
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
