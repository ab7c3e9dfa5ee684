/* How many bytes of a text from its start are ASCII letters and digits: the innermost loop of
 * indexing. 16 bytes at a time where every machine of the platform can (SSE2 on x86-64, NEON on
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

/* Which of 16 bytes are letters and digits, the first in the lowest bit: where the distance to the first of its range,
 * as an unsigned number, is below the size of the range. */
static inline unsigned word_bytes_of_16(const unsigned char *bytes)
{
    __m128i block = _mm_loadu_si128((const __m128i *)(const void *)bytes);
    __m128i letter = _mm_sub_epi8(_mm_or_si128(block, _mm_set1_epi8(0x20)), _mm_set1_epi8('a'));
    __m128i digit = _mm_sub_epi8(block, _mm_set1_epi8('0'));
    __m128i is_letter = _mm_cmpeq_epi8(_mm_min_epu8(letter, _mm_set1_epi8(25)), letter);
    __m128i is_digit = _mm_cmpeq_epi8(_mm_min_epu8(digit, _mm_set1_epi8(9)), digit);
    return (unsigned)_mm_movemask_epi8(_mm_or_si128(is_letter, is_digit));
}

/* The same as the portable way for exactly 16 bytes. */
static inline size_t count_word_bytes_of_16(const unsigned char *bytes)
{
    return (size_t)__builtin_ctz(~word_bytes_of_16(bytes)); /* bits 16 and up are set there */
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

static inline uint64_t word_bytes_of_64_portable(const unsigned char *bytes)
{
    uint64_t words = 0;
    for (unsigned i = 0; i < 64; i++)
        words |= (uint64_t)is_word_byte(bytes[i]) << i;
    return words;
}

/* Which of 64 bytes are ASCII letters and digits, the first in the lowest bit. */
static inline uint64_t word_bytes_of_64(const unsigned char *bytes)
{
#if defined(__SSE2__)
    uint64_t words = 0;
    for (unsigned i = 0; i < 64; i += 16)
        words |= (uint64_t)word_bytes_of_16(bytes + i) << i;
    return words;
#else
    return word_bytes_of_64_portable(bytes);
#endif
}

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

#endif
