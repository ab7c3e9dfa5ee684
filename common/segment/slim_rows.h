/* What often follows each symbol, for writing: the rows of a lexicon (lexicon.h) in 16 bits a rank.
 *
 * A row is half a cache line, at a place that follows from its symbol's rank alone, so that it is fetched as soon as
 * the rank is known, in one access, and all of it is compared at once. Of a rank that has no 16 bits a row says only
 * that it has some such rank: there are few in an article, and which it is the lexicon's own rows tell.
 */
#ifndef MORGUE_SEGMENT_SLIM_ROWS_H
#define MORGUE_SEGMENT_SLIM_ROWS_H

#include "common/segment/lexicon.h"

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

enum {
    SLIM_RANKS = 0xFFFE, /* the ranks below stand in rows as they are */
    SLIM_OTHER = 0xFFFE, /* and others so */
    SLIM_NONE = 0xFFFF   /* where a row has no more */
};

/* What may follow a symbol, most likely first. */
struct slim_row {
    _Alignas(32) uint16_t ranks[NEXT_MAX];
};

/* The row of the `count` ranks at `nexts`. */
static inline void slim_row_make(struct slim_row *row, const uint32_t *nexts, unsigned count)
{
    for (unsigned k = 0; k < NEXT_MAX; k++)
        row->ranks[k] = SLIM_NONE;
    for (unsigned k = 0; k < count; k++)
        row->ranks[k] = (uint16_t)(nexts[k] < SLIM_RANKS ? nexts[k] : SLIM_OTHER);
}

/* Which of a row is `rank`, at most SLIM_OTHER: two bits for each, the lowest for the first; 0: none of them. */
static inline uint32_t slim_row_find_portable(const struct slim_row *row, uint32_t rank)
{
    uint32_t found = 0;
    for (unsigned k = 0; k < NEXT_MAX; k++)
        found |= (row->ranks[k] == rank ? 3U : 0U) << 2 * k;
    return found;
}

static inline uint32_t slim_row_find(const struct slim_row *row, uint32_t rank)
{
#if defined(__SSE2__)
    const __m128i *eight = (const __m128i *)(const void *)row;
    __m128i wanted = _mm_set1_epi16((short)rank);
    __m128i low = _mm_cmpeq_epi16(_mm_load_si128(eight), wanted);
    __m128i high = _mm_cmpeq_epi16(_mm_load_si128(eight + 1), wanted);
    return (uint32_t)_mm_movemask_epi8(low) | (uint32_t)_mm_movemask_epi8(high) << 16;
#else
    return slim_row_find_portable(row, rank);
#endif
}

#endif
