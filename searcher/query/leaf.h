/* From a token to the leaf it stands for. */
#ifndef MORGUE_SEARCHER_QUERY_LEAF_H
#define MORGUE_SEARCHER_QUERY_LEAF_H

#include "searcher/query/lexer.h"

/* A node of `kind` with nothing in it, borrowed from the tree's arena. NULL, and
 * reading->out_of_memory set, when memory is short. */
struct query_node *node_new(struct reading *reading, enum query_kind kind);

/* The leaf for a WORD or QUOTED token; it looks in `around`, the field written before the brackets
 * around it, unless it names its own. NULL when memory is short. */
struct query_node *leaf_new(struct reading *reading, const struct token *token,
                            enum query_field around);

#endif
