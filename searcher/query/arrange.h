/* Between lexer and parser: tokens that mean nothing where they stand are taken out or become
 * words, so that the parser meets only well-formed queries. */
#ifndef MORGUE_SEARCHER_QUERY_ARRANGE_H
#define MORGUE_SEARCHER_QUERY_ARRANGE_H

#include "searcher/query/lexer.h"

/* Arrange `tokens` in place, with warnings. Afterwards brackets are balanced, at most `depth_max`
 * deep and never empty; AND, OR, NEAR and PRE have an operand on the left and on the right
 * something that begins an operand; NOT and a minus have one on the right. */
void arrange(struct reading *reading, struct tokens *tokens, unsigned depth_max);

#endif
