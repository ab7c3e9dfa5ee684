/* From the bytes of a run (tokenizer.h) to what it stands for, in one memory access: the table behind
 * the indexer's hot loop.
 *
 * Open addressing in slots of half a cache line. Runs of up to 15 bytes, nearly all, are hashed and
 * compared as two numbers, without a branch that depends on their size: sizes of words are as good as
 * random, and a branch guessed wrong costs more than the work. Longer keys lie in an arena. The caller
 * makes the keys of a batch of runs and prefetches their slots before it looks them up, so that the
 * misses overlap.
 */
#ifndef MORGUE_INDEXER_RUN_CACHE_H
#define MORGUE_INDEXER_RUN_CACHE_H

#include "common/base/arena.h"
#include "common/base/hash.h"

enum { RUN_SHORT_MAX = 15 }; /* bytes of a run that is compared as two numbers */

/* A run as it is looked up. */
struct run_key {
    const char *bytes; /* borrowed */
    uint64_t hash;     /* of the bytes alone, never 0 */
    uint64_t head;     /* the first eight bytes, zeros behind fewer */
    uint64_t tail;     /* short: the last eight bytes where it has as many, else 0; long: 0 */
    uint32_t size;     /* bytes, at most 255 */
};

struct run_slot {
    uint64_t hash;  /* of scope and bytes; 0: the slot is empty */
    uint64_t head;  /* as in the key */
    uint64_t tail;  /* as in the key; long: where its bytes are, a pointer */
    uint32_t kind;  /* size and scope of the run */
    uint32_t value; /* the caller's */
};

struct run_cache {
    struct run_slot *slots; /* owned */
    size_t mask;            /* slots - 1; slots are a power of two */
    size_t count;           /* slots in use */
    struct arena arena;     /* long keys */
};

bool run_cache_init(struct run_cache *cache);
void run_cache_free(struct run_cache *cache);

/* hash64() of up to 15 bytes that are in `head` and `tail` already. */
static inline uint64_t run_hash_short(uint64_t head, uint64_t tail, uint64_t size)
{
    uint64_t a = hash_fold(head ^ HASH_LANE_A, HASH_LANE_A);
    uint64_t b = hash_fold(hash_fold(HASH_LAST, HASH_LANE_B) ^ tail, HASH_LANE_B);
    return hash_fold(a ^ (b << 32 | b >> 32) ^ size, HASH_LAST);
}

/* The key of the `size` bytes (1 to 255) at `bytes`, of `readable` bytes that lie there. */
static inline struct run_key run_key_make(const char *bytes, size_t size, size_t readable)
{
    const uint8_t *at = (const uint8_t *)bytes;
    struct run_key key = {.bytes = bytes, .size = (uint32_t)size};
    if (readable < 8) {
        key.head = hash_read_part(at, size);
    } else {
        unsigned unused = size < 8 ? 8 * (8 - (unsigned)size) : 0; /* bits */
        key.head = hash_read_word(at) & (UINT64_MAX >> unused);
    }
    if (size > RUN_SHORT_MAX) {
        key.hash = hash64(bytes, size, 0) | 1;
        return key;
    }
    bool has_tail = size >= 8;
    if (readable >= 8)
        key.tail = hash_read_word(at + (has_tail ? size - 8 : 0)) & (0 - (uint64_t)has_tail);
    key.hash = run_hash_short(key.head, key.tail, size) | 1;
    return key;
}

/* What a run with hash `hash` is filed under in `scope`. Scopes lie twice an odd number apart: the
 * bits above the lowest, which choose the slot, differ. */
static inline uint64_t run_hash_in(uint64_t hash, unsigned scope)
{
    return (hash + 2 * (scope * HASH_LANE_B)) | 1;
}

static inline void run_cache_prefetch(const struct run_cache *cache, uint64_t hash)
{
    __builtin_prefetch(&cache->slots[(hash >> 1) & cache->mask]);
}

static inline uint32_t run_kind(const struct run_key *key, unsigned scope)
{
    return key->size | scope << 8;
}

static inline bool run_slot_matches(const struct run_slot *slot, const struct run_key *key,
                                    unsigned scope)
{
    if (slot->head != key->head || slot->kind != run_kind(key, scope))
        return false;
    if (key->size <= RUN_SHORT_MAX)
        return slot->tail == key->tail;
    return memcmp((const char *)(uintptr_t)slot->tail, key->bytes, key->size) == 0;
}

/* The slot with this key, or the empty one where it belongs (hash 0). `hash` is run_hash_in of it. */
static inline struct run_slot *run_cache_find(const struct run_cache *cache, uint64_t hash,
                                              const struct run_key *key, unsigned scope)
{
    size_t at = (hash >> 1) & cache->mask;
    while (true) {
        struct run_slot *slot = &cache->slots[at];
        if (slot->hash == 0 || (slot->hash == hash && run_slot_matches(slot, key, scope)))
            return slot;
        at = (at + 1) & cache->mask;
    }
}

/* Add a key that is not there, in a scope below 2^24. False when memory is short. Slots move. */
bool run_cache_add(struct run_cache *cache, const struct run_key *key, unsigned scope,
                   uint32_t value);

/* Bytes held. */
size_t run_cache_memory(const struct run_cache *cache);

#endif
