/* Queries, built from parts. A query never changes; building with it leaves it the caller's, and the
 * result needs its parts no longer. Queries belong to no database. */
#ifndef MORGUE_XAPIAN_C_QUERY_H
#define MORGUE_XAPIAN_C_QUERY_H

#include "common/xapian-c/kinds.h"

#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A query. Every maker below gives an owned one, and NULL after a failure. */
typedef struct xc_query xc_query;

/* How parts are combined, and what a document scores. */
typedef enum xc_operator XC_ENUM_TYPE {
    XC_AND,       /* all parts; the sum of their scores */
    XC_OR,        /* any part; the sum of the scores of those it has */
    XC_AND_NOT,   /* the first part and none of the others; the score of the first */
    XC_XOR,       /* an odd number of the parts; the sum of their scores */
    XC_AND_MAYBE, /* the first part; the scores of the others are added where they are there */
    XC_FILTER,    /* all parts; the score of the first alone */
    XC_NEAR,      /* all parts within a window, in any order */
    XC_PHRASE,    /* all parts within a window, in this order */
    XC_SYNONYM,   /* any part, scored as if all were one term */
    XC_MAX        /* any part; the highest of their scores */
} xc_operator;

/* What a wildcard does when more terms begin with its prefix than its limit allows. */
typedef enum xc_wildcard_limit XC_ENUM_TYPE {
    XC_LIMIT_FAIL,    /* the search fails with MRG_ERR_LIMIT */
    XC_LIMIT_FIRST,   /* the first in byte order are used */
    XC_LIMIT_FREQUENT /* those in most documents are used */
} xc_wildcard_limit;

/* The query every document matches, scoring 0. */
mrg_status xc_query_all(xc_query **query, mrg_error *error);

/* The query no document matches. */
mrg_status xc_query_none(xc_query **query, mrg_error *error);

/* Documents with `term`. `wqf` (within-query frequency) is how often the term counts as asked for, at
 * least 1 to score; `position` its place in the query, which only descriptions show; 0: none. An
 * empty term makes xc_query_all. */
mrg_status xc_query_term(mrg_text term, uint32_t wqf, uint32_t position, xc_query **query,
                         mrg_error *error);

/* Combine `count` parts (array and parts borrowed for the call). `window` counts for XC_NEAR and
 * XC_PHRASE only: how many places in a row the parts must lie in; 0, and everything below `count`,
 * stands for `count`. The parts of these two must be terms or XC_OR combinations of terms: anything
 * else gives MRG_ERR_UNSUPPORTED, here or when the search is run. No parts make
 * xc_query_none. `parts` may be NULL when `count` is 0. */
mrg_status xc_query_combine(xc_operator how, const xc_query *const *parts, size_t count,
                            uint32_t window, xc_query **query, mrg_error *error);

/* `part` with its scores multiplied by `factor`; with factor 0 it filters only. MRG_ERR_ARGUMENT when
 * `factor` is negative or not a number. */
mrg_status xc_query_scale(const xc_query *part, double factor, xc_query **query,
                          mrg_error *error);

/* Documents whose value in `slot` sorts, as bytes, from `lower` to `upper`, both included; scores 0.
 * With `lower` behind `upper` nothing matches. */
mrg_status xc_query_value_range(xc_slot slot, mrg_text lower, mrg_text upper, xc_query **query,
                                mrg_error *error);

/* Documents whose value in `slot` is `limit` or sorts behind it; an empty limit matches all
 * documents, otherwise those without a value never match. */
mrg_status xc_query_value_ge(xc_slot slot, mrg_text limit, xc_query **query, mrg_error *error);

/* Documents whose value in `slot` is `limit` or sorts before it; those without a value do not
 * match. */
mrg_status xc_query_value_le(xc_slot slot, mrg_text limit, xc_query **query, mrg_error *error);

/* Documents with a term that begins with `prefix`: at most `limit` terms (0: no limit), more being
 * dealt with as `when_more` says. The terms are combined by `how`: XC_SYNONYM, XC_OR or XC_MAX, else
 * MRG_ERR_ARGUMENT. */
mrg_status xc_query_wildcard(mrg_text prefix, uint32_t limit, xc_wildcard_limit when_more,
                             xc_operator how, xc_query **query, mrg_error *error);

/* Whether it is the query of xc_query_none. */
bool xc_query_is_none(const xc_query *query);

/* The query written out, for people. Borrowed from `query` until the next such call. */
mrg_status xc_query_description(xc_query *query, mrg_text *description, mrg_error *error);

/* Release; NULL is legal. */
void xc_query_free(xc_query *query);

#ifdef __cplusplus
}
#endif

#endif
