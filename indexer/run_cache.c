#include "indexer/run_cache.h"
#include "common/base/huge_pages.h"

enum {
    FIRST_SHIFT = 64 - 14,
    EARLY = 1 << 13 /* values below this were added early, and so are of frequent runs */
};

const uint64_t run_head_mask[RUN_SHORT_MAX + 1] = {
    0,
    UINT64_MAX >> 56,
    UINT64_MAX >> 48,
    UINT64_MAX >> 40,
    UINT64_MAX >> 32,
    UINT64_MAX >> 24,
    UINT64_MAX >> 16,
    UINT64_MAX >> 8,
    UINT64_MAX,
    UINT64_MAX,
    UINT64_MAX,
    UINT64_MAX,
    UINT64_MAX,
    UINT64_MAX,
    UINT64_MAX,
    UINT64_MAX,
};

/* With empty slots. False when memory is short. */
static bool init_with(struct run_cache *cache, unsigned shift)
{
    *cache = (struct run_cache){.shift = shift};
    cache->slots = huge_alloc_zero(run_cache_slots(cache), sizeof *cache->slots);
    return cache->slots != NULL;
}

bool run_cache_init(struct run_cache *cache)
{
    return init_with(cache, FIRST_SHIFT);
}

void run_cache_free(struct run_cache *cache)
{
    free(cache->slots);
    arena_free(&cache->arena);
    *cache = (struct run_cache){.slots = NULL};
}

struct run_key run_key_make(const char *bytes, size_t size, uint32_t scope)
{
    const uint8_t *at = (const uint8_t *)bytes;
    struct run_key key = {.bytes = bytes, .shape = run_shape((uint32_t)size, scope)};
    key.head = size < 8 ? hash_read_part(at, size) : hash_read_word(at);
    if (size > RUN_SHORT_MAX) {
        key.place = run_place(run_hash(bytes, size), 0, run_salt(scope));
        return key;
    }
    key.tail = size >= 8 ? hash_read_word(at + size - 8) : 0;
    key.place = run_place(key.head, key.tail, run_salt(scope));
    return key;
}

static bool matches(const struct run_slot *slot, const struct run_key *key)
{
    if (run_size(key->shape) <= RUN_SHORT_MAX)
        return run_slot_is_short(slot, key);
    return slot->head == key->head && slot->shape == key->shape &&
           memcmp((const char *)(uintptr_t)slot->tail, key->bytes, run_size(key->shape)) == 0;
}

static struct run_slot *next_slot(const struct run_cache *cache, struct run_slot *slot)
{
    return slot + 1 < cache->slots + run_cache_slots(cache) ? slot + 1 : cache->slots;
}

struct run_slot *run_cache_find(const struct run_cache *cache, const struct run_key *key)
{
    struct run_slot *slot = run_cache_first(cache, key->place);
    while (slot->shape != 0 && !matches(slot, key))
        slot = next_slot(cache, slot);
    return slot;
}

static uint64_t place_of(const struct run_slot *slot)
{
    bool is_short = run_size(slot->shape) <= RUN_SHORT_MAX;
    return run_place(is_short ? slot->head : slot->hash, is_short ? slot->tail : 0,
                     run_salt(slot->shape >> RUN_SIZE_BITS));
}

/* Put slots with values from `least` up to `most` into a larger table. */
static void move_slots(const struct run_cache *cache, struct run_cache *grown, uint32_t least,
                       uint32_t most)
{
    for (size_t i = 0; i < run_cache_slots(cache); i++) {
        const struct run_slot *slot = &cache->slots[i];
        if (slot->shape == 0 || slot->value < least || slot->value > most)
            continue;
        struct run_slot *free_slot = run_cache_first(grown, place_of(slot));
        while (free_slot->shape != 0)
            free_slot = next_slot(grown, free_slot);
        *free_slot = *slot;
    }
}

/* Frequent runs are moved first, so that they are where they are looked for first. */
static bool grow(struct run_cache *cache)
{
    struct run_cache grown;
    if (!init_with(&grown, cache->shift - 1))
        return false;
    move_slots(cache, &grown, 0, EARLY - 1);
    move_slots(cache, &grown, EARLY, UINT32_MAX);
    free(cache->slots);
    cache->slots = grown.slots;
    cache->shift = grown.shift;
    return true;
}

bool run_cache_add(struct run_cache *cache, const struct run_key *key, uint32_t value)
{
    if (cache->count > run_cache_slots(cache) / 4 * 3 && !grow(cache))
        return false;
    size_t size = run_size(key->shape);
    struct run_slot slot = {key->head, key->tail, run_hash(key->bytes, size), key->shape, value};
    if (size > RUN_SHORT_MAX) {
        const char *copy = arena_copy(&cache->arena, key->bytes, size);
        if (copy == NULL)
            return false;
        slot.tail = (uintptr_t)copy;
    }
    *run_cache_find(cache, key) = slot;
    cache->count++;
    return true;
}

size_t run_cache_memory(const struct run_cache *cache)
{
    return run_cache_slots(cache) * sizeof *cache->slots + cache->arena.total;
}
