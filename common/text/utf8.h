/* UTF-8, read safely: every reader takes an end, and nothing is ever read as what it is not. */
#ifndef MORGUE_TEXT_UTF8_H
#define MORGUE_TEXT_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    UTF8_BROKEN = 0x110000,    /* returned in place of a code point: beyond the last one */
    UTF8_REPLACEMENT = 0xFFFD, /* what a broken byte counts as */
    UTF8_SIZE_MAX = 4          /* bytes of the longest character */
};

/* utf8_decode() for characters of four bytes and broken ones; not to be called otherwise. */
uint32_t utf8_decode_slow(const char *text, size_t size, size_t at, size_t *length);

/* The code point at text[at], at < size; *length (bytes, 1 to 4) is how far to go on. UTF8_BROKEN
 * with *length 1 for a byte that begins no complete, shortest-form character (surrogates included).
 * Inline for one to three bytes: text beyond ASCII passes here several times a character. */
static inline uint32_t utf8_decode(const char *text, size_t size, size_t at, size_t *length)
{
    const unsigned char *bytes = (const unsigned char *)text + at;
    size_t left = size - at;
    *length = 1;
    if (bytes[0] < 0x80)
        return bytes[0];
    if (bytes[0] >= 0xC2 && bytes[0] < 0xE0 && left >= 2 && (bytes[1] & 0xC0) == 0x80) {
        *length = 2;
        return (bytes[0] & 0x1Fu) << 6 | (bytes[1] & 0x3Fu);
    }
    if (bytes[0] > 0xE0 && bytes[0] < 0xED && left >= 3 && (bytes[1] & 0xC0) == 0x80 &&
        (bytes[2] & 0xC0) == 0x80) {
        *length = 3;
        return (bytes[0] & 0x0Fu) << 12 | (bytes[1] & 0x3Fu) << 6 | (bytes[2] & 0x3Fu);
    }
    return utf8_decode_slow(text, size, at, length);
}

/* Write `code` (a code point) to `out`, room for UTF8_SIZE_MAX bytes; returns how many were
 * written. What is no code point is written as U+FFFD. */
size_t utf8_encode(uint32_t code, char *out);

/* The largest size <= `limit` at which `text` can be cut without cutting a character. */
size_t utf8_cut(const char *text, size_t size, size_t limit);

/* Whether all of `text` is well-formed. */
bool utf8_is_valid(const char *text, size_t size);

/* Whether all bytes are below 0x80. */
bool utf8_is_ascii(const char *text, size_t size);

#endif
