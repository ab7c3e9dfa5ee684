#include "common/base/arena.h"

#include <stdlib.h>
#include <string.h>

struct arena_chunk {
    struct arena_chunk *next; /* older chunk */
    size_t size;              /* bytes of data */
    max_align_t data[];
};

enum { CHUNK_SIZE = 64 * 1024 }; /* large enough that malloc's cost vanishes, small beside caches */

static bool add_chunk(struct arena *arena, size_t least)
{
    size_t size = least > CHUNK_SIZE ? least : CHUNK_SIZE;
    if (size > SIZE_MAX - sizeof(struct arena_chunk))
        return false;
    struct arena_chunk *chunk = malloc(sizeof *chunk + size);
    if (chunk == NULL)
        return false;
    chunk->next = arena->chunks;
    chunk->size = size;
    arena->chunks = chunk;
    arena->used = 0;
    arena->total += size;
    return true;
}

void *arena_alloc(struct arena *arena, size_t size)
{
    size_t aligned = (size + sizeof(max_align_t) - 1) & ~(sizeof(max_align_t) - 1);
    bool fits = arena->chunks != NULL && arena->chunks->size - arena->used >= aligned;
    if (aligned < size || (!fits && !add_chunk(arena, aligned))) {
        arena->failed = true;
        return NULL;
    }
    void *memory = (char *)arena->chunks->data + arena->used;
    arena->used += aligned;
    return memory;
}

char *arena_copy(struct arena *arena, const void *bytes, size_t size)
{
    char *copy = size < SIZE_MAX ? arena_alloc(arena, size + 1) : NULL;
    if (copy == NULL)
        return NULL;
    if (size > 0)
        memcpy(copy, bytes, size);
    copy[size] = '\0';
    return copy;
}

void arena_clear(struct arena *arena)
{
    struct arena_chunk *keep = NULL;
    while (arena->chunks != NULL) {
        struct arena_chunk *next = arena->chunks->next;
        if (keep == NULL && arena->chunks->size == CHUNK_SIZE)
            keep = arena->chunks;
        else
            free(arena->chunks);
        arena->chunks = next;
    }
    if (keep != NULL)
        keep->next = NULL;
    arena->chunks = keep;
    arena->used = 0;
    arena->total = keep != NULL ? CHUNK_SIZE : 0;
    arena->failed = false;
}

void arena_free(struct arena *arena)
{
    while (arena->chunks != NULL) {
        struct arena_chunk *next = arena->chunks->next;
        free(arena->chunks);
        arena->chunks = next;
    }
    *arena = (struct arena)ARENA_INIT;
}
