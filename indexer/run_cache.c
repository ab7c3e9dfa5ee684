#include "indexer/run_cache.h"
#include "common/base/huge_pages.h"

enum { FIRST_SLOTS = 1 << 14 };

static struct run_slot *new_slots(size_t count)
{
    return huge_alloc_zero(count, sizeof(struct run_slot));
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

bool run_cache_add(struct run_cache *cache, const struct run_key *key, unsigned scope,
                   uint32_t value)
{
    if (cache->count > cache->mask / 4 * 3 && !grow(cache))
        return false;
    uint64_t hash = run_hash_in(key->hash, scope);
    struct run_slot slot = {hash, key->head, key->tail, run_kind(key, scope), value};
    if (key->size > RUN_SHORT_MAX) {
        const char *copy = arena_copy(&cache->arena, key->bytes, key->size);
        if (copy == NULL)
            return false;
        slot.tail = (uintptr_t)copy;
    }
    *run_cache_find(cache, hash, key, scope) = slot;
    cache->count++;
    return true;
}

size_t run_cache_memory(const struct run_cache *cache)
{
    return (cache->mask + 1) * sizeof *cache->slots + cache->arena.total;
}
