/* Small indexes of engine xapian, and searches in them, for the tests of the reading side. */
#ifndef MORGUE_TESTS_UNIT_SEARCHER_XAPIAN_MAKER_H
#define MORGUE_TESTS_UNIT_SEARCHER_XAPIAN_MAKER_H

#include "common/morgue.h"
#include "searcher/engine.h"

#include <stddef.h>

/* An article in short. */
struct item {
    const char *id;
    const char *headline;
    const char *body;
};

mrg_text text_of(const char *string);

/* Store those of the `count` items whose number leaves `shard` when divided by `shards` in the index in
 * `folder`, creating it, and commit. */
void store_items(const char *folder, const struct item *items, size_t count, size_t shard,
                 size_t shards);

/* Open the shards, which must work, as an index. Owned: close_shards. */
mrg_index *open_shards(const struct shard *shards, size_t count, const mrg_open_options *options);
void close_shards(mrg_index *index);

/* The ids of all hits, in the order of ids, a space behind each; "! " and the message when the search
 * fails. Borrowed until the next call. */
const char *ids_found(const mrg_index *index, const char *query);

/* The tests, by file; how many of them failed. */
int run_hard_tests(void);
int run_shard_tests(void);

#endif
