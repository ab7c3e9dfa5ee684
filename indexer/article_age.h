/* Which of two articles with one id is the later. */
#ifndef MORGUE_INDEXER_ARTICLE_AGE_H
#define MORGUE_INDEXER_ARTICLE_AGE_H

#include "common/morgue.h"

#include <stdbool.h>

/* What decides it. */
struct article_age {
    mrg_time updated; /* or published, where it has no date of update */
    int64_t version;  /* -1: none, or not a number */
};

/* The age of an article. */
struct article_age article_age_of(const mrg_article *article);

/* Whether `candidate` is known to be older than `known`; by version where both have one, else by date. */
bool article_is_older(struct article_age candidate, struct article_age known);

#endif
