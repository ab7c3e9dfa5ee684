/* What the files of the Xapian engine share. */
#ifndef MORGUE_SEARCHER_XAPIAN_ENGINE_H
#define MORGUE_SEARCHER_XAPIAN_ENGINE_H

#include "searcher/xapian/shards.h"

#include <pthread.h>

/* What changes while the engine is in use. */
struct xapian_state {
    pthread_mutex_t lock; /* Xapian's handles are for one thread at a time */
    struct shards shards;
};

struct xapian_engine {
    struct engine base;
    struct xapian_state *state; /* owned */
};

/* A piece of work on the database, done anew from its beginning when the database has to be opened
 * anew; so it must leave no traces before it succeeds. */
typedef mrg_status database_task(const struct shards *shards, void *context, mrg_error *error);

/* Do `task` while no other thread uses the engine. A database that a writer has moved on from is opened
 * anew; so is one whose connections broke, without the servers that do not answer where that is allowed.
 * Errors are the task's, and those of shards_connect. */
mrg_status run_task(const struct engine *engine, database_task *task, void *context,
                    mrg_error *error);

/* engine_ops, by file: */

/* search.c */
mrg_status xapian_search(const struct engine *engine, const struct plan_node *plan,
                         const mrg_search_options *options, mrg_time now,
                         struct collector *collector, mrg_error *error);

/* explain.c */
mrg_status xapian_explain(const struct engine *engine, const struct plan_node *plan,
                          const mrg_search_options *options, uint64_t number,
                          struct mrg_explanation *explanation, mrg_error *error);

/* figures.c */
void xapian_get_stats(const struct engine *engine, mrg_index_stats *stats);
size_t xapian_get_parts(const struct engine *engine, mrg_index_part *parts, size_t capacity);
mrg_status xapian_each_facet(const struct engine *engine, unsigned facet,
                             engine_facet_visitor *visit, void *context, mrg_error *error);

#endif
