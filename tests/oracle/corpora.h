/* Corpora that are no part of the source tree: the folder that the environment variable MORGUE_CORPORA
 * names holds them, and tests that need one are skipped where it is not there. */
#ifndef MORGUE_TESTS_CORPORA_H
#define MORGUE_TESTS_CORPORA_H

#include "common/base/buffer.h"
#include "common/morgue.h"

/* The path of file `name` of the corpora, owned by the caller; NULL, with a message, when it is not
 * there. */
char *corpora_path(const char *name);

/* Read every article of the file `path` with the reader for its format and give it to `take`; returns
 * how many there were. Fails the test when the file cannot be read. */
size_t corpora_read(const char *path, void (*take)(void *context, const mrg_article *article),
                    void *context);

#endif
