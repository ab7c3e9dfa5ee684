/* Fixed-width numbers on disk are little-endian, at any alignment. */
#ifndef MORGUE_CODEC_ENDIAN_H
#define MORGUE_CODEC_ENDIAN_H

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

#endif
