/* Finding many articles in the loaded block at once, without a branch on what is found. */
#include "common/base/bits.h"
#include "common/base/cpu.h"
#include "common/segment/posting_cursor.h"

#if CPU_HAS_WIDE
#include <immintrin.h>
#endif

/* Article `number` of the batch is posting `index`, if `is_there`; returns how many are located now. */
static ALWAYS_INLINE uint32_t note(struct located *located, uint32_t found, uint32_t number,
                                   uint32_t index, bool is_there)
{
    located->numbers[found] = (uint16_t)number;
    located->indexes[found] = (uint8_t)index;
    return found + is_there;
}

static ALWAYS_INLINE uint32_t locate_in_bitmap(const struct posting_cursor *cursor,
                                               const uint32_t *articles, uint32_t count,
                                               struct located *located)
{
    uint32_t found = 0;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t bit = articles[i] - cursor->bit_base, word = bit / 64;
        uint64_t bits = cursor->bits[word], below = ((uint64_t)1 << (bit % 64)) - 1;
        uint32_t index = cursor->ranks[word] + count_ones(bits & below);
        found = note(located, found, i, index, (bits >> (bit % 64) & 1) != 0);
    }
    return found;
}

/* The index of the first of the `size` numbers from `from` on that is `target` or higher; of the last one where
 * none is. As many steps whatever is found. */
static inline uint32_t lower_bound(const uint32_t *numbers, uint32_t from, uint32_t size,
                                   uint32_t target)
{
    while (size > 1) {
        uint32_t half = size / 2;
        from +=
            half & (0U - (numbers[from + half - 1] < target)); /* not ?:, which becomes a branch */
        size -= half;
    }
    return from;
}

/* Look each of the `size` postings from `from` on up among the articles. */
static uint32_t look_postings_up(const struct posting_cursor *cursor, uint32_t from, uint32_t size,
                                 const uint32_t *articles, uint32_t count, struct located *located)
{
    uint32_t found = 0, number = 0;
    for (uint32_t index = from; index < from + size; index++) {
        number = lower_bound(articles, number, count - number, cursor->articles[index]);
        found = note(located, found, number, index, articles[number] == cursor->articles[index]);
    }
    return found;
}

static uint32_t locate_in_array(const struct posting_cursor *cursor, const uint32_t *articles,
                                uint32_t count, struct located *located)
{
    enum {
        MANY = 6
    }; /* articles for which it pays to find out first in which part of the block they are */
    uint32_t from = 0, size = cursor->count, found = 0;
    if (count >= MANY) {
        from = lower_bound(cursor->articles, 0, size, articles[0]);
        size = lower_bound(cursor->articles, from, size - from, articles[count - 1]) - from + 1;
    }
    if (size < count)
        return look_postings_up(cursor, from, size, articles, count, located);
    for (uint32_t i = 0; i < count; i++) {
        uint32_t index = lower_bound(cursor->articles, from, size, articles[i]);
        found = note(located, found, i, index, cursor->articles[index] == articles[i]);
    }
    return found;
}

uint32_t posting_cursor_locate_plainly(const struct posting_cursor *cursor,
                                       const uint32_t *articles, uint32_t count,
                                       struct located *located)
{
    return cursor->is_bitmap ? locate_in_bitmap(cursor, articles, count, located)
                             : locate_in_array(cursor, articles, count, located);
}

#if CPU_HAS_WIDE
WIDE static uint32_t locate_in_bitmap_widely(const struct posting_cursor *cursor,
                                             const uint32_t *articles, uint32_t count,
                                             struct located *located)
{
    return locate_in_bitmap(cursor, articles, count, located);
}

/* How many of the eight numbers are below `target`; all are below 2^31. */
WIDE static inline uint32_t count_below(__m256i eight, __m256i target)
{
    __m256i below = _mm256_cmpgt_epi32(target, eight);
    return (uint32_t)__builtin_popcount((unsigned)_mm256_movemask_ps(_mm256_castsi256_ps(below)));
}

WIDE static inline __m256i load_eight(const uint32_t *from)
{
    return _mm256_loadu_si256((const __m256i *)(const void *)from);
}

/* The last article of each eighth of a full block. */
WIDE static inline __m256i load_lasts(const uint32_t *block)
{
    return _mm256_setr_epi32((int)block[15], (int)block[31], (int)block[47], (int)block[63],
                             (int)block[79], (int)block[95], (int)block[111], (int)block[127]);
}

/* The index of the first of a full block's articles that is `target` or later: first in which eighth, then
 * where in it. */
WIDE static inline uint32_t find_widely(const uint32_t *block, __m256i lasts, uint32_t target)
{
    __m256i eight = _mm256_set1_epi32((int)target);
    const uint32_t *part = block + 16 * (count_below(lasts, eight) & 7);
    part += count_below(load_eight(part), eight) + count_below(load_eight(part + 8), eight);
    return (uint32_t)(part - block) % BLOCK_LENGTH;
}

WIDE static uint32_t locate_in_array_widely(const struct posting_cursor *cursor,
                                            const uint32_t *articles, uint32_t count,
                                            struct located *located)
{
    enum { SPARSE = 2 }; /* so many times the postings: rather look these up */
    const uint32_t *block = cursor->articles;
    const __m256i lasts = load_lasts(block);
    uint32_t first = find_widely(block, lasts, articles[0]), found = 0;
    uint32_t size = find_widely(block, lasts, articles[count - 1]) - first + 1;
    if (size <= count / SPARSE)
        return look_postings_up(cursor, first, size, articles, count, located);
    for (uint32_t i = 0; i < count; i++) {
        uint32_t index = find_widely(block, lasts, articles[i]);
        found = note(located, found, i, index, block[index] == articles[i]);
    }
    return found;
}

uint32_t posting_cursor_locate(const struct posting_cursor *cursor, const uint32_t *articles,
                               uint32_t count, struct located *located)
{
    enum { FEW = 3 }; /* articles for which it does not pay to look at every part of the block */
    if (count <= FEW || !cpu_is_wide() || (!cursor->is_bitmap && cursor->count < BLOCK_LENGTH))
        return posting_cursor_locate_plainly(cursor, articles, count, located);
    return cursor->is_bitmap ? locate_in_bitmap_widely(cursor, articles, count, located)
                             : locate_in_array_widely(cursor, articles, count, located);
}
#else
uint32_t posting_cursor_locate(const struct posting_cursor *cursor, const uint32_t *articles,
                               uint32_t count, struct located *located)
{
    return posting_cursor_locate_plainly(cursor, articles, count, located);
}
#endif
