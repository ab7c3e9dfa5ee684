#include "indexer/cli/content_hash.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <unistd.h>

#include "common/base/hash.h"
#include "indexer/cli/interrupt.h"

enum { PIECE = 1024 * 1024 };

/* `size` bytes; false when there are not so many, or on failure. */
static bool read_piece(int file, uint8_t *bytes, size_t size)
{
    size_t got = 0;
    while (got < size && interrupt_signal() == 0) {
        ssize_t count = read(file, bytes + got, size - got);
        if (count == 0 || (count < 0 && errno != EINTR))
            return false;
        if (count > 0)
            got += (size_t)count;
    }
    return got == size;
}

/* `is_unwanted` may be NULL. */
static uint64_t hash_file(int file, uint64_t size, uint8_t *piece, const atomic_bool *is_unwanted)
{
    uint64_t hash = 0;
    for (uint64_t at = 0; at < size; at += PIECE) {
        size_t wanted = size - at < PIECE ? (size_t)(size - at) : PIECE;
        bool is_over = is_unwanted != NULL && atomic_load(is_unwanted);
        if (is_over || !read_piece(file, piece, wanted))
            return 0;
        hash = hash64(piece, wanted, hash);
    }
    return hash == 0 ? 1 : hash;
}

static uint64_t hash_path(const char *path, uint64_t size, const atomic_bool *is_unwanted)
{
    uint64_t hash = 0;
    uint8_t *piece = malloc(size < PIECE ? (size_t)size + 1 : PIECE);
    int file = piece != NULL ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    if (file >= 0) {
        hash = hash_file(file, size, piece, is_unwanted);
        close(file);
    }
    free(piece);
    return hash;
}

uint64_t content_hash(const char *path, uint64_t size)
{
    return hash_path(path, size, NULL);
}

static void *run_hasher(void *argument)
{
    struct content_hasher *hasher = argument;
    hasher->hash = hash_path(hasher->path, hasher->size, &hasher->is_unwanted);
    return NULL;
}

void content_hasher_start(struct content_hasher *hasher, const char *path, uint64_t size)
{
    sigset_t all, before;
    hasher->path = path;
    hasher->size = size;
    hasher->hash = 0;
    atomic_init(&hasher->is_unwanted, false);
    sigfillset(&all); /* signals stay with the caller's thread */
    pthread_sigmask(SIG_SETMASK, &all, &before);
    hasher->is_running = pthread_create(&hasher->thread, NULL, run_hasher, hasher) == 0;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
}

uint64_t content_hasher_wait(struct content_hasher *hasher)
{
    if (!hasher->is_running)
        return 0;
    pthread_join(hasher->thread, NULL);
    hasher->is_running = false;
    return hasher->hash;
}

void content_hasher_end(struct content_hasher *hasher)
{
    if (hasher->is_running)
        atomic_store(&hasher->is_unwanted, true);
    content_hasher_wait(hasher);
}
