/* How an article gets its score. */
#ifndef MORGUE_SEARCHER_EXPLAIN_H
#define MORGUE_SEARCHER_EXPLAIN_H

#include "common/base/arena.h"
#include "common/base/buffer.h"
#include "searcher/plan/plan.h"

struct mrg_explanation {
    struct arena arena;  /* owns the texts */
    struct buffer parts; /* mrg_explanation_part, parents before children */
};

/* Explain the score of article `number` for `plan`. */
mrg_status explain_run(const struct snapshot *snapshot, const struct plan_node *plan,
                       const mrg_search_options *options, uint64_t number,
                       struct mrg_explanation *explanation, mrg_error *error);

#endif
