/* Large arrays that are read and written at random, on huge pages where the system gives them: with
 * ordinary ones nearly every access would miss the TLB as well as the cache. */
#ifndef MORGUE_INDEXER_HUGE_PAGES_H
#define MORGUE_INDEXER_HUGE_PAGES_H

#include <stddef.h>
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

/* The same, all zero. */
static inline void *huge_alloc_zero(size_t count, size_t size)
{
    void *memory = huge_alloc(count, size);
    if (memory != NULL)
        memset(memory, 0, count * size);
    return memory;
}

#endif
