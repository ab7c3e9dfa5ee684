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

/* `size` bytes at a multiple of `alignment`, which is one of max_align_t's. */
static void *take(struct arena *arena, size_t size, size_t alignment)
{
    size_t start = (arena->used + alignment - 1) & ~(alignment - 1);
    bool fits = arena->chunks != NULL && start <= arena->chunks->size &&
                arena->chunks->size - start >= size;
    if (!fits && !add_chunk(arena, size)) {
        arena->failed = true;
        return NULL;
    }
    start = fits ? start : 0;
    arena->used = start + size;
    return (char *)arena->chunks->data + start;
}

void *arena_alloc(struct arena *arena, size_t size)
{
    return take(arena, size, sizeof(max_align_t));
}

char *arena_copy(struct arena *arena, const void *bytes, size_t size)
{
    char *copy = size < SIZE_MAX ? take(arena, size + 1, 1) : NULL;
    if (copy == NULL) {
        arena->failed = true;
        return NULL;
    }
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
