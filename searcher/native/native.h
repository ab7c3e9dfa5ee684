/* What the files of the native engine share. */
#ifndef MORGUE_SEARCHER_NATIVE_H
#define MORGUE_SEARCHER_NATIVE_H

#include "common/segment/snapshot.h"
#include "searcher/engine.h"

struct native_engine {
    struct engine base;
    struct snapshot snapshot;
};

static inline const struct snapshot *native_snapshot(const struct engine *engine)
{
    return &((const struct native_engine *)engine)->snapshot;
}

/* engine_ops, by file: */

/* explain.c */
mrg_status native_explain(const struct engine *engine, const struct plan_node *plan,
                          const mrg_search_options *options, uint64_t number,
                          struct mrg_explanation *explanation, mrg_error *error);

/* figures.c */
void native_get_stats(const struct engine *engine, mrg_index_stats *stats);
size_t native_get_parts(const struct engine *engine, mrg_index_part *parts, size_t capacity);
mrg_status native_each_facet(const struct engine *engine, unsigned facet,
                             engine_facet_visitor *visit, void *context, mrg_error *error);

#endif
