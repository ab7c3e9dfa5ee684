#include "common/segment/impacts.h"

#include <stdbool.h>
#include <string.h>

enum {
    MANTISSA = 16,
    EXACT_BELOW = 2 * MANTISSA,
    FEW = 16,  /* most blocks have no frequency as high */
    TABLES = 8 /* for these */
};

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

static unsigned frequency_code(uint32_t frequency)
{
    return frequency < IMPACT_FREQUENCY_MANY ? frequency : IMPACT_FREQUENCY_MANY;
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
    add_code(collector, frequency_code(frequency), length_code(length));
}

/* Frequencies below FEW. Neighbours have tables of their own: as most postings have the same frequency or two, each would
 * wait for what the one before has stored. */
static void add_few(struct impact_collector *collector, const uint32_t *articles,
                    const uint32_t *frequencies, uint32_t count, const uint8_t *codes)
{
    uint8_t shortest[TABLES][FEW];
    uint8_t *known = collector->shortest;
    unsigned highest = collector->highest;
    memset(shortest, 0xFF, sizeof shortest);
    for (uint32_t i = 0; i < count; i++) {
        uint8_t *before = &shortest[i % TABLES][frequencies[i]], code = codes[articles[i]];
        *before = code < *before ? code : *before;
        highest = frequencies[i] > highest ? frequencies[i] : highest;
    }
    for (unsigned t = 0; t < TABLES; t++)
        for (unsigned f = 0; f < FEW; f++)
            known[f] = shortest[t][f] < known[f] ? shortest[t][f] : known[f];
    collector->highest = highest;
}

void impact_collector_add_block(struct impact_collector *collector, const uint32_t *articles,
                                const uint32_t *frequencies, uint32_t count, const uint8_t *codes)
{
    uint32_t all = 0;
    for (uint32_t i = 0; i < count; i++)
        all |= frequencies[i];
    if (all < FEW) {
        add_few(collector, articles, frequencies, count, codes);
        return;
    }
    for (uint32_t i = 0; i < count; i++)
        add_code(collector, frequency_code(frequencies[i]), codes[articles[i]]);
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

/* About the best score of a pair, with the usual parameters and articles of a usual length: for choosing. */
static double usual_score(unsigned frequency, uint8_t length)
{
    const double k1 = 1.2, b = 0.75, mean = 400;
    double f = frequency, many = 2 * IMPACT_FREQUENCY_MANY;
    f = frequency < IMPACT_FREQUENCY_MANY ? f : many;
    return f / (k1 * (1 - b + b * length_of_code(length) / mean) + f);
}

/* The pair to merge with the one behind it: where what stands for both promises least. */
static size_t cheapest_merge(const struct impact *found, size_t count)
{
    size_t best = 0;
    double least = 2;
    for (size_t i = 0; i + 1 < count; i++) {
        double score = usual_score(found[i].frequency, found[i + 1].length);
        if (score < least) {
            least = score;
            best = i;
        }
    }
    return best;
}

void impact_collector_write(const struct impact_collector *collector, struct impact *pairs,
                            size_t count)
{
    struct impact found[256];
    size_t have = frontier(collector, found);
    while (have > count) {
        size_t at = cheapest_merge(found, have);
        found[at].length = found[at + 1].length;
        memmove(found + at + 1, found + at + 2, (have - at - 2) * sizeof *found);
        have--;
    }
    memset(pairs, 0, count * sizeof *pairs);
    for (size_t i = 0; i < have; i++)
        pairs[i] = found[have - 1 - i];
}
