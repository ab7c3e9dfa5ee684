/* Memory for many small things that die together. */
#ifndef MORGUE_BASE_ARENA_H
#define MORGUE_BASE_ARENA_H

#include "common/morgue.h"

struct arena_chunk;

struct arena {
    struct arena_chunk *chunks; /* owned, newest first */
    size_t used;                /* bytes taken in the newest chunk */
    size_t total;               /* bytes allocated in all chunks */
    bool failed;                /* an allocation failed since the arena was last empty */
};

#define ARENA_INIT                                                                                 \
    {                                                                                              \
        NULL, 0, 0, false                                                                          \
    }

/* `size` bytes aligned for any type, not cleared, borrowed from the arena. NULL when memory is
 * short. A size of 0 gives a valid pointer. */
void *arena_alloc(struct arena *arena, size_t size);

/* A copy of `size` bytes, with a NUL behind them. NULL when memory is short. */
char *arena_copy(struct arena *arena, const void *bytes, size_t size);

/* Forget everything handed out; keep one chunk for reuse. */
void arena_clear(struct arena *arena);

/* Release everything; the arena is empty and usable again. */
void arena_free(struct arena *arena);

#endif
