/* The parts of the public handles on the reading side. */
#ifndef MORGUE_SEARCHER_INDEX_H
#define MORGUE_SEARCHER_INDEX_H

#include "common/base/arena.h"
#include "searcher/collector.h"
#include "searcher/engine.h"
#include "searcher/plan/plan.h"

#include <pthread.h>

enum { IDLE_MAX = 16 }; /* analyzers and matchers kept for the next who needs one */

struct query_matcher; /* matcher.c */

struct mrg_index {
    char *path;                           /* owned: the folder, or the cluster file */
    struct engine *engine;                /* owned */
    pthread_mutex_t lock;                 /* of all that follows */
    struct arena arena;                   /* texts handed out by mrg_index_get_facets */
    struct language_shares languages;     /* once a query has asked for them */
    struct analyzer *analyzers[IDLE_MAX]; /* idle ones; owned */
    size_t analyzer_count;
};

struct mrg_query {
    const mrg_index *index; /* borrowed */
    struct query_tree tree;
    struct arena arena; /* owns the plan */
    struct plan_node *plan;
    struct plan_node *partial; /* the best partial matches when `plan` finds nothing; NULL: none */
    struct buffer as_read;     /* NUL-terminated */
    pthread_mutex_t lock;      /* of all that follows */
    struct query_matcher *matchers[IDLE_MAX]; /* idle ones; owned */
    size_t matcher_count;
};

struct mrg_results {
    const mrg_query *query; /* borrowed */
    struct collector collector;
    size_t offset; /* hits passed over */
    bool is_partial;
};

/* An analyzer for the caller alone, to be given back: making one and its stemmers takes longer than most
 * queries do. NULL when memory is short. */
struct analyzer *index_take_analyzer(const mrg_index *index);
void index_give_analyzer(const mrg_index *index, struct analyzer *analyzer); /* NULL is legal */

/* Release the idle analyzers of an index that is being closed. */
void index_free_analyzers(mrg_index *index);

/* The languages of the index as far as they are known; and to keep what a planner found out. */
struct language_shares index_languages(const mrg_index *index);
void index_keep_languages(const mrg_index *index, const struct language_shares *languages);

/* Release the idle matchers of a query that is being freed (matcher.c). */
void query_free_matchers(mrg_query *query);

#endif
