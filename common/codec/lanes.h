/* Four 32-bit numbers at once: SSE2 on x86-64, NEON on arm64, plain code elsewhere; the compiler chooses. */
#ifndef MORGUE_CODEC_LANES_H
#define MORGUE_CODEC_LANES_H

#include <stdint.h>
#include <string.h>

typedef uint32_t lanes __attribute__((vector_size(16)));

static inline lanes lanes_load(const void *from)
{
    lanes value;
    memcpy(&value, from, sizeof value);
    return value;
}

static inline void lanes_store(void *to, lanes value)
{
    memcpy(to, &value, sizeof value);
}

/* Each number with those before it added. */
static inline lanes lanes_sums(lanes value)
{
    const lanes zero = {0, 0, 0, 0};
    value += __builtin_shufflevector(zero, value, 3, 4, 5, 6);
    return value + __builtin_shufflevector(zero, value, 2, 3, 4, 5);
}

/* The last number four times. */
static inline lanes lanes_last(lanes value)
{
    return __builtin_shufflevector(value, value, 3, 3, 3, 3);
}

#endif
