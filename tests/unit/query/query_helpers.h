/* What the tests of the query language share. */
#ifndef MORGUE_TESTS_QUERY_HELPERS_H
#define MORGUE_TESTS_QUERY_HELPERS_H

#include "searcher/query/query_tree.h"

/* What relative dates count from in these tests: 2021-03-31T12:00:00Z, a Wednesday. */
#define TEST_NOW ((mrg_time)1617192000)

/* A file of the source tree, with a NUL behind it; owned by the caller. Fails the test when it
 * cannot be read. */
char *read_source_file(const char *path, size_t *size);

/* Whether both trees are the same in every field. */
bool trees_are_equal(const struct query_node *a, const struct query_node *b);

/* Levels of a tree; the rules of query_tree.h about children are asserted on the way. */
unsigned check_tree(const struct query_node *node);

#endif
