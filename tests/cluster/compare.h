/* Whether two indexes with the same articles give the same answers. */
#ifndef MORGUE_TESTS_CLUSTER_COMPARE_H
#define MORGUE_TESTS_CLUSTER_COMPARE_H

#include "common/morgue.h"

/* How a query is run. */
struct run_options {
    size_t limit;  /* hits */
    size_t offset; /* hits passed over */
    mrg_sort sort;
};

/* Run `query` (NUL-terminated) on both: the same total, the same scores, and the same ids, where hits of
 * the same score may stand in any order and, at the end, others of that score be left out. False after
 * printing what differs. */
bool compare_answers(const mrg_index *whole, const mrg_index *cluster, const char *query,
                     const struct run_options *options);

/* The same counts of articles and of the values of a keyword field. */
void compare_figures(const mrg_index *whole, const mrg_index *cluster);

#endif
