#include "indexer/cli/content_hash.h"

#include <errno.h>
#include <fcntl.h>
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

static uint64_t hash_file(int file, uint64_t size, uint8_t *piece)
{
    uint64_t hash = 0;
    for (uint64_t at = 0; at < size; at += PIECE) {
        size_t wanted = size - at < PIECE ? (size_t)(size - at) : PIECE;
        if (!read_piece(file, piece, wanted))
            return 0;
        hash = hash64(piece, wanted, hash);
    }
    return hash == 0 ? 1 : hash;
}

uint64_t content_hash(const char *path, uint64_t size)
{
    uint64_t hash = 0;
    uint8_t *piece = malloc(size < PIECE ? (size_t)size + 1 : PIECE);
    int file = piece != NULL ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    if (file >= 0) {
        hash = hash_file(file, size, piece);
        close(file);
    }
    free(piece);
    return hash;
}
