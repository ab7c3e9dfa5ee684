/* The parts of the public handles on the reading side. */
#ifndef MORGUE_SEARCHER_INDEX_H
#define MORGUE_SEARCHER_INDEX_H

#include "common/base/arena.h"
#include "common/segment/snapshot.h"
#include "searcher/exec/collector.h"
#include "searcher/plan/plan.h"

struct mrg_index {
    char *path; /* owned: the folder */
    struct snapshot snapshot;
};

struct mrg_stored {
    struct articles_reader reader; /* owns the bytes that the texts borrow */
    struct arena arena;            /* lists */
    mrg_article article;
};

struct mrg_query {
    const mrg_index *index;   /* borrowed */
    struct query_tree tree;
    struct arena arena;       /* owns the plan */
    struct plan_node *plan;
    struct plan_node *partial; /* the best partial matches when `plan` finds nothing; NULL: none */
    struct buffer as_read;     /* NUL-terminated */
};

struct mrg_results {
    const mrg_query *query; /* borrowed */
    struct collector collector;
    size_t offset;          /* hits passed over */
    bool is_partial;
};

#endif
