/* Choosing the stretch of a text that answers a query best.
 *
 * Windows of a given size are tried at the start of every sentence with a match, and in the middle of
 * sentences too long for one window. (Starts of earlier sentences need not be tried: a window from
 * there holds no match that the one from the later start lacks.) A window's score is
 *
 *     D                           sum of the weights of the different query words in it
 *     + min(C, D / 2)             C: for matches side by side of different words, the lower weight of
 *                                 the two, falling to nothing at 64 bytes between them
 *     + 0.1  * min(R, D)          R: weights of repeated words
 *     - 0.25 * D                  where it does not begin at a sentence start
 *
 * and the earliest of the best wins. D leads; the rest decides between windows about as good.
 * All sums are kept up while the window slides, so the time is linear in text and matches.
 */
#ifndef MORGUE_SEARCHER_WINDOW_H
#define MORGUE_SEARCHER_WINDOW_H

#include "searcher/snippet/match_list.h"

/* A text that fragments are taken from: the deck, the body or a caption. */
struct passage {
    mrg_text text;             /* borrowed */
    struct match_list matches; /* of the query in it; owned by whoever made the passage */
};

/* A window on a passage. */
struct window {
    size_t passage;   /* number of the passage */
    size_t start;     /* byte offset in its text */
    size_t limit;     /* byte offset it should not go much beyond */
    size_t match_end; /* byte offset behind the last match in it; start when there is none */
    bool at_sentence; /* it begins at a sentence start */
    double coverage;  /* D above; 0: nothing found */
    double score;     /* the sum above */
};

/* What the search for windows shares. */
struct window_search {
    const struct match_word *words; /* of the query; borrowed */
    const struct passage *passages; /* borrowed */
    size_t passage_count;
    size_t size;                /* bytes wanted per window, > 0 */
    const bool *covered;        /* words that count no more, by number; NULL: none */
    const struct window *taken; /* a window not to be overlapped; NULL: none */
    size_t taken_end;           /* byte offset where the fragment made of it ends */
    size_t *counts;             /* scratch, a zero per query word before and after */
};

/* What a word weighs: its weight, or next to nothing where that is not above 0. */
double window_word_weight(const struct match_word *word);

/* The best window of all passages; its coverage is 0 when no word stands in any. */
struct window window_find_best(const struct window_search *search);

#endif
