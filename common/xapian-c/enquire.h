/* Searching: how to score, sort and collapse, and what was found. */
#ifndef MORGUE_XAPIAN_C_ENQUIRE_H
#define MORGUE_XAPIAN_C_ENQUIRE_H

#include "common/xapian-c/cursor.h"
#include "common/xapian-c/query.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---------------------------------------------------------------------------------------------
 * Setting up
 * ------------------------------------------------------------------------------------------- */

/* A search over one database. It can be run any number of times, also after the database was
 * reopened. */
typedef struct xc_enquire xc_enquire;

/* The parameters of BM25 as Xapian::BM25Weight has them (Robertson and Zaragoza, 2009). */
typedef struct xc_bm25 {
    double k1;            /* how much repeated occurrences count; from 0 */
    double k2;            /* how much the query's length counts; from 0 */
    double k3;            /* how much repetition in the query counts; from 0 */
    double b;             /* how much the document's length counts; 0 to 1 */
    double min_normlen;   /* the least share of the average length a document is taken to have */
} xc_bm25;

#define XC_BM25_INIT {1, 0, 1, 0.5, 0.5}

/* How documents with equal score, or equal sort value, are ordered. */
typedef enum xc_docid_order XC_ENUM_TYPE {
    XC_DOCID_ASCENDING,
    XC_DOCID_DESCENDING,
    XC_DOCID_ANY /* whatever is cheapest */
} xc_docid_order;

/* What results are sorted by, first to last. */
typedef enum xc_sort XC_ENUM_TYPE {
    XC_SORT_RELEVANCE,
    XC_SORT_VALUE,
    XC_SORT_VALUE_RELEVANCE,
    XC_SORT_RELEVANCE_VALUE
} xc_sort;

/* Make a search over `database`, with no query, BM25 at XC_BM25_INIT, sorted by relevance, docids
 * ascending. *enquire is owned. MRG_ERR_ARGUMENT for a database without shards. */
mrg_status xc_enquire_new(const xc_database *database, xc_enquire **enquire, mrg_error *error);

/* Release; NULL is legal. Facets and matches stay usable. */
void xc_enquire_free(xc_enquire *enquire);

/* Search for `query`, which stays the caller's. `length` is the query's length for k2; 0: its own. */
mrg_status xc_enquire_set_query(xc_enquire *enquire, const xc_query *query, uint32_t length,
                                mrg_error *error);

/* Score by BM25; `parameters` may be NULL for XC_BM25_INIT. MRG_ERR_ARGUMENT for a parameter outside
 * what its comment allows. */
mrg_status xc_enquire_set_bm25(xc_enquire *enquire, const xc_bm25 *parameters, mrg_error *error);

/* Score everything 0: only the sort value and the docid order count. */
mrg_status xc_enquire_set_boolean(xc_enquire *enquire, mrg_error *error);

mrg_status xc_enquire_set_docid_order(xc_enquire *enquire, xc_docid_order order,
                                      mrg_error *error);

/* Sort by `how`, the value being that of `slot` (ignored for XC_SORT_RELEVANCE). Values ascend as
 * bytes; `descending` turns that round. */
mrg_status xc_enquire_set_sort(xc_enquire *enquire, xc_sort how, xc_slot slot, bool descending,
                               mrg_error *error);

/* Of documents with equal values in `slot` keep the best `keep` (from 1); XC_NO_SLOT: keep all. */
mrg_status xc_enquire_set_collapse(xc_enquire *enquire, xc_slot slot, uint32_t keep,
                                   mrg_error *error);

/* Drop results below `percent` (0 to 100) of the best, and below `weight`. MRG_ERR_ARGUMENT for
 * another percentage. */
mrg_status xc_enquire_set_cutoff(xc_enquire *enquire, int percent, double weight,
                                 mrg_error *error);

/* Stop looking for better counts, never for better results, after `seconds`; 0: no limit. Local
 * databases only. */
mrg_status xc_enquire_set_time_limit(xc_enquire *enquire, double seconds, mrg_error *error);

/* ---------------------------------------------------------------------------------------------
 * Facets: how many results have which value in a slot
 * ------------------------------------------------------------------------------------------- */

/* The counts of one slot over all candidates seen by the last run. */
typedef struct xc_facet xc_facet;

/* Count the values of `slot` in every later run. Each run begins at nothing; a run's `check_at_least`
 * says how many candidates are looked at. *facet is owned, and freeing it does not end the counting.
 * Counts come from remote shards too. */
mrg_status xc_enquire_add_facet(xc_enquire *enquire, xc_slot slot, xc_facet **facet,
                                mrg_error *error);

