/* Decoding the blocks of a posting list: articles or their bitmap when a block is loaded, frequencies when
 * first asked for. */
#include "common/base/bits.h"
#include "common/base/cpu.h"
#include "common/codec/block_codec.h"
#include "common/codec/block_sums.h"
#include "common/codec/endian.h"
#include "common/codec/varint.h"
#include "common/segment/posting_cursor.h"

#if CPU_HAS_VAST
#include <immintrin.h>
#endif

/* Take over the bitmap at `from`. Blocks of common words stay bitmaps until all their articles are wanted:
 * finding one article in them takes a few instructions, unpacking all of them a few hundred. */
static ALWAYS_INLINE const uint8_t *read_bitmap_body(struct posting_cursor *cursor,
                                                     const uint8_t *from, const uint8_t *end,
                                                     uint32_t base)
{
    if (end - from < 2 || end - from - 2 < from[1])
        return NULL;
    unsigned size = from[1], count = 0;
    cursor->bit_base = base;
    cursor->bit_words = (size + 7) / 8;
    if (cursor->bit_words > 0)
        cursor->bits[cursor->bit_words - 1] = 0;
    memcpy(cursor->bits, from + 2, size);
    for (unsigned word = 0; word < cursor->bit_words; word++) {
        cursor->ranks[word] = (uint8_t)count;
        count += count_ones(cursor->bits[word]);
    }
    cursor->is_bitmap = true;
    return count == BLOCK_LENGTH ? from + 2 + size : NULL;
}

static const uint8_t *read_bitmap_plainly(struct posting_cursor *cursor, const uint8_t *from,
                                          const uint8_t *end, uint32_t base)
{
    return read_bitmap_body(cursor, from, end, base);
}

WIDE static const uint8_t *read_bitmap_widely(struct posting_cursor *cursor, const uint8_t *from,
                                              const uint8_t *end, uint32_t base)
{
    return read_bitmap_body(cursor, from, end, base);
}

#if CPU_HAS_VAST
/* Each number with those before it added. */
VAST static inline __m512i sum_eight(__m512i eight)
{
    const __m512i zero = _mm512_setzero_si512();
    eight = _mm512_add_epi64(eight, _mm512_alignr_epi64(eight, zero, 7));
    eight = _mm512_add_epi64(eight, _mm512_alignr_epi64(eight, zero, 6));
    return _mm512_add_epi64(eight, _mm512_alignr_epi64(eight, zero, 4));
}

/* The same by vectors of eight words: with expand_vastly phrases take 6 % less time. */
VAST static const uint8_t *read_bitmap_vastly(struct posting_cursor *cursor, const uint8_t *from,
                                              const uint8_t *end, uint32_t base)
{
    if (end - from < 2 || end - from - 2 < from[1])
        return NULL;
    unsigned size = from[1];
    __m512i count = _mm512_setzero_si512();
    for (unsigned at = 0; at < size; at += 64) {
        __mmask64 here = size - at < 64 ? _bzhi_u64(UINT64_MAX, size - at) : UINT64_MAX;
        __m512i bits = _mm512_maskz_loadu_epi8(here, from + 2 + at);
        __m512i ones = _mm512_popcnt_epi64(bits), sums = sum_eight(ones);
        _mm512_storeu_si512(cursor->bits + at / 8, bits);
        __m512i before = _mm512_sub_epi64(_mm512_add_epi64(count, sums), ones);
        _mm_storel_epi64((__m128i *)(void *)(cursor->ranks + at / 8), _mm512_cvtepi64_epi8(before));
        count = _mm512_add_epi64(count, _mm512_permutexvar_epi64(_mm512_set1_epi64(7), sums));
    }
    cursor->bit_base = base;
    cursor->bit_words = (size + 7) / 8;
    cursor->is_bitmap = true;
    return _mm512_cvtsi512_si32(count) == BLOCK_LENGTH ? from + 2 + size : NULL;
}
#else
#define read_bitmap_vastly read_bitmap_widely
#endif

static const uint8_t *read_bitmap(struct posting_cursor *cursor, const uint8_t *from,
                                  const uint8_t *end, uint32_t base)
{
    return (cpu_is_vast()   ? read_bitmap_vastly
            : cpu_is_wide() ? read_bitmap_widely
                            : read_bitmap_plainly)(cursor, from, end, base);
}

/* The highest article of the bitmap. */
static uint32_t bitmap_last(const struct posting_cursor *cursor)
{
    uint32_t word = cursor->bit_words - 1;
    while (word > 0 && cursor->bits[word] == 0)
        word--;
    return cursor->bit_base + word * 64 + 63 - (uint32_t)__builtin_clzll(cursor->bits[word] | 1);
}

