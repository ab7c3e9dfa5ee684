/* Queries answered by reading every article of a reference, and BM25 by the textbook.
 *
 * What a query means, as far as the tree does not say it:
 * - A word stands for its stems in the languages given; it scores as the best of them. A word of the
 *   text also adds, stem by stem, the boosted score of the same stem in the headline field.
 * - A word that no article has in these languages stands for its stems in all of the index, and itself.
 * - A compound is its parts in a row (no headline score) or its joined form; the better score counts.
 * - Other words of several tokens are phrases. A phrase filters, and scores as the sum of its words.
 * - A word as written filters, and scores as its stems do in the text alone.
 * - NEAR and PRE filter, and score as the sum of their children, headlines not counted.
 * - A wildcard or a fuzzy word is any word that fits. It scores as the best of their terms, halved for
 *   each difference in a fuzzy word's spelling.
 * - Keyword fields, dates and what NOT takes away score nothing. */
#ifndef MORGUE_TESTS_REFERENCE_QUERY_H
#define MORGUE_TESTS_REFERENCE_QUERY_H

#include "tests/oracle/reference.h"

enum { REFERENCE_LANGUAGES_MAX = 16 };

/* How to search. */
struct reference_options {
    language_id languages[REFERENCE_LANGUAGES_MAX]; /* to stem in */
    size_t language_count;
    bool is_language_given; /* by the user, not found in the index */
    double k1, b;           /* BM25 */
    double headline_boost;  /* weight of a plain word's score in the headline field */
    mrg_time now;           /* articles embargoed past it are left out */
};

/* An article that matches. */
struct reference_hit {
    size_t article; /* number in the reference */
    double score;
};

/* All matches. */
struct reference_result {
    struct reference_hit *hits; /* owned */
    size_t count;
    bool is_partial; /* nothing matches; these do in part */
    bool is_unknown; /* a wildcard stands for more words than are searched */
};

/* The languages that hold a fair share (one article in 20) of the living articles; the reference's own
 * when none does. Returns how many. */
size_t reference_languages(const struct reference *reference,
                           language_id languages[REFERENCE_LANGUAGES_MAX]);

/* Answer the query, best first; the result is to be released with free(result->hits). */
void reference_search(struct reference *reference, const struct query_node *root,
                      const struct reference_options *options, struct reference_result *result);

/* What is asked when nothing matches `root`: for an AND, its words joined by OR, its filters as they are; a
 * NOT at the top holds for them too. NULL when there are not several words. Owned by `arena`. */
const struct query_node *reference_partial(const struct query_node *root, struct arena *arena);

/* Bring the hits into another order. Ties go to the lower number; articles without a date come last. */
void reference_sort(const struct reference *reference, mrg_sort sort,
                    struct reference_result *result);

#endif
