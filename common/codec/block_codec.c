#include "common/codec/block_codec.h"
#include "common/codec/bit_widths.h"
#include "common/codec/endian.h"
#include "common/codec/varint.h"

enum { HEAD_EXCEPTIONS = 0x40, WIDTH_MASK = 0x3F, EXCEPTIONS_MAX = 127 };

/* The width with the fewest bytes in all. An exception takes its index and one varint byte per seven
 * bits above the width. */
static unsigned best_width(const struct bit_widths *widths, unsigned widest)
{
    uint8_t above[32 + 4 * 7] = {0}; /* by width: numbers that need more; zeros behind the widest */
    unsigned best = widest, best_size = 16 * widest;
    for (unsigned width = widest; width-- > 0;) {
        unsigned exceptions = bit_widths_count_above(widths, width);
        if (exceptions > EXCEPTIONS_MAX || 2 * exceptions > best_size)
            break;
        const uint8_t *more = above + width;
        above[width] = (uint8_t)exceptions;
        unsigned size = 16 * width + 1 + 2 * exceptions + more[7] + more[14] + more[21] + more[28];
        if (size < best_size) {
            best = width;
            best_size = size;
        }
    }
    return best;
}

static uint8_t *write_exceptions(const uint32_t values[BLOCK_LENGTH],
                                 const struct bit_widths *widths, unsigned width, uint8_t *to)
{
    uint8_t *count = to++;
    *count = 0;
    for (unsigned first = 0; first < BLOCK_LENGTH; first += 64) {
        uint64_t above = bit_widths_above(widths, first, width);
        for (; above != 0; above &= above - 1) {
            unsigned index = first + (unsigned)__builtin_ctzll(above);
            *to++ = (uint8_t)index;
            to = varint_write(to, values[index] >> width);
            ++*count;
        }
    }
    return to;
}

void block_append(struct buffer *out, const uint32_t values[BLOCK_LENGTH])
{
    struct bit_widths widths;
    unsigned widest = bit_widths_measure(&widths, values), width = best_width(&widths, widest);
    bool has_exceptions = widest > width;
    if (!buffer_reserve(out, 2 + bitpack_size(width) + BLOCK_LENGTH * (1 + VARINT_SIZE_MAX)))
        return;
    uint8_t *to = out->data + out->size;
    *to++ = (uint8_t)(width | (has_exceptions ? HEAD_EXCEPTIONS : 0));
    if (has_exceptions) {
        uint32_t low[BLOCK_LENGTH];
        for (unsigned i = 0; i < BLOCK_LENGTH; i++)
            low[i] = values[i] & ((1U << width) - 1);
        bitpack_write(low, width, to);
        to = write_exceptions(values, &widths, width, to + bitpack_size(width));
    } else {
        bitpack_write(values, width, to);
        to += bitpack_size(width);
    }
    out->size = (size_t)(to - out->data);
}

/* The packed part's width when a whole block head and packed part lie before `end`, else -1. */
static int checked_width(const uint8_t *from, const uint8_t *end)
{
    if (from == NULL || from >= end || (*from & 0x80) != 0)
        return -1;
    unsigned width = *from & WIDTH_MASK;
    if (width > 32 || (size_t)(end - from) < 1 + bitpack_size(width))
        return -1;
    return (int)width;
}

/* Behind `count` exceptions of two bytes each, when these lie before `end` and all are that short: then no
 * byte has its top bit set. NULL else. */
static const uint8_t *skip_short_exceptions(const uint8_t *from, const uint8_t *end, unsigned count)
{
    size_t size = 2 * (size_t)count, at = 0;
    uint64_t all = 0;
    if ((size_t)(end - from) < size)
        return NULL;
    for (; at + 8 <= size; at += 8)
        all |= load_u64(from + at);
    for (; at < size; at++)
        all |= from[at];
    return (all & 0x8080808080808080) == 0 ? from + size : NULL;
}

/* Read `count` exceptions of any size; `values` may be NULL. */
static const uint8_t *read_long_exceptions(const uint8_t *from, const uint8_t *end, unsigned count,
                                           unsigned width, uint32_t *values)
{
    while (count-- > 0) {
        if (from >= end || *from >= BLOCK_LENGTH)
            return NULL;
        unsigned index = *from++;
        uint32_t high;
        from = varint_read_u32(from, end, &high);
        if (from == NULL)
            return NULL;
        if (values != NULL)
            values[index] |= high << width;
    }
    return from;
}