static ALWAYS_INLINE void expand_body(struct posting_cursor *cursor)
{
    uint32_t count = 0;
    for (uint32_t word = 0; word < cursor->bit_words; word++)
        for (uint64_t bits = cursor->bits[word]; bits != 0; bits &= bits - 1)
            cursor->articles[count++] =
                cursor->bit_base + word * 64 + (uint32_t)__builtin_ctzll(bits);
    cursor->is_bitmap = false;
}

static void expand_plainly(struct posting_cursor *cursor)
{
    expand_body(cursor);
}

WIDE static void expand_widely(struct posting_cursor *cursor)
{
    expand_body(cursor);
}

#if CPU_HAS_VAST
/* The same, with the instruction that brings chosen numbers together. */
VAST static void expand_vastly(struct posting_cursor *cursor)
{
    const __m512i numbers = _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
    uint32_t *to = cursor->articles;
    __m512i base = _mm512_add_epi32(numbers, _mm512_set1_epi32((int)cursor->bit_base));
    for (uint32_t word = 0; word < cursor->bit_words; word++) {
        uint64_t bits = cursor->bits[word];
        for (unsigned part = 0; part < 64; part += 16, bits >>= 16) {
            _mm512_storeu_si512(to, _mm512_maskz_compress_epi32((__mmask16)bits, base));
            to += _mm_popcnt_u32((uint16_t)bits);
            base = _mm512_add_epi32(base, _mm512_set1_epi32(16));
        }
    }
    cursor->is_bitmap = false;
}
#else
#define expand_vastly expand_widely
#endif

void posting_cursor_expand(struct posting_cursor *cursor)
{
    (cpu_is_vast() ? expand_vastly : cpu_is_wide() ? expand_widely : expand_plainly)(cursor);
}

/* Articles must ascend and stay in the segment, or iteration could run wild. */
static bool ascends(const uint32_t *articles, uint32_t count, uint32_t before)
{
    uint32_t ordered = before == ARTICLE_NONE || articles[0] > before;
    for (uint32_t i = 1; i < count; i++)
        ordered &= articles[i] > articles[i - 1];
    return ordered != 0;
}

static const uint8_t *read_articles(struct posting_cursor *cursor, const uint8_t *from,
                                    const uint8_t *end, uint32_t before)
{
    enum { SMALL = 1 << 24 }; /* sums of 128 gaps below it do not wrap */
    uint32_t *articles = cursor->articles;
    from = block_read(from, end, articles);
    if (from == NULL)
        return NULL;
    uint32_t gaps = block_sum_gaps(articles, before);
    return gaps < SMALL || ascends(articles, BLOCK_LENGTH, before) ? from : NULL;
}

static bool read_tail(struct posting_cursor *cursor, const uint8_t *from, const uint8_t *end,
                      uint32_t before, uint32_t count)
{
    bool has_positions = field_has_positions(cursor->entry.field);
    for (uint32_t i = 0; i < count; i++) {
        uint64_t gap;
        uint32_t frequency = 1;
        from = varint_read(from, end, &gap);
        bool once = !has_positions || (gap & 1) != 0;
        if (has_positions)
            gap >>= 1;
        if (!once)
            from = varint_read_u32(from, end, &frequency);
        if (from == NULL || gap >= ARTICLES_MAX || frequency == 0)
            return false;
        before += (uint32_t)gap + 1;
        cursor->articles[i] = before;
        cursor->frequencies[i] = frequency;
    }
    return true;
}

static bool settle_block(struct posting_cursor *cursor, uint32_t block, uint32_t count,
                         uint32_t last)
{
    cursor->block = block;
    cursor->next_block = block + 1;
    cursor->count = count;
    cursor->index = 0;
    cursor->last = last;
    cursor->picked = 0;
    cursor->has_starts = false;
    return true;
}

static bool decode_single(struct posting_cursor *cursor)
{
    uint32_t count = cursor->entry.df;
    cursor->frequencies_at = NULL;
    cursor->is_bitmap = false;
    if (count == 1) {
        cursor->articles[0] = cursor->entry.article;
        cursor->frequencies[0] = (uint32_t)cursor->entry.cf;
    } else if (!segment_file_verify(cursor->file, cursor->data,
                                    (uint64_t)(cursor->end - cursor->data)) ||
               !read_tail(cursor, cursor->data, cursor->end, ARTICLE_NONE, count)) {
        return posting_cursor_damaged(cursor, cursor->data);
    }
    uint32_t last = cursor->articles[count - 1];
    if (last >= cursor->articles_limit || !ascends(cursor->articles, count, ARTICLE_NONE))
        return posting_cursor_damaged(cursor, cursor->data);
    return settle_block(cursor, 0, count, last);
}

