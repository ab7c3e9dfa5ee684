/* Wildcards and fuzzy words: which written forms fit a pattern, and how well. */
#ifndef MORGUE_TESTS_REFERENCE_PATTERN_H
#define MORGUE_TESTS_REFERENCE_PATTERN_H

#include "tests/oracle/reference_plan.h"

/* What a wildcard or a fuzzy word stands for. */
struct pattern {
    double *
        forms; /* per form of the reference: what its term's score is multiplied by; 0: does not fit */
    bool *terms; /* per term: whether any form of it fits */
};

/* Look every word of the leaf's field up. NULL when it stands for more words than are searched, so that
 * there is no telling which. Everything is owned by `arena`. */
struct pattern *reference_pattern(const struct reference *reference, const struct query_node *leaf,
                                  struct arena *arena);

/* Whether what stands at `occurrence` fits. */
bool pattern_fits(const struct pattern *pattern, const struct occurrence *occurrence);

#endif
