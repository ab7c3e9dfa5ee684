/* Numbers in as few bytes as they need: seven bits a byte, lowest first, the top bit says "more". */
#ifndef MORGUE_CODEC_VARINT_H
#define MORGUE_CODEC_VARINT_H

#include "common/base/buffer.h"

enum { VARINT_SIZE_MAX = 10 }; /* bytes of a 64-bit number */

/* Write `value` to `to` (room for VARINT_SIZE_MAX bytes); returns the position behind it. */
static inline uint8_t *varint_write(uint8_t *to, uint64_t value)
{
    while (value >= 0x80) {
        *to++ = (uint8_t)(value | 0x80);
        value >>= 7;
    }
    *to++ = (uint8_t)value;
    return to;
}

static inline void varint_append(struct buffer *buffer, uint64_t value)
{
    if (!buffer_reserve(buffer, VARINT_SIZE_MAX))
        return;
    buffer->size = (size_t)(varint_write(buffer->data + buffer->size, value) - buffer->data);
}

/* Read a number that lies wholly before `end`; returns the position behind it. NULL, with *value 0,
 * when it does not, does not fit 64 bits, or `from` is NULL: a chain of reads is checked once, at
 * its end. */
static inline const uint8_t *varint_read(const uint8_t *from, const uint8_t *end, uint64_t *value)
{
    uint64_t result = 0;
    *value = 0;
    if (from == NULL)
        return NULL;
    for (unsigned shift = 0; shift < 64 && from < end; shift += 7) {
        uint8_t byte = *from++;
        if (shift == 63 && byte > 1)
            return NULL;
        result |= (uint64_t)(byte & 0x7F) << shift;
        if (byte < 0x80) {
            *value = result;
            return from;
        }
    }
    return NULL;
}

/* As varint_read for a number that must fit 32 bits. */
static inline const uint8_t *varint_read_u32(const uint8_t *from, const uint8_t *end,
                                             uint32_t *value)
{
    if (from != NULL && from < end && *from < 0x80) {
        *value = *from;
        return from + 1;
    }
    uint64_t wide;
    from = varint_read(from, end, &wide);
    *value = (uint32_t)wide;
    return wide <= UINT32_MAX ? from : NULL;
}

#endif
