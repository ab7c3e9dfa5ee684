/* The posting list of a term with its share of the score, as bulk.c searches it: bounds for any window of
 * articles, where term.c's iterator has them for one block after the other. */
#ifndef MORGUE_SEARCHER_TERM_LIST_H
#define MORGUE_SEARCHER_TERM_LIST_H

#include "searcher/native/iterator.h"

struct term_list {
    struct posting_cursor cursor;
    const struct bm25 *bm25; /* borrowed */
    const uint32_t *lengths; /* of the segment's articles; borrowed */
    double weight;           /* 0: the list only filters */
    double single_bound;     /* of a list without skip entries; below 0: not known yet */
    double block_ratio;      /* of the block `bound_block`: bm25_least_ratio */
    double block_bound;      /* of the same; below 0: not worked out, as one division for several blocks is enough */
    uint32_t bound_block;    /* block whose bound is known; UINT32_MAX: none */
    uint32_t block_first;    /* behind the block before bound_block */
    uint32_t block_last; /* the last article of bound_block; before block_first: there is none */
    uint32_t block_frequency; /* the highest in that block; 0: not known */
    uint32_t
        window_frequency; /* the highest in the window whose bound was asked for last; 0: not known */
    double wide_bound;    /* what term_list_super_bound returned last */
    uint32_t wide_frequency; /* the highest in that stretch; 0: not known */
    uint32_t window_block;   /* the block where the window asked for last begins */
};

/* The list of `term` in the context's segment, which must hold it. Damage met later goes to
 * context->error. */
bool term_list_open(struct term_list *list, const struct exec_context *context,
                    const struct plan_term *term, double weight);

/* term_list_bound where the window does not lie in the block that bound_block is. */
double term_list_bound_anew(struct term_list *list, uint32_t first, uint32_t last);

/* A score that no posting in [first, last] exceeds. Windows must not go back. */
static inline double term_list_bound(struct term_list *list, uint32_t first, uint32_t last)
{
    if (first >= list->block_first && last <= list->block_last) {
        list->window_frequency = list->block_frequency;
        if (list->block_bound < 0)
            list->block_bound = bm25_ratio_bound(list->bm25, list->weight, list->block_ratio);
        return list->block_bound;
    }
    return term_list_bound_anew(list, first, last);
}

/* A score that no posting of block `block` exceeds, in a list with skip entries. */
double term_list_block_bound(struct term_list *list, uint32_t block);

/* The last article of the block that holds the first posting at or behind `first`; ARTICLE_NONE when it is
 * the last block or there is none. Windows must not go back. */
uint32_t term_list_block_end(struct term_list *list, uint32_t first);

/* A score that no posting in [first, *last] exceeds, *last >= first: by stretches of 32 blocks. */
double term_list_super_bound(struct term_list *list, uint32_t first, uint32_t *last);

/* Move to `target` or behind; returns where. */
static inline uint32_t term_list_advance(struct term_list *list, uint32_t target)
{
    uint32_t article = list->cursor.article;
    if (article != ARTICLE_NONE && article >= target)
        return article;
    return posting_cursor_advance(&list->cursor, target);
}

/* The score of the current posting. */
static inline double term_list_score(struct term_list *list)
{
    if (list->weight <= 0)
        return 0;
    return bm25_score(list->bm25, list->weight, posting_cursor_frequency(&list->cursor),
                      list->lengths[list->cursor.article]);
}

#endif
