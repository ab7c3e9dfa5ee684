/* The parts of the public handles on the reading side. */
#ifndef MORGUE_SEARCHER_INDEX_H
#define MORGUE_SEARCHER_INDEX_H

#include "common/base/arena.h"
#include "searcher/collector.h"
#include "searcher/engine.h"
#include "searcher/plan/plan.h"

#include <pthread.h>

struct mrg_index {
    char *path;            /* owned: the folder, or the cluster file */
    struct engine *engine; /* owned */
    pthread_mutex_t lock;  /* of `arena` */
    struct arena arena;    /* texts handed out by mrg_index_get_facets */
};

struct mrg_query {
    const mrg_index *index; /* borrowed */
    struct query_tree tree;
    struct arena arena; /* owns the plan */
    struct plan_node *plan;
    struct plan_node *partial; /* the best partial matches when `plan` finds nothing; NULL: none */
    struct buffer as_read;     /* NUL-terminated */
};

struct mrg_results {
    const mrg_query *query; /* borrowed */
    struct collector collector;
    size_t offset; /* hits passed over */
    bool is_partial;
};

#endif
