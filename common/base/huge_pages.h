/* Large arrays that are read and written at random, on huge pages where the system gives them: with
 * ordinary ones nearly every access would miss the TLB as well as the cache. */
#ifndef MORGUE_BASE_HUGE_PAGES_H
#define MORGUE_BASE_HUGE_PAGES_H

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum { HUGE_PAGE_SIZE = 2 << 20 };

/* Memory for `count` items of `size` bytes, to be released with free(); what it holds is undefined. NULL
 * when memory is short. */
static inline void *huge_alloc(size_t count, size_t size)
{
    size_t bytes = count * size;
    if (size != 0 && bytes / size != count)
        return NULL;
    if (bytes < HUGE_PAGE_SIZE)
        return malloc(bytes > 0 ? bytes : 1);
    void *memory = NULL;
    if (posix_memalign(&memory, HUGE_PAGE_SIZE, bytes) != 0)
        return NULL;
    madvise(memory, bytes, MADV_HUGEPAGE); /* a hint: failing is no harm */
    return memory;
}

/* `bytes` bytes, a multiple of HUGE_PAGE_SIZE, at such a multiple. NULL when memory is short. */
static inline void *huge_map(size_t bytes)
{
    size_t more = bytes + HUGE_PAGE_SIZE;
    if (more < bytes)
        return NULL;
    char *memory = mmap(NULL, more, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED)
        return NULL;
    size_t before = (size_t)(-(uintptr_t)memory & (HUGE_PAGE_SIZE - 1));
    if (before > 0)
        munmap(memory, before);
    munmap(memory + before + bytes, HUGE_PAGE_SIZE - before);
    madvise(memory + before, bytes, MADV_HUGEPAGE); /* a hint */
    return memory + before;
}

/* Enlarge what huge_grow gave (NULL with size 0 at first) to `wanted` bytes or more; *bytes is its size before and
 * after. Its pages move, their contents are not copied: realloc would have to take huge pages apart to do that.
 * NULL when memory is short: the old memory stays. To be released with huge_release. */
static inline void *huge_grow(void *memory, size_t *bytes, size_t wanted)
{
    size_t size = (wanted + HUGE_PAGE_SIZE - 1) & ~(size_t)(HUGE_PAGE_SIZE - 1);
    void *grown = size >= wanted ? huge_map(size) : NULL;
    if (grown == NULL)
        return NULL;
    if (*bytes > 0 &&
        mremap(memory, *bytes, size, MREMAP_MAYMOVE | MREMAP_FIXED, grown) == MAP_FAILED) {
        munmap(grown, size);
        return NULL;
    }
    *bytes = size;
    return grown;
}

static inline void huge_release(void *memory, size_t bytes)
{
    if (bytes > 0)
        munmap(memory, bytes);
}

/* The same as huge_alloc, all zero. */
static inline void *huge_alloc_zero(size_t count, size_t size)
{
    void *memory = huge_alloc(count, size);
    if (memory != NULL)
        memset(memory, 0, count * size);
    return memory;
}

/* ---- tables that double ---- */

/* `bytes` zeros, a power of two. NULL when memory is short. To be released with huge_zeros_free. */
static inline void *huge_zeros(size_t bytes)
{
    return bytes < HUGE_PAGE_SIZE ? calloc(1, bytes) : huge_map(bytes); /* which is all zero */
}

static inline void huge_zeros_free(void *memory, size_t bytes)
{
    if (bytes < HUGE_PAGE_SIZE)
        free(memory);
    else if (memory != NULL)
        munmap(memory, bytes);
}

/* Twice as many bytes: those that were there, and as many zeros. A large table stays where it is in memory, so that
 * only what is new is touched for the first time. NULL when memory is short: the old memory stays. */
static inline void *huge_zeros_double(void *memory, size_t bytes)
{
    if (bytes > SIZE_MAX / 2)
        return NULL;
    if (bytes >= HUGE_PAGE_SIZE)
        return huge_grow(memory, &bytes, 2 * bytes);
    void *grown = huge_zeros(2 * bytes);
    if (grown == NULL)
        return NULL;
    memcpy(grown, memory, bytes);
    free(memory);
    return grown;
}

#endif
