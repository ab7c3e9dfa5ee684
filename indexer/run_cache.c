#include "indexer/run_cache.h"
#include "common/base/huge_pages.h"

#include <sched.h>

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
    return run_cache_slots(cache) * sizeof *cache->table.slots;
}

bool run_cache_init(struct run_cache *cache)
{
    *cache = (struct run_cache){.table = {.mask = FIRST_SLOTS - 1}};
    cache->table.slots = huge_zeros(slot_bytes(cache));
    return cache->table.slots != NULL;
}

void run_cache_free(struct run_cache *cache)
{
    huge_zeros_free(cache->table.slots, slot_bytes(cache));
    *cache = (struct run_cache){.count = 0};
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
    return run_slot_shape(slot) == key->shape && slot->head == key->head &&
           memcmp((const char *)(uintptr_t)slot->tail, key->bytes, run_size(key->shape)) == 0;
}

static struct run_slot *next_slot(const struct run_table *table, struct run_slot *slot)
{
    return slot < table->slots + table->mask ? slot + 1 : table->slots;
}

const struct run_slot *run_table_find(const struct run_table *table, const struct run_key *key)
{
    struct run_slot *slot = run_table_first(table, key->place);
    while (!matches(slot, key)) {
        if (run_slot_shape(slot) == 0)
            return NULL;
        slot = next_slot(table, slot);
    }
    return slot;
}

static uint64_t place_of(const struct run_slot *slot)
{
    bool is_short = run_size(slot->shape) <= RUN_SHORT_MAX;
    return run_place(is_short ? slot->head : slot->hash, is_short ? slot->tail : 0,
                     run_salt(slot->shape >> RUN_SIZE_BITS));
}

/* Take the run out of a slot and put it where it is looked for, or behind. */
static void put_again(const struct run_table *table, struct run_slot *slot)
{
    struct run_slot run = *slot;
    slot->shape = 0;
    slot = run_table_first(table, place_of(&run));
    while (slot->shape != 0)
        slot = next_slot(table, slot);
    *slot = run;
}

/* A run stays where it was or goes as far into the new half. They are put again in the order in which
 * they follow an empty slot: so what a run has to pass on its way has its last place before it. */
bool run_cache_grow(struct run_cache *cache)
{
    size_t before = run_cache_slots(cache), start = 0;
    struct run_slot *grown = huge_zeros_double(cache->table.slots, slot_bytes(cache));
    if (grown == NULL)
        return false;
    cache->table = (struct run_table){grown, 2 * before - 1};
    while (grown[start].shape != 0) /* there is one: a quarter of them is */
        start++;
    for (size_t i = start + 1; i < start + before; i++)
        if (grown[i & (before - 1)].shape != 0)
            put_again(&cache->table, &grown[i & (before - 1)]);
    return true;
}

/* Make an empty slot busy. */
static bool claim(struct run_slot *slot)
{
    uint32_t empty = 0;
    return __atomic_compare_exchange_n(&slot->shape, &empty, RUN_SHAPE_BUSY, false,
                                       __ATOMIC_ACQUIRE, __ATOMIC_RELAXED);
}

static void fill(struct run_slot *slot, const struct run_key *key, uint32_t value)
{
    const uint32_t size = run_size(key->shape);
    const uint64_t tail = size > RUN_SHORT_MAX ? (uintptr_t)key->bytes : key->tail;
    __atomic_store_n(&slot->head, key->head, __ATOMIC_RELAXED);
    __atomic_store_n(&slot->tail, tail, __ATOMIC_RELAXED);
    slot->hash = run_hash(key->bytes, size);
    slot->value = value;
    __atomic_store_n(&slot->shape, key->shape, __ATOMIC_RELEASE);
}

const struct run_slot *run_table_add(const struct run_table *table, const struct run_key *key,
                                     uint32_t value, bool *is_new)
{
    struct run_slot *slot = run_table_first(table, key->place);
    *is_new = false;
    while (!*is_new) {
        uint32_t shape = run_slot_shape(slot);
        if (shape == RUN_SHAPE_BUSY) {
            sched_yield(); /* it may become this very run */
        } else if (shape != 0) {
            if (matches(slot, key))
                break;
            slot = next_slot(table, slot);
        } else if (claim(slot)) {
            fill(slot, key, value);
            *is_new = true;
        }
    }
    return slot;
}

size_t run_cache_memory(const struct run_cache *cache)
{
    return slot_bytes(cache);
}
