/* From the bytes of a run (tokenizer.h) to what it stands for, in one memory access: the table behind the indexer's
 * hot loop. Many threads may look runs up and add others at the same time; while it grows, nobody else may be there.
 *
 * Open addressing in slots of half a cache line. Runs of up to 15 bytes, nearly all, are hashed by one multiplication
 * and compared as two numbers, without a branch that depends on their size: sizes of words are as good as random, and
 * a branch guessed wrong costs more than the work. The caller makes the keys of a batch of runs and prefetches their
 * slots before it looks them up, so that the misses overlap.
 */
#ifndef MORGUE_INDEXER_RUN_CACHE_H
#define MORGUE_INDEXER_RUN_CACHE_H

#include "common/base/cpu.h"
#include "common/base/hash.h"

#include <stdalign.h>

enum {
    RUN_SHORT_MAX = 15, /* bytes of a run that is compared as two numbers */
    RUN_SIZE_BITS = 8,  /* of a shape */
    RUN_SCOPE_BITS = 24 /* of a shape */
};

/* A run as it is looked up. */
struct run_key {
    const char *bytes; /* borrowed */
    uint64_t head;     /* the first eight bytes, zeros behind fewer */
    uint64_t tail;     /* short: the last eight bytes where it has as many, else 0; long: 0 */
    uint64_t place;    /* where it is looked for first: the lowest bits of this */
    uint32_t shape;    /* size in bytes (1 to 255) | scope << RUN_SIZE_BITS */
};

/* Filled once, by whoever has made an empty one busy, its shape last: who has seen that may read the rest. */
struct run_slot {
    uint64_t head;  /* as in the key */
    uint64_t tail;  /* as in the key; long: where its bytes are, a pointer: borrowed */
    uint64_t hash;  /* hash64 of the bytes, made odd */
    uint32_t shape; /* as in the key; 0: the slot is empty */
    uint32_t value; /* the caller's */
};

#define RUN_SHAPE_BUSY UINT32_MAX /* no run has this shape */

/* What looking up needs. */
struct run_table {
    struct run_slot *slots; /* huge_zeros */
    uint64_t mask;          /* slots - 1; slots are a power of two */
};

struct run_cache {
    struct run_table table; /* slots owned */
    alignas(CACHE_LINE)
        size_t count; /* slots in use, or promised to those who add; not beside the above, which
                                         all read meanwhile */
};

bool run_cache_init(struct run_cache *cache);
void run_cache_free(struct run_cache *cache);

static inline uint32_t run_shape(uint32_t size, uint32_t scope)
{
    return size | scope << RUN_SIZE_BITS;
}

static inline uint32_t run_size(uint32_t shape)
{
    return shape & ((1U << RUN_SIZE_BITS) - 1);
}

static inline uint64_t run_hash(const char *bytes, size_t size)
{
    return hash64(bytes, size, 0) | 1;
}

/* Where a run is looked for, by two numbers that tell it: head and tail of a short one, its hash and 0 of a long one.
 * `salt` is run_salt of its scope. Each number reaches the highest bits of its product, which become the lowest byte
 * by byte. */
static inline uint64_t run_place(uint64_t head, uint64_t tail, uint64_t salt)
{
    return __builtin_bswap64((head ^ salt) * HASH_LANE_A + tail * HASH_LANE_B);
}

static inline uint64_t run_salt(uint32_t scope)
{
    return scope * HASH_LAST;
}

/* The key in `scope` (below 2^RUN_SCOPE_BITS) of the `size` bytes at `bytes`, 1 to 255. */
struct run_key run_key_make(const char *bytes, size_t size, uint32_t scope);

/* Ones where the first so many bytes of eight are. */
extern const uint64_t run_head_mask[RUN_SHORT_MAX + 1];

/* The same of 1 to RUN_SHORT_MAX bytes, without a branch: eight bytes before their end and behind it can be read.
 * `salt` is that of the scope. */
static inline struct run_key run_key_make_short(const char *bytes, size_t size, uint32_t scope,
                                                uint64_t salt)
{
    const uint8_t *at = (const uint8_t *)bytes;
    struct run_key key = {.bytes = bytes, .shape = run_shape((uint32_t)size, scope)};
    key.head = hash_read_word(at) & run_head_mask[size];
    key.tail = hash_read_word(at + size - 8) & (0 - (uint64_t)(size >> 3));
    key.place = run_place(key.head, key.tail, salt);
    return key;
}

/* The slot where a run is looked for first. */
static inline struct run_slot *run_table_first(const struct run_table *table, uint64_t place)
{
    return &table->slots[place & table->mask];
}

/* The fields of a slot that somebody may be filling. */
static inline uint32_t run_slot_shape(const struct run_slot *slot)
{
    return __atomic_load_n(&slot->shape, __ATOMIC_ACQUIRE);
}

static inline uint64_t run_slot_number(const uint64_t *field)
{
    return __atomic_load_n(field, __ATOMIC_RELAXED);
}

/* Whether a slot has this run of up to RUN_SHORT_MAX bytes; false for others. If so, all of it can be read. */
static inline bool run_slot_is_short(const struct run_slot *slot, const struct run_key *key)
{
    uint64_t differs = run_slot_shape(slot) ^ key->shape;
    differs |= run_slot_number(&slot->head) ^ key->head;
    return (differs | (run_slot_number(&slot->tail) ^ key->tail)) == 0;
}

/* The slot with this run; NULL where there was none: by now somebody may have added it. */
const struct run_slot *run_table_find(const struct run_table *table, const struct run_key *key);

/* Add a run, unless somebody has added it meanwhile: *is_new tells. The slot with it. A long run's bytes must stay as
 * long as the cache. There must be an empty slot. */
const struct run_slot *run_table_add(const struct run_table *table, const struct run_key *key,
                                     uint32_t value, bool *is_new);

/* Whether it has to grow before `more` runs are added. */
static inline bool run_cache_lacks(const struct run_cache *cache, size_t more)
{
    return cache->count + more > (cache->table.mask + 1) / 4 * 3;
}

/* Twice as many slots, which may move. False when memory is short. */
bool run_cache_grow(struct run_cache *cache);

static inline size_t run_cache_slots(const struct run_cache *cache)
{
    return (size_t)cache->table.mask + 1;
}

/* Bytes held. */
size_t run_cache_memory(const struct run_cache *cache);

#endif
