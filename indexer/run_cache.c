#include "indexer/run_cache.h"
#include "common/base/huge_pages.h"

enum { FIRST_SLOTS = 1 << 14 };

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

static size_t slot_bytes(const struct run_cache *cache)
{
    return run_cache_slots(cache) * sizeof *cache->slots;
}

bool run_cache_init(struct run_cache *cache)
{
    *cache = (struct run_cache){.mask = FIRST_SLOTS - 1};
    cache->slots = huge_zeros(slot_bytes(cache));
    return cache->slots != NULL;
}

void run_cache_free(struct run_cache *cache)
{
    huge_zeros_free(cache->slots, slot_bytes(cache));
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
    return slot < cache->slots + cache->mask ? slot + 1 : cache->slots;
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

/* Take the run out of a slot and put it where it is looked for, or behind. */
static void put_again(struct run_cache *cache, struct run_slot *slot)
{
    struct run_slot run = *slot;
    slot->shape = 0;
    slot = run_cache_first(cache, place_of(&run));
    while (slot->shape != 0)
        slot = next_slot(cache, slot);
    *slot = run;
}

/* Twice the slots. A run stays where it was or goes as far into the new half. They are put again in the order in which
 * they follow an empty slot: so what a run has to pass on its way has its last place before it. */
static bool grow(struct run_cache *cache)
{
    size_t before = run_cache_slots(cache), start = 0;
    struct run_slot *grown = huge_zeros_double(cache->slots, slot_bytes(cache));
    if (grown == NULL)
        return false;
    cache->slots = grown;
    cache->mask = 2 * before - 1;
    while (cache->slots[start].shape != 0) /* there is one: a quarter of them is */
        start++;
    for (size_t i = start + 1; i < start + before; i++)
        if (cache->slots[i & (before - 1)].shape != 0)
            put_again(cache, &cache->slots[i & (before - 1)]);
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
    return slot_bytes(cache) + cache->arena.total;
}
