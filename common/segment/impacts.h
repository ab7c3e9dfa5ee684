/* Upper bounds of scores without knowing the scoring parameters.
 *
 * BM25 grows with the frequency f and falls with the article's length L, whatever k1, b and the mean
 * length are. So the best score in a block of postings is that of one of its *impacts*: the pairs
 * (f, L) that no other pair of the block beats in both. A few pairs per block, rounded towards "better"
 * (frequency up, length down), give a bound that always holds. (Ding and Suel, "Faster top-k document
 * retrieval using block-max indexes", 2011; impacts as in Lucene 8 and later.)
 *
 *   pair = frequency:u8 length:u8
 *          frequency 1-254 as is, 255 for all above, 0 for "no pair"
 *          length as length_code, rounded down
 * Pairs ascend in frequency and in length.
 */
#ifndef MORGUE_SEGMENT_IMPACTS_H
#define MORGUE_SEGMENT_IMPACTS_H

#include <stddef.h>
#include <stdint.h>

enum {
    IMPACT_BLOCK_PAIRS = 4, /* pairs of a block of 128 postings */
    IMPACT_SUPER_PAIRS = 6, /* pairs of 32 blocks */
    IMPACT_FREQUENCY_MANY = 255
};

struct impact {
    uint8_t frequency; /* as above */
    uint8_t length;    /* a length_code */
};

/* Lengths below 32 are their own code; above, four bits of mantissa: within 6 %, rounded down. */
uint8_t length_code(uint32_t length);

/* The smallest length with this code. */
uint32_t length_of_code(uint8_t code);

/* Collects the impacts of a stretch of postings. */
struct impact_collector {
    uint8_t shortest[256]; /* by frequency as above: lowest length code seen */
    unsigned highest;      /* highest frequency seen; 0: nothing seen */
};

void impact_collector_clear(struct impact_collector *collector);
void impact_collector_add(struct impact_collector *collector, uint32_t frequency, uint32_t length);

/* Add `count` postings of articles whose lengths have `codes`. */
void impact_collector_add_block(struct impact_collector *collector, const uint32_t *articles,
                                const uint32_t *frequencies, uint32_t count, const uint8_t *codes);

/* Take in what `pairs` stand for. */
void impact_collector_add_pairs(struct impact_collector *collector, const struct impact *pairs,
                                size_t count);

/* Write the collected impacts as exactly `count` pairs; of those too many neighbours are merged, towards "better",
 * such that with usual parameters the bound rises least. */
void impact_collector_write(const struct impact_collector *collector, struct impact *pairs,
                            size_t count);

#endif
