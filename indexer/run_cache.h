/* From the bytes of a run (tokenizer.h) to what it stands for, in one memory access: the table behind
 * the indexer's hot loop.
 *
 * Open addressing in slots of half a cache line, the key inside. Longer keys lie in an arena. The
 * caller computes hashes for a batch of runs and prefetches their slots before it looks them up, so
 * that the misses overlap.
 */
#ifndef MORGUE_INDEXER_RUN_CACHE_H
#define MORGUE_INDEXER_RUN_CACHE_H

#include "common/base/arena.h"
#include "common/base/hash.h"

enum { RUN_KEY_INLINE = 18 }; /* 96 % of English words are shorter */

struct run_slot {
    uint64_t hash;            /* of scope and bytes; 0: the slot is empty */
    uint32_t value;           /* the caller's */
    uint8_t size;             /* bytes of the key */
    uint8_t scope;            /* field and language: the caller's numbering */
    char key[RUN_KEY_INLINE]; /* the key, or a pointer to it when longer */
};

struct run_cache {
    struct run_slot *slots; /* owned */
    size_t mask;            /* slots - 1; slots are a power of two */
    size_t count;           /* slots in use */
    struct arena arena;     /* long keys */
};

bool run_cache_init(struct run_cache *cache);
void run_cache_free(struct run_cache *cache);

/* The hash of a run's bytes alone. */
static inline uint64_t run_hash(const char *bytes, size_t size)
{
    return hash64(bytes, size, 0) | 1; /* never 0 */
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

static inline bool run_slot_matches(const struct run_slot *slot, const char *bytes, size_t size,
                                    unsigned scope)
{
    if (slot->size != size || slot->scope != scope)
        return false;
    const char *key = slot->key;
    if (size > RUN_KEY_INLINE)
        memcpy(&key, slot->key, sizeof key);
    return memcmp(key, bytes, size) == 0;
}

/* The slot with this key, or the empty one where it belongs (hash 0). */
static inline struct run_slot *run_cache_find(const struct run_cache *cache, uint64_t hash,
                                              const char *bytes, size_t size, unsigned scope)
{
    size_t at = (hash >> 1) & cache->mask;
    while (true) {
        struct run_slot *slot = &cache->slots[at];
        if (slot->hash == 0 || (slot->hash == hash && run_slot_matches(slot, bytes, size, scope)))
            return slot;
        at = (at + 1) & cache->mask;
    }
}

/* Add a key of at most 255 bytes that is not there. False when memory is short. Slots move. */
bool run_cache_add(struct run_cache *cache, uint64_t hash, const char *bytes, size_t size,
                   unsigned scope, uint32_t value);

/* Bytes held. */
size_t run_cache_memory(const struct run_cache *cache);

#endif
