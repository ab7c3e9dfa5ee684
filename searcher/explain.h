/* How an article gets its score: a walk over the plan that asks the engine for each part. */
#ifndef MORGUE_SEARCHER_EXPLAIN_H
#define MORGUE_SEARCHER_EXPLAIN_H

#include "common/base/arena.h"
#include "common/base/buffer.h"
#include "searcher/plan/plan.h"

struct mrg_explanation {
    struct arena arena;  /* owns the texts */
    struct buffer parts; /* mrg_explanation_part, parents before children */
};

/* What is asked about the article that is explained. */
struct explainer {
    void *context; /* passed to the calls */

    /* The score of `node` (its `next` is not looked at); false when it does not match, or on failure,
     * which *error then says. */
    bool (*score_of)(void *context, const struct plan_node *node, double *score);

    /* How often the article holds `term`. */
    uint32_t (*frequency_of)(void *context, const struct plan_term *term);

    uint32_t length;       /* of the article, in scored occurrences */
    uint64_t articles;     /* of the index, without removed ones */
    double headline_boost; /* of the search */
    mrg_error *error;      /* where the calls put the first failure; never NULL */
};

/* Put the parts of the article's score for `plan` into *explanation: none when it does not match. The
 * caller looks at *explainer->error afterwards. */
void explain_plan(const struct explainer *explainer, const struct plan_node *plan,
                  struct mrg_explanation *explanation);

#endif
