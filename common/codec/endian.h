/* Fixed-width numbers on disk are little-endian, at any alignment. */
#ifndef MORGUE_CODEC_ENDIAN_H
#define MORGUE_CODEC_ENDIAN_H

#include "common/base/buffer.h"

#include <stdint.h>
#include <string.h>

#if __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "this build needs a little-endian machine (x86-64, arm64)"
#endif

static inline uint32_t load_u32(const void *from)
{
    uint32_t value;
    memcpy(&value, from, sizeof value);
    return value;
}

static inline uint64_t load_u64(const void *from)
{
    uint64_t value;
    memcpy(&value, from, sizeof value);
    return value;
}

static inline void store_u32(void *to, uint32_t value)
{
    memcpy(to, &value, sizeof value);
}

static inline void store_u64(void *to, uint64_t value)
{
    memcpy(to, &value, sizeof value);
}

static inline void append_u32(struct buffer *buffer, uint32_t value)
{
    uint8_t bytes[4];
    store_u32(bytes, value);
    buffer_append(buffer, bytes, sizeof bytes);
}

static inline void append_u64(struct buffer *buffer, uint64_t value)
{
    uint8_t bytes[8];
    store_u64(bytes, value);
    buffer_append(buffer, bytes, sizeof bytes);
}

#endif
