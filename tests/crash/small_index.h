/* A small index with something in every section: blocks and tails of postings and positions, bitmap
 * blocks, many written forms, several segments, removed articles, every keyword field. */
#ifndef MORGUE_TESTS_CRASH_SMALL_INDEX_H
#define MORGUE_TESTS_CRASH_SMALL_INDEX_H

#include "common/morgue.h"

/* Build it in the new folder `path`, about 60 KB. Fails the test when that cannot be done. */
void small_index_build(const char *path);

/* Add the first `count` articles of it, one by one, to `writer`; the status of the first that
 * fails. */
mrg_status small_index_add(mrg_writer *writer, unsigned first, unsigned count, mrg_error *error);

#endif