/* Behind `count` exceptions that are passed over. */
static const uint8_t *skip_exceptions(const uint8_t *from, const uint8_t *end, unsigned width)
{
    if (from >= end || width >= 32)
        return NULL;
    unsigned count = *from++;
    const uint8_t *behind = skip_short_exceptions(from, end, count);
    return behind != NULL ? behind : read_long_exceptions(from, end, count, width, NULL);
}

/* Add four exceptions of two bytes each, those that are 0 0 changing nothing. */
static inline void add_four(uint64_t four, unsigned width, uint32_t values[BLOCK_LENGTH])
{
    for (unsigned i = 0; i < 4; i++, four >>= 16)
        values[four & (BLOCK_LENGTH - 1)] |= (uint32_t)(four >> 8 & 0xFF) << width;
}

static const uint8_t *read_exceptions(const uint8_t *from, const uint8_t *end, unsigned width,
                                      uint32_t values[BLOCK_LENGTH])
{
    if (from >= end || width >= 32)
        return NULL;
    unsigned count = *from++;
    size_t size = 2 * (size_t)count;
    if ((size_t)(end - from) < size + 8)
        return read_long_exceptions(from, end, count, width, values);
    for (size_t at = 0; at < size; at += 8) {
        uint64_t four = load_u64(from + at);
        if (size - at < 8)
            four &= ((uint64_t)1 << 8 * (size - at)) - 1;
        if ((four & 0x8080808080808080) != 0)
            return read_long_exceptions(from, end, count, width, values);
        add_four(four, width, values);
    }
    return from + size;
}

const uint8_t *block_read(const uint8_t *from, const uint8_t *end, uint32_t values[BLOCK_LENGTH])
{
    int width = checked_width(from, end);
    if (width < 0)
        return NULL;
    bool has_exceptions = (*from & HEAD_EXCEPTIONS) != 0;
    bitpack_read(from + 1, (unsigned)width, values);
    from += 1 + bitpack_size((unsigned)width);
    return has_exceptions ? read_exceptions(from, end, (unsigned)width, values) : from;
}

const uint8_t *block_skip(const uint8_t *from, const uint8_t *end)
{
    int width = checked_width(from, end);
    if (width < 0)
        return NULL;
    bool has_exceptions = (*from & HEAD_EXCEPTIONS) != 0;
    from += 1 + bitpack_size((unsigned)width);
    return has_exceptions ? skip_exceptions(from, end, (unsigned)width) : from;
}

/* What `count` exceptions of two bytes each add to number `index`. */
static uint32_t short_exceptions_of(const uint8_t *from, unsigned count, unsigned width,
                                    unsigned index)
{
    uint32_t high = 0;
    for (unsigned i = 0; i < count; i++)
        high |= from[2 * i] == index ? from[2 * i + 1] : 0U;
    return high << width;
}

/* The number by way of all: for long exceptions, which are rare. */
static bool read_one_of_all(const uint8_t *from, const uint8_t *end, unsigned index,
                            uint32_t *value)
{
    uint32_t values[BLOCK_LENGTH];
    if (block_read(from, end, values) == NULL)
        return false;
    *value = values[index];
    return true;
}

/* Add to number `index` of the block at `block` what its exceptions at `from` say. */
static bool add_exception(const uint8_t *block, const uint8_t *from, const uint8_t *end,
                          unsigned width, unsigned index, uint32_t *value)
{
    if (from >= end || width >= 32)
        return false;
    unsigned count = *from++;
    if (skip_short_exceptions(from, end, count) != NULL) {
        *value |= short_exceptions_of(from, count, width, index);
        return true;
    }
    return read_one_of_all(block, end, index, value);
}

bool block_read_one(const uint8_t *from, const uint8_t *end, unsigned index, uint32_t *value)
{
    int width = checked_width(from, end);
    if (width < 0)
        return false;
    *value = bitpack_read_one(from + 1, (unsigned)width, index);
    const uint8_t *exceptions = from + 1 + bitpack_size((unsigned)width);
    return (*from & HEAD_EXCEPTIONS) == 0 ||
           add_exception(from, exceptions, end, (unsigned)width, index, value);
}
