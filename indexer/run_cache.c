#include "indexer/run_cache.h"

#include <stdlib.h>
#include <sys/mman.h>

enum { FIRST_SLOTS = 1 << 14, HUGE_PAGE = 2 << 20 };

/* Large tables on huge pages: lookups are random, and each would miss the TLB as well. */
static struct run_slot *new_slots(size_t count)
{
    size_t size = count * sizeof(struct run_slot);
    if (size < HUGE_PAGE)
        return calloc(count, sizeof(struct run_slot));
    void *memory = NULL;
    if (posix_memalign(&memory, HUGE_PAGE, size) != 0)
        return NULL;
    madvise(memory, size, MADV_HUGEPAGE);
    memset(memory, 0, size);
    return memory;
}

bool run_cache_init(struct run_cache *cache)
{
    *cache = (struct run_cache){.mask = FIRST_SLOTS - 1};
    cache->slots = new_slots(FIRST_SLOTS);
    return cache->slots != NULL;
}

void run_cache_free(struct run_cache *cache)
{
    free(cache->slots);
    arena_free(&cache->arena);
    *cache = (struct run_cache){.slots = NULL};
}

static bool grow(struct run_cache *cache)
{
    size_t slots = cache->mask + 1;
    struct run_slot *grown = new_slots(2 * slots);
    if (grown == NULL)
        return false;
    size_t mask = 2 * slots - 1;
    for (size_t i = 0; i < slots; i++) {
        if (cache->slots[i].hash == 0)
            continue;
        size_t at = (cache->slots[i].hash >> 1) & mask;
        while (grown[at].hash != 0)
            at = (at + 1) & mask;
        grown[at] = cache->slots[i];
    }
    free(cache->slots);
    cache->slots = grown;
    cache->mask = mask;
    return true;
}

bool run_cache_add(struct run_cache *cache, uint64_t hash, const char *bytes, size_t size,
                   unsigned scope, uint32_t value)
{
    if (cache->count > cache->mask / 2 && !grow(cache))
        return false;
    struct run_slot slot = {hash, value, (uint8_t)size, (uint8_t)scope, {0}};
    if (size <= RUN_KEY_INLINE) {
        memcpy(slot.key, bytes, size);
    } else {
        const char *copy = arena_copy(&cache->arena, bytes, size);
        if (copy == NULL)
            return false;
        memcpy(slot.key, &copy, sizeof copy);
    }
    *run_cache_find(cache, hash, bytes, size, scope) = slot;
    cache->count++;
    return true;
}

size_t run_cache_memory(const struct run_cache *cache)
{
    return (cache->mask + 1) * sizeof *cache->slots + cache->arena.total;
}
