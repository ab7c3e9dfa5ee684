/* What inverters have learnt, each for itself or several together, one a thread: runs of characters, the items that
 * they stand for (stream_items.h), terms and their written forms.
 *
 * Nearly always a run is known, and finding it takes no lock. Nor does adding one: whoever learns has a stock of items
 * that are its own and the promise of some slots in the cache, and only getting others takes a lock, as do texts that
 * have to be kept. Terms and forms have a lock of their own, as they are added many at once, which takes longer;
 * neither is taken while the other is held. Whatever is read without a lock moves only while nobody else is inside.
 * What an item says is read when nobody learns any more; before, only its number is used.
 */
#ifndef MORGUE_INDEXER_VOCABULARY_H
#define MORGUE_INDEXER_VOCABULARY_H

#include "common/base/buffer.h"
#include "common/base/gate.h"
#include "common/base/string_table.h"
#include "indexer/run_cache.h"
#include "indexer/stream_items.h"

#include <stdalign.h>

enum { EXPANSION_HEAD = 2 /* entries of an expansion before its items */ };

struct vocabulary {
    struct gate gate;       /* whoever uses what follows is inside */
    struct run_cache cache; /* values: an item, or STREAM_SET | where an expansion begins */
    struct buffer
        expansions; /* u32: count, item of the text or ITEM_NONE, items; see vocabulary_expand */
    struct stream_items items;                       /* what numbers of streams stand for */
    alignas(CACHE_LINE) pthread_mutex_t item_lock;   /* of what grows of the above */
    alignas(CACHE_LINE) pthread_mutex_t string_lock; /* of what follows */
    struct string_table terms; /* scope: field; text without the field's byte */
    struct string_table forms; /* scope: term number; the written form */
};

/* Items of an inverter's own, in order, still unknown, and slots of the cache promised to it. */
struct item_stock {
    uint32_t next, end; /* numbers; equal: there is none */
    uint32_t slots;     /* of the cache that may be filled */
};

/* How much it is, for run_memory.c. */
struct vocabulary_load {
    size_t held;                  /* bytes, all of it */
    size_t ended;                 /* of them: what vocabulary_end gives back */
    uint32_t items, forms, terms; /* learnt */
};

/* NULL when memory is short. */
struct vocabulary *vocabulary_new(void);
void vocabulary_free(struct vocabulary *words);

/* Forget all. False when memory is short: it can only be freed then, or cleared again. */
bool vocabulary_clear(struct vocabulary *words);

/* Give back what only finding words needs; it is to be cleared then before anything is learnt. */
void vocabulary_end(struct vocabulary *words);

/* Around all inverting, so that what is looked up stays where it is. */
static inline void vocabulary_enter(struct vocabulary *words)
{
    gate_enter(&words->gate);
}

static inline void vocabulary_leave(struct vocabulary *words)
{
    gate_leave(&words->gate);
}

/* Have `least` items in stock, or more, and a slot. False when memory is short. What was found in the cache may have
 * moved. */
bool vocabulary_restock(struct vocabulary *words, struct item_stock *stock, uint32_t least);

/* A copy of `text` that stays as long as items do. NULL when memory is short. */
const char *vocabulary_keep(struct vocabulary *words, mrg_text text);

/* The item that is `form` and no text, of stock, where there must be one, if it is new. ITEM_NONE when memory is
 * short. */
uint32_t vocabulary_item_of_form(struct vocabulary *words, struct item_stock *stock, uint32_t form);

/* Add an expansion, which stands for a run of several tokens, or of none: how many, the item of its text or ITEM_NONE,
 * and their items, STREAM_SET set on those that share the position of the one before. *value receives the value in the
 * cache for it. False when memory is short. What was found in the cache may have moved. */
bool vocabulary_expand(struct vocabulary *words, const uint32_t *entries, size_t count,
                       uint32_t *value);

/* The entries of an expansion, by its value in the cache. */
static inline const uint32_t *vocabulary_expansion(const struct vocabulary *words, uint32_t value)
{
    return (const uint32_t *)(const void *)words->expansions.data + (value & ~STREAM_SET);
}

/* Bytes held. While nobody learns. */
size_t vocabulary_memory(const struct vocabulary *words);

/* Its load now. Locks both in turn; whoever measures need not be inside. */
void vocabulary_measure(struct vocabulary *words, struct vocabulary_load *load);

#endif
