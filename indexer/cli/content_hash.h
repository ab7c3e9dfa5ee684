/* A hash of a file's content, or of its beginning: that a file only got longer is told by it. */
#ifndef MORGUE_INDEXER_CLI_CONTENT_HASH_H
#define MORGUE_INDEXER_CLI_CONTENT_HASH_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

/* The hash of the first `size` bytes of the file `path`, taken a MiB at a time, each seeded with the hash
 * of what is before it. 0, which no content has, when the file is shorter, cannot be read, memory is
 * short or a signal asks to stop. It is kept in indexes: never change it. */
uint64_t content_hash(const char *path, uint64_t size);

/* The same, by a thread of its own beside the reading of the file: afterwards it would keep the cores waiting that
 * index. */
struct content_hasher {
    const char *path; /* borrowed until the end */
    uint64_t size;
    uint64_t hash;
    pthread_t thread;
    bool is_running;
    atomic_bool is_unwanted;
};

/* Where the system gives no thread, nothing happens. */
void content_hasher_start(struct content_hasher *hasher, const char *path, uint64_t size);

/* Wait for the hash; 0 also when the hasher was not started, or its hash was handed out already. */
uint64_t content_hasher_wait(struct content_hasher *hasher);

/* To be called before a hasher is given up, whether it was started or not; it must be all zero else. */
void content_hasher_end(struct content_hasher *hasher);

#endif
