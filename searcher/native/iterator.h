/* Iterators over the matches of a plan in one segment, in order of article.
 *
 * Every kind of plan node has one. They work in two phases: `advance` finds the next *candidate* by
 * posting lists alone; `matches` settles whether it is a match (phrases read positions only there, and
 * only for articles that could still be shown). `bound` tells how high any score in a stretch of
 * articles can be, so that stretches which cannot compete are passed over unread (block-max pruning:
 * Ding and Suel, 2011).
 */
#ifndef MORGUE_SEARCHER_ITERATOR_H
#define MORGUE_SEARCHER_ITERATOR_H

#include "common/segment/posting_cursor.h"
#include "common/segment/snapshot.h"
#include "searcher/bm25.h"
#include "searcher/plan/plan.h"

struct iterator;

/* Where a word or phrase stands in an article. */
struct places {
    const uint32_t *starts;  /* ascending; borrowed until the iterator moves or is asked again */
    const uint32_t *lengths; /* words each of them covers; NULL: `length` */
    uint32_t count;
    uint32_t length; /* words the longest of them covers: 1, or those of a phrase */
};

struct iterator_ops {
    /* Move to the first candidate that is `target` or later (never back); sets `article`. */
    void (*advance)(struct iterator *it, uint32_t target);
    /* Whether the candidate matches; NULL: every candidate does. */
    bool (*matches)(struct iterator *it);
    /* The score of the current match. NULL: always 0. */
    double (*score)(struct iterator *it);
    /* A score that no match in [target, *last] exceeds; *last >= target. `target` is not before the
     * current article. NULL: always 0. */
    double (*bound)(struct iterator *it, uint32_t target, uint32_t *last);
    /* As `advance`, but candidates up to `last` whose score cannot beat `threshold` may be passed over;
     * `bound` was asked for a stretch that holds [target, last] just before. NULL: like `advance`. */
    void (*seek)(struct iterator *it, uint32_t target, uint32_t last, double threshold);
    /* Where it stands in the current article. NULL: not a thing with places. */
    struct places (*places)(struct iterator *it);
    void (*close)(struct iterator *it);
};

struct iterator {
    const struct iterator_ops *ops;
    uint32_t article; /* current candidate; ARTICLE_NONE at the end. Before the first advance 0, but
                          `started` is false */
    bool started;
    uint64_t cost; /* about how many candidates there are */
};

/* What all iterators of one search in one segment share. */
struct exec_context {
    const struct snapshot *snapshot;
    const struct segment *segment;
    size_t segment_number;
    const uint32_t *lengths; /* of the segment, verified */
    const struct bm25 *bm25;
    double headline_boost;
    struct arena *arena; /* owns the iterators */
    mrg_error *error;    /* the first damage or failure; searching then stops */
};

static inline void iterator_advance(struct iterator *it, uint32_t target)
{
    if (!it->started || it->article < target) {
        it->ops->advance(it, target);
        it->started = true;
    }
}

static inline void iterator_seek(struct iterator *it, uint32_t target, uint32_t last,
                                 double threshold)
{
    if (it->ops->seek == NULL)
        iterator_advance(it, target);
    else if (!it->started || it->article < target) {
        it->ops->seek(it, target, last, threshold);
        it->started = true;
    }
}

static inline bool iterator_matches(struct iterator *it)
{
    return it->ops->matches == NULL || it->ops->matches(it);
}

static inline double iterator_score(struct iterator *it)
{
    return it->ops->score != NULL ? it->ops->score(it) : 0;
}

/* As ops->bound; an iterator that stands beyond `target` has nothing before where it stands. */
static inline double iterator_bound(struct iterator *it, uint32_t target, uint32_t *last)
{
    *last = ARTICLE_NONE;
    if (it->started && it->article > target) {
        *last = it->article == ARTICLE_NONE ? ARTICLE_NONE : it->article - 1;
        return 0;
    }
    if (target == ARTICLE_NONE)
        return 0;
    return it->ops->bound != NULL ? it->ops->bound(it, target, last) : 0;
}

/* As iterator_bound for a list that may stand anywhere: what it says of the articles from where it stands
 * on holds for those before as well, and the stretch does not end at its next article. */
static inline double iterator_wide_bound(struct iterator *it, uint32_t target, uint32_t *last)
{
    return iterator_bound(it, it->started && it->article > target ? it->article : target, last);
}

static inline void iterator_close(struct iterator *it)
{
    if (it != NULL && it->ops->close != NULL)
        it->ops->close(it);
}

/* The iterator for `node`; NULL when memory is short or the index is damaged (context->error says). */
struct iterator *iterator_compile(struct exec_context *context, const struct plan_node *node);

/* ---- kinds, each in the file of its name ---- */

/* Nothing, and every article. */
struct iterator *nothing_iterator(struct exec_context *context);
struct iterator *all_iterator(struct exec_context *context);

/* A term; score weight * bm25. `weight` 0 gives a filter. */
struct iterator *term_iterator(struct exec_context *context, const struct plan_term *term,
                               double weight);

/* A term in one written form. */
struct iterator *exact_iterator(struct exec_context *context, const struct plan_term *term,
                                mrg_text form, double weight);

/* All of `required`, the score being theirs and that of `optional` ones that match too. Takes both
 * over. */
struct iterator *conjunction_iterator(struct exec_context *context, struct iterator **required,
                                      size_t required_count, struct iterator **optional,
                                      size_t optional_count);

/* `child` without what `excluded` matches. */
struct iterator *without_iterator(struct exec_context *context, struct iterator *child,
                                  struct iterator *excluded);

/* `child`, scoring 0. */
struct iterator *filter_iterator(struct exec_context *context, struct iterator *child);

/* Any of the children: the sum of the matching ones' scores, or the best (`is_best`). */
struct iterator *union_iterator(struct exec_context *context, struct iterator **children,
                                size_t count, bool is_best);

/* Children at their offsets from the first. */
struct iterator *phrase_iterator(struct exec_context *context, struct iterator **children,
                                 const uint32_t *offsets, size_t count);

/* Children close together: see QUERY_NEAR. */
struct iterator *near_iterator(struct exec_context *context, struct iterator **children,
                               size_t count, uint32_t distance, bool is_ordered);

/* Published in [from, to). */
struct iterator *date_iterator(struct exec_context *context, mrg_time from, mrg_time to);

#endif