/* Count nothing any more; facets keep the counts of the last run. */
mrg_status xc_enquire_clear_facets(xc_enquire *enquire, mrg_error *error);

/* How many candidates the last run looked at, with and without a value. */
size_t xc_facet_candidates(const xc_facet *facet);

/* The values in byte order, or only the `top` (from 1) most frequent, most frequent first; 0: all.
 * xc_terms_frequency gives the counts. *values is owned and shows the counts as they are now. */
mrg_status xc_facet_values(const xc_facet *facet, size_t top, xc_terms **values, mrg_error *error);

/* Release; NULL is legal. */
void xc_facet_free(xc_facet *facet);

/* ---------------------------------------------------------------------------------------------
 * Running
 * ------------------------------------------------------------------------------------------- */

/* Decide whether a candidate is a result: set *accept. `candidate` is borrowed for the call; nothing
 * else of the same database may be called meanwhile, except on cursors. `context` is what was given
 * to xc_enquire_run. A status other than MRG_OK ends the search, which fails with that status and
 * with what was put into `error` (never NULL). */
typedef mrg_status (*xc_decider)(void *context, xc_document *candidate, bool *accept,
                                 mrg_error *error);

/* What to look for in one run. */
typedef struct xc_run {
    uint32_t first;          /* how many of the best results to leave out */
    uint32_t count;          /* how many results to give behind those */
    uint32_t check_at_least; /* how many candidates to look at for exact counts and facets, at least;
                                0: no more than needed; UINT32_MAX: all */
    xc_decider decider;      /* asked about candidates; NULL: none. Local shards only */
    void *context;           /* handed to the decider; not otherwise used */
} xc_run;

#define XC_RUN_INIT {0, 10, 0, NULL, NULL}

/* What was found. */
typedef struct xc_matches xc_matches;

/* Run the search. `run` may be NULL for XC_RUN_INIT. *matches is owned. Reading errors (database.h);
 * MRG_ERR_LIMIT when a wildcard has more terms than it may; MRG_ERR_ARGUMENT or MRG_ERR_UNSUPPORTED
 * for a query that makes no sense; MRG_ERR_UNSUPPORTED for a decider with a remote shard; a decider's
 * own. After kind XC_MODIFIED: xc_database_reopen, then run again. */
mrg_status xc_enquire_run(xc_enquire *enquire, const xc_run *run, xc_matches **matches,
                          mrg_error *error);

/* ---------------------------------------------------------------------------------------------
 * Results
 * ------------------------------------------------------------------------------------------- */

/* Of all results. The number of documents that match lies between `lower` and `upper`. */
typedef struct xc_summary {
    uint32_t size;       /* results in hand */
    uint32_t first;      /* rank, from 0, of the first of them */
    uint32_t lower;      /* at least so many documents match */
    uint32_t estimated;  /* about so many documents match */
    uint32_t upper;      /* at most so many documents match */
    double max_possible; /* no document can score more */
    double max_attained; /* the score of the best document, of all ranks */
} xc_summary;

xc_summary xc_matches_summary(const xc_matches *matches);

/* One result. */
typedef struct xc_match {
    xc_docid docid;     /* of the document */
    uint32_t rank;      /* from 0 for the best of all */
    double weight;      /* its score */
    int percent;        /* its score as a percentage; 100 for the best when it has all terms */
    uint32_t collapsed; /* how many more documents it stands for, at least */
} xc_match;

/* Result number `index`, from 0 to below size. MRG_ERR_ARGUMENT beyond. */
mrg_status xc_matches_get(const xc_matches *matches, uint32_t index, xc_match *match,
                          mrg_error *error);

/* The document of a result: its data, values and terms. *document is owned. MRG_ERR_ARGUMENT beyond
 * the last; reading errors; MRG_ERR_MISSING when it was deleted meanwhile. */
mrg_status xc_matches_document(const xc_matches *matches, uint32_t index, xc_document **document,
                               mrg_error *error);

/* Ask for the documents of all results at once: with remote shards one wait instead of many. */
mrg_status xc_matches_fetch(const xc_matches *matches, mrg_error *error);

/* In how many documents of all shards `term`, one of the query's, occurs, and what it can add to a
 * score at most. MRG_ERR_ARGUMENT for a term that is not of the query. */
mrg_status xc_matches_term(const xc_matches *matches, mrg_text term, uint32_t *documents,
                           double *weight, mrg_error *error);

/* Release; NULL is legal. */
void xc_matches_free(xc_matches *matches);

#ifdef __cplusplus
}
#endif

#endif
