#include "indexer/cli/content_hash.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "indexer/cli/interrupt.h"

enum {
    UNIT = 1024 * 1024,    /* bytes hashed as one */
    READ_SIZE = 128 * 1024 /* bytes read at once: they stay in the processor's cache */
};

void content_hasher_init(struct content_hasher *hasher, uint64_t size)
{
    *hasher = (struct content_hasher){.wanted = size, .lanes = hash_begin(0)};
}

/* Take in bytes of the unit begun: first those that complete a step with what is left from before. */
static void add_to_unit(struct content_hasher *hasher, const uint8_t *bytes, size_t size)
{
    size_t rest = hasher->taken % HASH_STEP;
    hasher->taken += size;
    if (rest > 0) {
        size_t more = HASH_STEP - rest < size ? HASH_STEP - rest : size;
        memcpy(hasher->rest + rest, bytes, more);
        hash_steps(&hasher->lanes, hasher->rest, rest + more);
        bytes += more;
        size -= more;
    }
    size_t done = hash_steps(&hasher->lanes, bytes, size);
    if (size > done)
        memcpy(hasher->rest, bytes + done, size - done);
}

static void end_unit(struct content_hasher *hasher)
{
    hasher->hash = hash_end(hasher->lanes, hasher->rest, hasher->taken % HASH_STEP, hasher->taken);
    hasher->lanes = hash_begin(hasher->hash);
    hasher->taken = 0;
}

void content_hasher_add(struct content_hasher *hasher, const void *bytes, size_t size)
{
    const uint8_t *at = bytes;
    if (size > hasher->wanted)
        size = (size_t)hasher->wanted;
    hasher->wanted -= size;
    while (size > 0) {
        size_t room = UNIT - hasher->taken, part = size < room ? size : room;
        add_to_unit(hasher, at, part);
        if (hasher->taken == UNIT)
            end_unit(hasher);
        at += part;
        size -= part;
    }
}

uint64_t content_hasher_end(const struct content_hasher *hasher)
{
    struct content_hasher ended = *hasher;
    if (ended.wanted > 0)
        return 0;
    if (ended.taken > 0)
        end_unit(&ended);
    return ended.hash == 0 ? 1 : ended.hash;
}

/* Stops early when the file ends, on failure and on a signal. */
static void hash_file(struct content_hasher *hasher, int file, uint8_t *bytes)
{
    while (hasher->wanted > 0 && interrupt_signal() == 0) {
        ssize_t count = read(file, bytes, READ_SIZE);
        if (count == 0 || (count < 0 && errno != EINTR))
            return;
        if (count > 0)
            content_hasher_add(hasher, bytes, (size_t)count);
    }
}

uint64_t content_hash(const char *path, uint64_t size)
{
    struct content_hasher hasher;
    uint8_t *bytes = malloc(READ_SIZE);
    int file = bytes != NULL ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    content_hasher_init(&hasher, size);
    if (file >= 0) {
        hash_file(&hasher, file, bytes);
        close(file);
    }
    free(bytes);
    return file >= 0 ? content_hasher_end(&hasher) : 0;
}
