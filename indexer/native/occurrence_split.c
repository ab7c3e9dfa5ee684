#include "indexer/native/occurrence_split.h"
#include "common/base/cpu.h"
#include "indexer/inverter.h"

#if CPU_HAS_VAST
#include <immintrin.h>
#endif

static const uint64_t put_bits = ~(UINT64_C(0xFFFF) << ITEM_FORM_BITS); /* of an item's place */

static ALWAYS_INLINE unsigned take(struct occurrence_split *split, const uint32_t *numbers,
                                   unsigned count)
{
    const item_place *places = split->places;
    uint32_t position = split->position;
    unsigned placed = split->placed.count, whole = split->whole.count, steps = split->steps.count;
    unsigned i = 0;
    for (; i < count; i++) {
        uint32_t number = numbers[i];
        if (number >= STREAM_SET) {
            if ((number & STREAM_BITS) == 0)
                position = number & ~STREAM_SET;
            continue;
        }
        item_place place = places[number];
        if ((place >> ITEM_KIND & OCCURRENCE_WIDE) != 0)
            break;
        unsigned kind = place >> ITEM_KIND & 7;
        unsigned is_step = kind & 1, is_whole = kind >> 1 & 1, is_placed = kind >> 2;
        position += is_step | is_whole | is_placed;
        uint32_t at = (split->start + position) << (place >> ITEM_FORM_BITS & 31);
        uint64_t put = (place & put_bits) | at;
        split->placed.puts[placed] = put;
        split->whole.puts[whole] = put;
        split->steps.puts[steps] = put;
        placed += is_placed;
        whole += is_whole;
        steps += is_step;
    }
    split->position = position;
    split->placed.count = placed;
    split->whole.count = whole;
    split->steps.count = steps;
    return i;
}

unsigned occurrence_split_take_plainly(struct occurrence_split *split, const uint32_t *numbers,
                                       unsigned count)
{
    return take(split, numbers, count);
}

#if CPU_HAS_VAST

/* Look up the places of `count` items, one by one: a gather takes longer. Of numbers that are no items, that of any. */
static void look_up(const item_place *places, const uint32_t *numbers, unsigned count,
                    item_place *found)
{
    for (unsigned i = 0; i < count; i++)
        found[i] = places[numbers[i] & ((numbers[i] >> 31) - 1)];
}

/* Which of eight items are of this kind. */
VAST static inline __mmask8 items_of(__m512i places, enum occurrence_kind kind)
{
    return _mm512_test_epi64_mask(places, _mm512_set1_epi64((int64_t)kind << ITEM_KIND));
}

/* Put those of eight that are chosen; what is written behind them is written over by the next. */
VAST static inline void put_some(struct occurrence_batch *batch, __mmask8 chosen, __m512i puts)
{
    _mm512_storeu_si512(batch->puts + batch->count, _mm512_maskz_compress_epi64(chosen, puts));
    batch->count += (unsigned)__builtin_popcount(chosen);
}

/* Put the occurrences of eight items, of which none is wide. */
VAST static inline void take_eight(struct occurrence_split *split, __m512i places)
{
    const __m512i one_to_eight = _mm512_setr_epi64(1, 2, 3, 4, 5, 6, 7, 8);
    __mmask8 step = items_of(places, OCCURRENCE_STEP), whole = items_of(places, OCCURRENCE_WHOLE);
    __mmask8 placed = items_of(places, OCCURRENCE_PLACED), any = step | whole | placed;
    __m512i form_bits =
        _mm512_and_si512(_mm512_srli_epi64(places, ITEM_FORM_BITS), _mm512_set1_epi64(31));
    __m512i positions = _mm512_add_epi64(_mm512_set1_epi64(split->start + split->position),
                                         _mm512_maskz_expand_epi64(any, one_to_eight));
    __m512i puts = _mm512_or_si512(_mm512_and_si512(places, _mm512_set1_epi64((int64_t)put_bits)),
                                   _mm512_sllv_epi64(positions, form_bits));
    put_some(&split->placed, placed, puts);
    put_some(&split->whole, whole, puts);
    put_some(&split->steps, step, puts);
    split->position += (unsigned)__builtin_popcount(any);
}

/* By groups of eight. Those with other numbers than items, or with wide ones, are taken plainly. */
VAST static unsigned take_vast(struct occurrence_split *split, const uint32_t *numbers,
                               unsigned count)
{
    item_place places[STREAM_BATCH];
    unsigned i = 0;
    count = count < STREAM_BATCH ? count : STREAM_BATCH;
    look_up(split->places, numbers, count, places);
    for (; i + SPLIT_GROUP <= count; i += SPLIT_GROUP) {
        __m256i eight = _mm256_loadu_si256((const __m256i *)(const void *)(numbers + i));
        __m512i found = _mm512_loadu_si512(places + i);
        unsigned others = (unsigned)_mm256_movemask_ps(_mm256_castsi256_ps(eight)) |
                          items_of(found, OCCURRENCE_WIDE);
        if (others == 0) {
            take_eight(split, found);
            continue;
        }
        unsigned done = take(split, numbers + i, SPLIT_GROUP);
        if (done < SPLIT_GROUP)
            return i + done;
    }
    return i + take(split, numbers + i, count - i);
}

#endif

unsigned occurrence_split_take(struct occurrence_split *split, const uint32_t *numbers,
                               unsigned count)
{
#if CPU_HAS_VAST
    if (cpu_is_vast())
        return take_vast(split, numbers, count);
#endif
    return occurrence_split_take_plainly(split, numbers, count);
}
