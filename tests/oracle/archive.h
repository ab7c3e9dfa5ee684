/* An index in a temporary folder and the reference with the same articles, changed and searched side by
 * side. A difference is printed with the query and how it was run. */
#ifndef MORGUE_TESTS_ARCHIVE_H
#define MORGUE_TESTS_ARCHIVE_H

#include "tests/oracle/engine_index.h"
#include "tests/oracle/reference_query.h"

struct archive {
    struct engine_index built;
    struct reference reference;
    uint64_t queries;  /* compared so far */
    uint64_t hits;     /* compared so far */
    unsigned wrong;    /* queries answered wrongly so far; the caller asserts that it is 0 */
    const char *label; /* what a failure is reported with; borrowed */
};

/* A new, empty archive whose articles are in `language` unless they say otherwise. */
void archive_init(struct archive *archive, const char *language);

/* Close and remove the index. */
void archive_free(struct archive *archive);

/* Add to both; the reference follows what the writer says became of the article. */
mrg_outcome archive_add(struct archive *archive, const mrg_article *article);

void archive_remove(struct archive *archive, mrg_text id);

/* Commit, merging all segments into one if `merged`, and open the result for search. */
void archive_commit(struct archive *archive, bool merged);

/* How one query is compared. */
struct comparison {
    mrg_query_options query;   /* `now` is set by archive_compare */
    mrg_search_options search; /* k1, b, headline_boost, count_to and now; the rest is tried in many
                                  ways */
    size_t offset;             /* one of the offsets tried */
};

/* Run the query with several limits, offsets and orders, and hold ids, order, scores and totals against
 * the reference. Differences are printed and counted in archive->wrong; a few of them end the test. */
void archive_compare(struct archive *archive, mrg_text query, const struct comparison *how);

/* Whether the reference can tell what the query finds: no wildcard stands for too many words. */
bool comparison_is_known(struct reference *reference, mrg_text query, const struct comparison *how);

/* What the reference answers, best first; to be released with free(result->hits). */
void comparison_truth(struct reference *reference, mrg_text query, const struct comparison *how,
                      struct reference_result *result);

#endif
