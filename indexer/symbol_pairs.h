/* How often which symbol comes behind which: what a sample of articles shows. Several threads may share the work:
 * each looks at all of the sample, which is soon done, and takes only the pairs of its part, so that no pair is in two
 * tables.
 */
#ifndef MORGUE_INDEXER_SYMBOL_PAIRS_H
#define MORGUE_INDEXER_SYMBOL_PAIRS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* How often one symbol came behind another. */
struct symbol_pair {
    uint32_t before, symbol; /* numbers of the lexicon's maker */
    uint32_t count;          /* 0: the slot is empty */
};

struct symbol_pairs {
    struct symbol_pair *slots; /* owned: open addressing */
    uint32_t mask;             /* slots - 1; slots are a power of two */
    uint32_t count;            /* slots in use */
    uint64_t shown;            /* pairs in all articles shown */
};

/* `expected` different pairs, about, find room at once. False when memory is short. */
bool symbol_pairs_init(struct symbol_pairs *pairs, uint64_t expected);

/* Legal for pairs of zeros. */
void symbol_pairs_free(struct symbol_pairs *pairs);

/* `symbol` came behind `before` `count` times more. False when memory is short. */
bool symbol_pairs_add(struct symbol_pairs *pairs, uint32_t before, uint32_t symbol, uint32_t count);

/* An article, symbol by symbol, the end included. False when memory is short. */
bool symbol_pairs_show(struct symbol_pairs *pairs, const uint32_t *numbers, size_t count);

/* The same for the pairs of part `part` of `parts` alone; of all parts together each pair is in one. */
bool symbol_pairs_show_part(struct symbol_pairs *pairs, const uint32_t *numbers, size_t count,
                            unsigned part, unsigned parts);

#endif
