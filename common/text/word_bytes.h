/* How many bytes of a text from its start are ASCII letters and digits, and which of 64 are: the innermost loops
 * of indexing. 16 bytes at a time where every machine of the platform can (SSE2 on x86-64, NEON on
 * arm64), because a loop by bytes ends in a mispredicted branch for nearly every word: words differ
 * in length.
 */
#ifndef MORGUE_TEXT_WORD_BYTES_H
#define MORGUE_TEXT_WORD_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#if defined(__SSE2__)
#include <emmintrin.h>
#elif defined(__aarch64__)
#include <arm_neon.h>
#endif

static inline bool is_word_byte(unsigned char byte)
{
    return (unsigned char)((byte | 0x20) - 'a') < 26 || (unsigned char)(byte - '0') < 10;
}

/* The portable way, for the last bytes of a text and for other machines. */
static inline size_t count_word_bytes_portable(const unsigned char *bytes, size_t size)
{
    size_t count = 0;
    while (count < size && is_word_byte(bytes[count]))
        count++;
    return count;
}

#if defined(__SSE2__)

/* Where 16 bytes are letters or digits: where the distance to the first of such a range, as an unsigned number,
 * is below the size of the range. */
static inline __m128i find_word_bytes_of_16(__m128i block)
{
    __m128i letter = _mm_sub_epi8(_mm_or_si128(block, _mm_set1_epi8(0x20)), _mm_set1_epi8('a'));
    __m128i digit = _mm_sub_epi8(block, _mm_set1_epi8('0'));
    __m128i is_letter = _mm_cmpeq_epi8(_mm_min_epu8(letter, _mm_set1_epi8(25)), letter);
    __m128i is_digit = _mm_cmpeq_epi8(_mm_min_epu8(digit, _mm_set1_epi8(9)), digit);
    return _mm_or_si128(is_letter, is_digit);
}

/* The same as below for exactly 16 bytes. */
static inline size_t count_word_bytes_of_16(const unsigned char *bytes)
{
    __m128i block = _mm_loadu_si128((const __m128i *)(const void *)bytes);
    unsigned others = ~(unsigned)_mm_movemask_epi8(find_word_bytes_of_16(block));
    return (size_t)__builtin_ctz(others); /* bits 16 and up are set */
}

#elif defined(__aarch64__)

static inline size_t count_word_bytes_of_16(const unsigned char *bytes)
{
    uint8x16_t block = vld1q_u8(bytes);
    uint8x16_t letter = vsubq_u8(vorrq_u8(block, vdupq_n_u8(0x20)), vdupq_n_u8('a'));
    uint8x16_t digit = vsubq_u8(block, vdupq_n_u8('0'));
    uint8x16_t is_other =
        vmvnq_u8(vorrq_u8(vcltq_u8(letter, vdupq_n_u8(26)), vcltq_u8(digit, vdupq_n_u8(10))));
    /* Four bits a byte: the narrowing shift is NEON's way to a bit mask. */
    uint64_t others =
        vget_lane_u64(vreinterpret_u64_u8(vshrn_n_u16(vreinterpretq_u16_u8(is_other), 4)), 0);
    return others == 0 ? 16 : (size_t)__builtin_ctzll(others) / 4;
}

#endif

/* How many bytes from the start of `bytes` are ASCII letters and digits, at most `size`. */
static inline size_t count_word_bytes(const unsigned char *bytes, size_t size)
{
    size_t count = 0;
#if defined(__SSE2__) || defined(__aarch64__)
    for (; size - count >= 16; count += 16) {
        size_t of_16 = count_word_bytes_of_16(bytes + count);
        if (of_16 < 16)
            return count + of_16;
    }
#endif
    return count + count_word_bytes_portable(bytes + count, size - count);
}

enum { BYTE_MASK_SIZE = 64 }; /* bytes that a mask tells of */

/* What each of 64 bytes is, the first in the lowest bit. */
struct byte_masks {
    uint64_t word;  /* an ASCII letter or digit */
    uint64_t space; /* a blank or line feed */
    uint64_t high;  /* beyond ASCII */
};

/* The portable way. */
static inline struct byte_masks byte_masks_portable(const unsigned char bytes[BYTE_MASK_SIZE])
{
    struct byte_masks masks = {0, 0, 0};
    for (unsigned i = 0; i < BYTE_MASK_SIZE; i++) {
        masks.word |= (uint64_t)is_word_byte(bytes[i]) << i;
        masks.space |= (uint64_t)(bytes[i] == ' ' || bytes[i] == '\n') << i;
        masks.high |= (uint64_t)(bytes[i] >> 7) << i;
    }
    return masks;
}

static inline struct byte_masks byte_masks_of(const unsigned char bytes[BYTE_MASK_SIZE])
{
#if defined(__SSE2__)
    struct byte_masks masks = {0, 0, 0};
    for (unsigned i = 0; i < BYTE_MASK_SIZE; i += 16) {
        __m128i block = _mm_loadu_si128((const __m128i *)(const void *)(bytes + i));
        __m128i space = _mm_or_si128(_mm_cmpeq_epi8(block, _mm_set1_epi8(' ')),
                                     _mm_cmpeq_epi8(block, _mm_set1_epi8('\n')));
        masks.word |= (uint64_t)(unsigned)_mm_movemask_epi8(find_word_bytes_of_16(block)) << i;
        masks.space |= (uint64_t)(unsigned)_mm_movemask_epi8(space) << i;
        masks.high |= (uint64_t)(unsigned)_mm_movemask_epi8(block) << i;
    }
    return masks;
#else
    return byte_masks_portable(bytes);
#endif
}

#endif
