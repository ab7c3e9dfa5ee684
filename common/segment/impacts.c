#include "common/segment/impacts.h"

#include <stdbool.h>
#include <string.h>

enum { MANTISSA = 16, EXACT_BELOW = 2 * MANTISSA };

uint8_t length_code(uint32_t length)
{
    if (length < EXACT_BELOW)
        return (uint8_t)length;
    unsigned exponent = 27U - (unsigned)__builtin_clz(length); /* length >> exponent is 16 to 31 */
    unsigned code = MANTISSA * exponent + (length >> exponent);
    return code < 255 ? (uint8_t)code : 255;
}

uint32_t length_of_code(uint8_t code)
{
    if (code < EXACT_BELOW)
        return code;
    unsigned exponent = code / MANTISSA - 1U;
    return (uint32_t)(MANTISSA + code % MANTISSA) << exponent;
}

void impact_collector_clear(struct impact_collector *collector)
{
    memset(collector->shortest, 0xFF, sizeof collector->shortest);
    collector->highest = 0;
}

static void add_code(struct impact_collector *collector, unsigned frequency, uint8_t code)
{
    if (code < collector->shortest[frequency])
        collector->shortest[frequency] = code;
    if (frequency > collector->highest)
        collector->highest = frequency;
}

void impact_collector_add(struct impact_collector *collector, uint32_t frequency, uint32_t length)
{
    add_code(collector, frequency < IMPACT_FREQUENCY_MANY ? frequency : IMPACT_FREQUENCY_MANY,
             length_code(length));
}

void impact_collector_add_pairs(struct impact_collector *collector, const struct impact *pairs,
                                size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (pairs[i].frequency > 0)
            add_code(collector, pairs[i].frequency, pairs[i].length);
}

/* The non-dominated pairs, descending in frequency. */
static size_t frontier(const struct impact_collector *collector, struct impact found[256])
{
    size_t count = 0;
    unsigned shortest = 256;
    for (unsigned f = collector->highest; f > 0; f--) {
        bool seen = collector->shortest[f] < 255 || f == collector->highest;
        if (!seen || collector->shortest[f] >= shortest)
            continue;
        shortest = collector->shortest[f];
        found[count++] = (struct impact){(uint8_t)f, (uint8_t)shortest};
    }
    return count;
}

void impact_collector_write(const struct impact_collector *collector, struct impact *pairs,
                            size_t count)
{
    struct impact found[256];
    size_t have = frontier(collector, found);
    /* Too many: let the most frequent ones share one pair. BM25 saturates, so they differ least. */
    while (have > count) {
        found[1].frequency = found[0].frequency;
        memmove(found, found + 1, (have - 1) * sizeof *found);
        have--;
    }
    memset(pairs, 0, count * sizeof *pairs);
    for (size_t i = 0; i < have; i++)
        pairs[i] = found[have - 1 - i];
}
