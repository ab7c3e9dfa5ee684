/* A 64-bit hash for tables, fingerprints and made-up ids. Not for defence against people who choose
 * the keys.
 *
 * Idea: a *fold* multiplies two 64-bit numbers to 128 bits and takes the halves' exclusive or, so that
 * every bit of the input reaches the middle bits of the product and these reach the whole result.
 * Two lanes take 8 bytes each, a step being one multiplication per lane that does not wait for the
 * other; what is left over at the end (under 16 bytes) is read as two words, which overlap where it
 * has 8 bytes or more. The length goes into the last fold, so that trailing NUL bytes count.
 *
 * Words are read as little-endian everywhere: the same bytes give the same number on every machine,
 * and it may be stored on disk. Changing anything here changes what is stored.
 */
#ifndef MORGUE_BASE_HASH_H
#define MORGUE_BASE_HASH_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* About half of their bits set, in no pattern: the fractional parts of the square roots of 2, 3 and 5,
 * made odd. */
#define HASH_LANE_A UINT64_C(0x6A09E667F3BCC909)
#define HASH_LANE_B UINT64_C(0xBB67AE8584CAA73B)
#define HASH_LAST   UINT64_C(0x3C6EF372FE94F82B)

/* The two halves of a * b, combined. */
static inline uint64_t hash_fold(uint64_t a, uint64_t b)
{
    __extension__ typedef unsigned __int128 uint128;
    uint128 product = (uint128)a * b;
    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

/* 8 bytes, little-endian. */
static inline uint64_t hash_read_word(const uint8_t *bytes)
{
    uint64_t word;
    memcpy(&word, bytes, sizeof word);
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    word = __builtin_bswap64(word);
#endif
    return word;
}

/* The first 1 to 7 bytes, little-endian, zeros above; 0 for none. */
static inline uint64_t hash_read_part(const uint8_t *bytes, size_t size)
{
    uint64_t word = 0;
    for (size_t i = 0; i < size; i++)
        word |= (uint64_t)bytes[i] << (8 * i);
    return word;
}

/* A hash being made: its two lanes. */
struct hash_lanes {
    uint64_t a; /* of the first 8 bytes of each 16 */
    uint64_t b; /* of the others */
};

static inline struct hash_lanes hash_begin(uint64_t seed)
{
    return (struct hash_lanes){seed ^ HASH_LANE_A, hash_fold(seed ^ HASH_LAST, HASH_LANE_B)};
}

enum { HASH_STEP = 16 };

/* Take in the whole steps of `size` bytes; how many bytes these were. */
static inline size_t hash_steps(struct hash_lanes *lanes, const uint8_t *bytes, size_t size)
{
    uint64_t a = lanes->a, b = lanes->b;
    size_t at = 0;
    for (; size - at >= HASH_STEP; at += HASH_STEP) {
        a = hash_fold(a ^ hash_read_word(bytes + at), HASH_LANE_A);
        b = hash_fold(b ^ hash_read_word(bytes + at + 8), HASH_LANE_B);
    }
    *lanes = (struct hash_lanes){a, b};
    return at;
}

/* Take in the `left` bytes that are no whole step; the hash of all `size` bytes. */
static inline uint64_t hash_end(struct hash_lanes lanes, const uint8_t *bytes, size_t left,
                                uint64_t size)
{
    uint64_t a = lanes.a, b = lanes.b;
    if (left >= 8) {
        a ^= hash_read_word(bytes);
        b ^= hash_read_word(bytes + left - 8);
    } else if (left > 0) {
        a ^= hash_read_part(bytes, left);
    }
    /* The length comes behind these folds: before them, a last byte could undo it. */
    a = hash_fold(a, HASH_LANE_A);
    b = hash_fold(b, HASH_LANE_B);
    return hash_fold(a ^ (b << 32 | b >> 32) ^ size, HASH_LAST);
}

/* The hash of `size` bytes (`data` may be NULL when that is 0). Different seeds give independent
 * hashes of the same bytes. Well mixed: any bits of the result may serve as a table index. */
static inline uint64_t hash64(const void *data, size_t size, uint64_t seed)
{
    const uint8_t *bytes = (const uint8_t *)data;
    struct hash_lanes lanes = hash_begin(seed);
    size_t at = hash_steps(&lanes, bytes, size);
    return hash_end(lanes, size > 0 ? bytes + at : bytes, size - at, size);
}

/* The same for long texts: four folds of 16 bytes each at a time, none waiting for another, so that it is three
 * times as fast. Another hash than hash64, not to be stored, as it may change. */
static inline uint64_t hash_text(const void *data, size_t size)
{
    enum { FOLDS = 4 };
    const uint8_t *bytes = (const uint8_t *)data;
    uint64_t folds[FOLDS] = {HASH_LANE_A, HASH_LANE_B, HASH_LANE_A ^ HASH_LANE_B,
                             HASH_LANE_A + HASH_LANE_B};
    size_t left = size;
    for (; left >= FOLDS * HASH_STEP; left -= FOLDS * HASH_STEP)
        for (unsigned i = 0; i < FOLDS; i++, bytes += HASH_STEP)
            folds[i] =
                hash_fold(folds[i] ^ hash_read_word(bytes), hash_read_word(bytes + 8) ^ HASH_LAST);
    uint64_t seed = hash_fold(folds[0] ^ HASH_LANE_A, folds[1] ^ HASH_LANE_B);
    seed ^= hash_fold(folds[2] ^ HASH_LANE_B, folds[3] ^ HASH_LAST);
    return hash64(bytes, left, seed ^ size);
}

#endif
