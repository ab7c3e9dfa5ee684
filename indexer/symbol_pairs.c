#include "indexer/symbol_pairs.h"
#include "common/base/hash.h"
#include "common/base/huge_pages.h"
#include "common/segment/lexicon.h"

#include <stdlib.h>

enum {
    SLOTS_LEAST = 1 << 12,
    SLOTS_AT_ONCE = 1 << 24, /* at first */
    BATCH = 128              /* pairs whose slots are fetched into the cache together */
};

static bool init_with(struct symbol_pairs *pairs, uint32_t slots)
{
    *pairs = (struct symbol_pairs){.mask = slots - 1};
    pairs->slots = huge_alloc_zero(slots, sizeof *pairs->slots);
    return pairs->slots != NULL;
}

bool symbol_pairs_init(struct symbol_pairs *pairs, uint64_t expected)
{
    uint32_t slots = SLOTS_LEAST;
    while (slots < SLOTS_AT_ONCE && slots / 2 < expected)
        slots *= 2;
    return init_with(pairs, slots);
}

void symbol_pairs_free(struct symbol_pairs *pairs)
{
    free(pairs->slots);
    *pairs = (struct symbol_pairs){.slots = NULL};
}

static uint64_t hash_of(uint32_t before, uint32_t symbol)
{
    return hash_fold((uint64_t)before << 32 | symbol, HASH_LANE_A);
}

static struct symbol_pair *find_pair(const struct symbol_pairs *pairs, uint32_t before,
                                     uint32_t symbol)
{
    uint32_t at = (uint32_t)hash_of(before, symbol) & pairs->mask;
    while (pairs->slots[at].count != 0 &&
           (pairs->slots[at].before != before || pairs->slots[at].symbol != symbol))
        at = (at + 1) & pairs->mask;
    return &pairs->slots[at];
}

static bool grow(struct symbol_pairs *pairs)
{
    struct symbol_pairs grown;
    if (!init_with(&grown, 2 * (pairs->mask + 1)))
        return false;
    for (uint32_t i = 0; i <= pairs->mask; i++)
        if (pairs->slots[i].count > 0)
            *find_pair(&grown, pairs->slots[i].before, pairs->slots[i].symbol) = pairs->slots[i];
    grown.count = pairs->count;
    grown.shown = pairs->shown;
    free(pairs->slots);
    *pairs = grown;
    return true;
}

bool symbol_pairs_add(struct symbol_pairs *pairs, uint32_t before, uint32_t symbol, uint32_t count)
{
    if (pairs->count > pairs->mask / 2 && !grow(pairs))
        return false;
    struct symbol_pair *pair = find_pair(pairs, before, symbol);
    if (pair->count == 0) {
        *pair = (struct symbol_pair){before, symbol, 0};
        pairs->count++;
    }
    pair->count += count;
    return true;
}

/* Pairs on their way: their slots are being fetched into the cache. */
struct pair_batch {
    uint32_t before[BATCH], symbol[BATCH];
    unsigned count;
};

/* Take what of the pairs of up to BATCH numbers belongs to a part, without a branch on that: it is as good as random. */
static void take_batch(struct pair_batch *batch, const struct symbol_pairs *pairs, uint32_t before,
                       const uint32_t *numbers, size_t count, unsigned part, unsigned parts)
{
    batch->count = 0;
    for (size_t i = 0; i < count; i++) {
        uint64_t hash = hash_of(before, numbers[i]);
        batch->before[batch->count] = before;
        batch->symbol[batch->count] = numbers[i];
        batch->count += (hash >> 32) * parts >> 32 == part;
        before = numbers[i];
    }
    for (unsigned i = 0; i < batch->count; i++)
        __builtin_prefetch(
            &pairs->slots[(uint32_t)hash_of(batch->before[i], batch->symbol[i]) & pairs->mask]);
}

bool symbol_pairs_show_part(struct symbol_pairs *pairs, const uint32_t *numbers, size_t count,
                            unsigned part, unsigned parts)
{
    uint32_t before = SYMBOL_END; /* of the article before */
    struct pair_batch batch;
    bool good = true;
    pairs->shown += count;
    while (count > 0 && good) {
        size_t some = count < BATCH ? count : BATCH;
        take_batch(&batch, pairs, before, numbers, some, part, parts);
        for (unsigned i = 0; i < batch.count && good; i++)
            good = symbol_pairs_add(pairs, batch.before[i], batch.symbol[i], 1);
        before = numbers[some - 1];
        numbers += some;
        count -= some;
    }
    return good;
}

bool symbol_pairs_show(struct symbol_pairs *pairs, const uint32_t *numbers, size_t count)
{
    return symbol_pairs_show_part(pairs, numbers, count, 0, 1);
}