/* The bytes of block `block`, verified. */
static bool block_range(struct posting_cursor *cursor, uint32_t block, const uint8_t **from,
                        const uint8_t **end)
{
    const uint8_t *skip = cursor->skips + (size_t)block * SKIP_SIZE;
    uint64_t size = (uint64_t)(cursor->end - cursor->data);
    uint64_t start = load_u32(skip + SKIP_BLOCK_AT);
    uint64_t behind =
        block + 1 < cursor->blocks ? load_u32(skip + SKIP_SIZE + SKIP_BLOCK_AT) : size;
    if (start > behind || behind > size)
        return posting_cursor_damaged(cursor, skip);
    *from = cursor->data + start;
    *end = cursor->data + behind;
    cpu_expect(*end, EXPECTED_LINES); /* most lists go on with the next block: 1 to 2 % faster */
    return segment_file_verify(cursor->file, *from, behind - start) ||
           posting_cursor_damaged(cursor, *from);
}

/* Read the articles of a whole block; true when they ascend and end with `last`. */
static bool read_whole(struct posting_cursor *cursor, const uint8_t *from, const uint8_t *end,
                       uint32_t before, uint32_t last)
{
    if (from < end && *from == BITMAP_HEAD) {
        cursor->frequencies_at = read_bitmap(cursor, from, end, before + 1);
        return cursor->frequencies_at != NULL && bitmap_last(cursor) == last;
    }
    cursor->frequencies_at = read_articles(cursor, from, end, before);
    return cursor->frequencies_at != NULL && cursor->articles[BLOCK_LENGTH - 1] == last;
}

bool posting_cursor_load(struct posting_cursor *cursor, uint32_t block)
{
    if (cursor->skips == NULL)
        return decode_single(cursor);
    const uint8_t *from = NULL, *end = NULL;
    if (!block_range(cursor, block, &from, &end))
        return false;
    uint32_t before = block > 0 ? posting_cursor_block_last(cursor, block - 1) : ARTICLE_NONE;
    uint32_t last = posting_cursor_block_last(cursor, block);
    uint32_t rest = cursor->entry.df - block * BLOCK_LENGTH;
    uint32_t count = rest < BLOCK_LENGTH ? rest : BLOCK_LENGTH;
    cursor->frequencies_at = NULL;
    cursor->is_bitmap = false;
    bool is_sound = last < cursor->articles_limit && (before == ARTICLE_NONE || before < last);
    if (is_sound && count == BLOCK_LENGTH)
        is_sound = read_whole(cursor, from, end, before, last);
    else if (is_sound)
        is_sound = read_tail(cursor, from, end, before, count) &&
                   cursor->articles[count - 1] == last && ascends(cursor->articles, count, before);
    return is_sound ? settle_block(cursor, block, count, last)
                    : posting_cursor_damaged(cursor, from);
}

bool posting_cursor_decode_frequencies(struct posting_cursor *cursor)
{
    const uint8_t *from = cursor->frequencies_at;
    cursor->frequencies_at = NULL;
    if (!field_has_positions(cursor->entry.field)) {
        for (unsigned i = 0; i < BLOCK_LENGTH; i++)
            cursor->frequencies[i] = 1;
        return true;
    }
    bool is_sound = block_read(from, cursor->end, cursor->frequencies) != NULL &&
                    block_add_one(cursor->frequencies);
    return is_sound || posting_cursor_damaged(cursor, from);
}

uint32_t posting_cursor_pick_packed(struct posting_cursor *cursor, uint32_t index)
{
    enum { PICKED_MAX = 4 }; /* as many cost what decoding all of the block costs */
    const uint8_t *from = cursor->frequencies_at;
    if (cursor->picked == PICKED_MAX || !field_has_positions(cursor->entry.field))
        return posting_cursor_decode_frequencies(cursor) ? cursor->frequencies[index] : 0;
    cursor->picked++;
    uint32_t more; /* than one */
    if (!block_read_one(from, cursor->end, index, &more) || more == UINT32_MAX) {
        posting_cursor_damaged(cursor, from);
        return 0;
    }
    return more + 1;
}

bool posting_cursor_unpack(struct posting_cursor *cursor)
{
    if (cursor->count == 0 ||
        (cursor->frequencies_at != NULL && !posting_cursor_decode_frequencies(cursor)))
        return false;
    if (cursor->is_bitmap)
        posting_cursor_expand(cursor);
    return true;
}

bool posting_cursor_peek(struct posting_cursor *cursor)
{
    return cursor->count > 0 || (cursor->next_block == 0 && posting_cursor_load(cursor, 0));
}
