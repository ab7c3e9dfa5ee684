/* A hash of a file's content, or of its beginning: that a file only got longer is told by it. */
#ifndef MORGUE_INDEXER_CLI_CONTENT_HASH_H
#define MORGUE_INDEXER_CLI_CONTENT_HASH_H

#include <stddef.h>
#include <stdint.h>

#include "common/base/hash.h"

/* The hash of the first `size` bytes of the file `path`, taken a MiB at a time, each seeded with the hash
 * of what is before it. 0, which no content has, when the file is shorter, cannot be read, memory is
 * short or a signal asks to stop. It is kept in indexes: never change it. */
uint64_t content_hash(const char *path, uint64_t size);

/* The same of bytes as they come: a file that is read anyway is hashed on the way. */
struct content_hasher {
    uint64_t wanted;         /* bytes still to come */
    uint64_t hash;           /* of the MiBs that are complete */
    struct hash_lanes lanes; /* of the whole steps of the MiB begun */
    size_t taken;            /* bytes of that MiB */
    uint8_t rest[HASH_STEP]; /* the last `taken` % HASH_STEP of them */
};

void content_hasher_init(struct content_hasher *hasher, uint64_t size);

/* The next bytes, in pieces of any size; what is more than wanted is left out. */
void content_hasher_add(struct content_hasher *hasher, const void *bytes, size_t size);

/* The hash; 0 when bytes are missing. */
uint64_t content_hasher_end(const struct content_hasher *hasher);

#endif
