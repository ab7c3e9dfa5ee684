/* A hash of a file's content, or of its beginning: that a file only got longer is told by it. */
#ifndef MORGUE_INDEXER_CLI_CONTENT_HASH_H
#define MORGUE_INDEXER_CLI_CONTENT_HASH_H

#include <stdint.h>

/* The hash of the first `size` bytes of the file `path`, taken a MiB at a time, each seeded with the hash
 * of what is before it. 0, which no content has, when the file is shorter, cannot be read, memory is
 * short or a signal asks to stop. It is kept in indexes: never change it. */
uint64_t content_hash(const char *path, uint64_t size);

#endif
