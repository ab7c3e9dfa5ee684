/* Where the words of a query stand in an article. */
#ifndef MORGUE_TESTS_REFERENCE_MATCH_H
#define MORGUE_TESTS_REFERENCE_MATCH_H

#include "tests/oracle/reference_plan.h"

/* A stretch of an article that a word or phrase covers. */
struct stretch {
    uint32_t start;  /* position of its first word */
    uint32_t length; /* words */
};

/* Append every stretch (struct stretch) where `row` stands in `article` to `stretches`. */
void row_stretches(const struct reference_article *article, const struct row *row,
                   struct buffer *stretches);

/* Whether `row` stands anywhere in `article`. */
bool row_stands(const struct reference_article *article, const struct row *row);

/* Whether the children of `near` (a plan of NEAR or PRE) stand close together in `article`. */
bool near_stands(const struct reference_article *article, const struct plan *near);

#endif
