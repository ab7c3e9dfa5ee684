/* The same archive indexed by both engines, changed and searched side by side, and the reference as the
 * judge of what they differ in. A difference is printed with the query, how it was run, and with whom the
 * reference sides. */
#ifndef MORGUE_TESTS_TWINS_H
#define MORGUE_TESTS_TWINS_H

#include "corpus/generate/random.h"
#include "tests/oracle/archive.h"

enum { TWIN_NATIVE, TWIN_XAPIAN, TWIN_COUNT };

struct twins {
    struct engine_index sides[TWIN_COUNT];
    struct reference reference;
    struct random random; /* of what is looked at more closely */
    bool has_replaced; /* an article gave way to a later one, which the engines number differently:
                             ties may stand in another order */
    bool has_changed;  /* an article was replaced or removed */
    uint64_t queries;  /* compared so far */
    uint64_t hits;     /* compared so far */
    uint64_t swaps;    /* hits that changed places with others of the same score or date */
    unsigned wrong;    /* differences so far; the caller asserts that it is 0 */
    const char *label; /* what a difference is reported with; borrowed */
};

/* Two new, empty indexes whose articles are in `language` unless they say otherwise. */
void twins_init(struct twins *twins, const char *language, uint64_t seed);
void twins_free(struct twins *twins);

/* Add to both; what becomes of the article must be the same. */
void twins_add(struct twins *twins, const mrg_article *article);

void twins_remove(struct twins *twins, mrg_text id);

/* Commit both, and hold statistics, facets and stored articles against each other. */
void twins_commit(struct twins *twins, bool merged);

/* Run the query with several limits, offsets and orders in both, and hold everything that comes of it
 * against each other. Differences are printed and counted in twins->wrong; a few of them end the test. */
void twins_compare(struct twins *twins, mrg_text query, const struct comparison *how);

/* How the next query is asked: as random_comparison, with or without function words, and `now` before, at
 * or behind what embargoes lie around it. */
struct comparison twins_comparison(struct random *random, bool has_languages, mrg_time now);

/* ---- parts of the above ---- */

/* Statistics, facets and stored articles of the last commit. */
void twins_compare_figures(struct twins *twins);

/* Everything stored of one article; false, with a line, when something differs. */
bool twins_same_article(const mrg_article *a, const mrg_article *b);

/* What is shown of one hit: the stored article, its snippet and highlighted headline, the explanation of
 * its score; `article_only` leaves it at the first. `numbers` is the hit's in each index. False, with a
 * line that says what differs. */
bool twins_same_hit(const struct twins *twins, mrg_query *const queries[TWIN_COUNT],
                    const mrg_search_options *options, const uint64_t numbers[TWIN_COUNT],
                    bool article_only);

/* Whether two scores are the same but for rounding. */
bool twins_close(double a, double b);

#endif
