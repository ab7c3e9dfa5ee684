/* The search half of morgue.h over a few articles in memory, so that the command line can be tested
 * without an index on disk. An article matches when any word of the query (as simple_matcher.h reads
 * it) stands in its headline or body; its score is the number of matches. The index "fake" opens,
 * "locked", "damaged" and every other name fail; "cluster" opens without its shards desk:7654 and
 * wire:7655 where that is allowed, and fails where not; of "cluster1" only the first is missing. A query of "broken" fails as damage would; one with a
 * bracket has a warning. */
#ifndef MORGUE_TESTS_FAKE_MORGUE_H
#define MORGUE_TESTS_FAKE_MORGUE_H

#include "common/morgue.h"

/* The articles, in order of their numbers; to be set by the test. */
extern const mrg_article *fake_articles;
extern size_t fake_article_count;

#endif
