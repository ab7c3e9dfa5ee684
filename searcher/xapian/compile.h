/* From a plan to a query of Xapian's, and what is left to be settled by reading articles. */
#ifndef MORGUE_SEARCHER_XAPIAN_COMPILE_H
#define MORGUE_SEARCHER_XAPIAN_COMPILE_H

#include "searcher/xapian/candidate.h"
#include "searcher/xapian/shards.h"

enum {
    CANDIDATES_MAX = 1 << 18, /* articles read to settle the nodes of one search beforehand */
    SETTLED_MAX = 1 << 16     /* of them such as match: each is a term of the query */
};

struct compiler {
    const struct shards *shards;
    double headline_boost;
    bool is_scored; /* scores are wanted at all */
    const struct plan_node *plan;
    struct candidate candidate; /* set up when the first node needs it */
    bool has_candidate;
    bool has_max;         /* the query has a MAX in it */
    struct buffer checks; /* const struct plan_node *: what each result must match when read */
    size_t candidates;    /* read so far, before the search itself */
    size_t settled;       /* of these such as matched */
    mrg_status status;    /* of the first failure; nothing is done from then on */
    mrg_error *error;
};

/* How a node is to be compiled. */
struct purpose {
    bool is_scored;    /* else whoever asks scales the query to 0 */
    bool is_condition; /* every result must match the node: it may become a check */
    bool is_loose;     /* articles that do not match may come along */
    bool is_in_and;    /* part of an AND, which asks its parts about single articles */
};

/* The query for compiler->plan, with compiler->checks beside it; NULL after a failure. *owned* */
xc_query *compile_plan(struct compiler *compiler);
void compiler_free(struct compiler *compiler);

/* ---- pieces that the compiler's files share ---- */

/* The query for one node. */
xc_query *compile_node(struct compiler *compiler, const struct plan_node *node,
                       struct purpose purpose);

/* row.c: a PHRASE or NEAR. */
xc_query *compile_row(struct compiler *compiler, const struct plan_node *node,
                      struct purpose purpose);

/* settle.c: the articles that match `node`, as a query that scores 0: found by reading all that
 * `candidates` (taken over; NULL after a failure) finds. MRG_ERR_LIMIT when these are too many. */
xc_query *settle_node(struct compiler *compiler, const struct plan_node *node,
                      xc_query *candidates);

/* The candidate, set up. NULL after a failure. */
struct candidate *compiler_candidate(struct compiler *compiler);

/* ---- parts.c: building. Everything taken over is freed; NULL in, and a failure before, gives NULL ---- */

/* Queries to be combined. */
struct query_parts {
    struct buffer queries; /* xc_query *, owned */
};

#define QUERY_PARTS_INIT                                                                           \
    {                                                                                              \
        BUFFER_INIT                                                                                \
    }

void parts_add(struct compiler *compiler, struct query_parts *parts, xc_query *part);
xc_query *parts_combine(struct compiler *compiler, struct query_parts *parts, xc_operator how,
                        uint32_t window);

xc_query *join_two(struct compiler *compiler, xc_operator how, xc_query *first, xc_query *second);
xc_query *scale(struct compiler *compiler, xc_query *part, double factor);
xc_query *term_query(struct compiler *compiler, const struct plan_term *term);
xc_query *form_query(struct compiler *compiler, const struct plan_node *exact);

/* Take the result of one of the binding's makers. */
xc_query *keep_query(struct compiler *compiler, mrg_status status, xc_query *query);

/* An empty query, for nothing at all. */
xc_query *no_query(struct compiler *compiler);

#endif
