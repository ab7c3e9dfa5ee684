#include "searcher/native/iterator.h"

struct term_iterator {
    struct iterator base;
    struct posting_cursor cursor;
    const struct exec_context *context;
    double weight;        /* 0: the score is always 0 */
    double bound;         /* what the impacts up to bound_last allow */
    uint32_t bound_last;  /* last article `bound` holds for */
    uint32_t bound_first; /* first one; above bound_last: not computed yet */
};

static void term_advance(struct iterator *it, uint32_t target)
{
    struct term_iterator *term = (struct term_iterator *)it;
    it->article = posting_cursor_advance(&term->cursor, target);
}

static double term_score(struct iterator *it)
{
    struct term_iterator *term = (struct term_iterator *)it;
    return bm25_score(term->context->bm25, term->weight, posting_cursor_frequency(&term->cursor),
                      term->context->lengths[it->article]);
}

/* The best score of a list of a single block: from the postings themselves. */
static double single_block_bound(struct term_iterator *term)
{
    double best = 0;
    if (!posting_cursor_peek(&term->cursor))
        return 0;
    for (uint32_t i = 0; i < term->cursor.count; i++) {
        double score = bm25_score(term->context->bm25, term->weight, term->cursor.frequencies[i],
                                  term->context->lengths[term->cursor.articles[i]]);
        if (score > best)
            best = score;
    }
    return best;
}

static double term_bound(struct iterator *it, uint32_t target, uint32_t *last)
{
    struct term_iterator *term = (struct term_iterator *)it;
    if (target < term->bound_first || target > term->bound_last) {
        size_t pairs;
        const uint8_t *impacts =
            posting_cursor_impacts(&term->cursor, target, &term->bound_last, &pairs);
        term->bound_first = target;
        if (impacts != NULL) {
            term->bound =
                pairs > 0 ? bm25_bound(term->context->bm25, term->weight, impacts, pairs) : 0;
        } else {
            term->bound = single_block_bound(term);
            term->bound_first = 0;
            term->bound_last = ARTICLE_NONE;
        }
    }
    *last = term->bound_last;
    return term->bound;
}

static struct places term_places(struct iterator *it)
{
    struct term_iterator *term = (struct term_iterator *)it;
    struct places places = {NULL, NULL, 0, 1};
    places.count = posting_cursor_occurrences(&term->cursor, &places.starts, NULL);
    return places;
}

static void term_close(struct iterator *it)
{
    posting_cursor_close(&((struct term_iterator *)it)->cursor);
}

struct iterator *term_iterator(struct exec_context *context, const struct plan_term *plan,
                               double weight)
{
    static const struct iterator_ops ops = {.advance = term_advance,
                                            .score = term_score,
                                            .bound = term_bound,
                                            .places = term_places,
                                            .close = term_close};
    static const struct iterator_ops unscored = {
        .advance = term_advance, .places = term_places, .close = term_close};
    const struct term_entry *entry = &plan->entries[context->segment_number];
    if (entry->df == 0)
        return nothing_iterator(context);
    struct term_iterator *term = arena_alloc(context->arena, sizeof *term);
    if (term == NULL)
        return NULL;
    term->base = (struct iterator){.ops = weight > 0 ? &ops : &unscored, .cost = entry->df};
    term->context = context;
    term->weight = weight;
    term->bound_first = 1;
    term->bound_last = 0;
    if (posting_cursor_open(&term->cursor, &context->segment->file, entry,
                            context->segment->meta.articles, context->error) != MRG_OK)
        return NULL;
    return &term->base;
}
