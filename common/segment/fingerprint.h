/* A 64-bit fingerprint of a text for finding near-duplicates: texts that share most of their word
 * triples share most of its 16 digits.
 *
 * One permutation hashing (Li, Owen and Zhang, 2012): every triple of neighbouring words is hashed; the
 * top four bits choose one of 16 bins, each bin keeps its smallest hash, and four bits of that are the
 * bin's digit. Two texts agree in a digit with the probability of their Jaccard similarity, or by chance
 * once in 16.
 */
#ifndef MORGUE_SEGMENT_FINGERPRINT_H
#define MORGUE_SEGMENT_FINGERPRINT_H

#include "common/base/hash.h"

enum { FINGERPRINT_BINS = 16 };

struct fingerprint {
    uint64_t smallest[FINGERPRINT_BINS]; /* hash per bin; UINT64_MAX: none yet */
    uint64_t before[2];                  /* hashes of the two words before */
};

static inline void fingerprint_init(struct fingerprint *fingerprint)
{
    memset(fingerprint, 0xFF, sizeof *fingerprint);
}

/* Take in the next `count` words by their hashes. */
static inline void fingerprint_add_all(struct fingerprint *fingerprint, const uint64_t *words,
                                       unsigned count)
{
    uint64_t first = fingerprint->before[0], second = fingerprint->before[1];
    for (unsigned i = 0; i < count; i++) {
        uint64_t triple = hash_fold(first ^ HASH_LANE_A, second + 2 * words[i] + HASH_LANE_B);
        unsigned bin = (unsigned)(triple >> 60);
        uint64_t least = fingerprint->smallest[bin]; /* stored in any case: one word in seven
                                                        lowers it, none knows which */
        fingerprint->smallest[bin] = triple < least ? triple : least;
        first = second;
        second = words[i];
    }
    fingerprint->before[0] = first;
    fingerprint->before[1] = second;
}

/* Take in one word. */
static inline void fingerprint_add(struct fingerprint *fingerprint, uint64_t word)
{
    fingerprint_add_all(fingerprint, &word, 1);
}

static inline uint64_t fingerprint_value(const struct fingerprint *fingerprint)
{
    uint64_t value = 0;
    for (unsigned bin = 0; bin < FINGERPRINT_BINS; bin++)
        value = value << 4 | (fingerprint->smallest[bin] & 15);
    return value;
}

#endif
