/* A sequence of 32-bit numbers of which most are small, in memory: two bytes for a number below NUMBER_WIDE, six
 * for others, so that an archive's words take some 2.3 bytes each.
 *
 * Each number has a unit of 16 bits: itself, or NUMBER_WIDE, which stands for the next of the wide numbers, kept
 * apart. So where a number lies does not depend on what those before it are, and neither writing nor reading
 * need guess: a branch on the size would be mispredicted for one number in twelve.
 */
#ifndef MORGUE_INDEXER_NUMBER_STREAM_H
#define MORGUE_INDEXER_NUMBER_STREAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

enum {
    NUMBER_WIDE = 0xFFFF,
    STREAM_BATCH = 64 /* numbers read together */
};

/* How much there is up to some place: where what is put next goes. */
struct stream_mark {
    uint64_t numbers;
    uint64_t wide; /* of them */
};

struct number_stream {
    uint16_t *units;        /* owned: per number */
    uint32_t *wide;         /* owned: the wide numbers */
    struct stream_mark end; /* what is in use */
    size_t unit_bytes;      /* mapped for `units` (huge_pages.h) */
    size_t wide_bytes;      /* mapped for `wide` */
};

/* Legal for a stream of zeros, which is an empty one, too. */
void number_stream_free(struct number_stream *stream);

/* Give back the memory of the wide numbers of a stream that is not read any more; that of the units stays. */
void number_stream_release_wide(struct number_stream *stream);

/* number_stream_reserve where there is no room yet. */
bool number_stream_grow(struct number_stream *stream, uint64_t more);

/* Room for `more` numbers, and for a batch behind them to be read. False when memory is short. */
static inline bool number_stream_reserve(struct number_stream *stream, uint64_t more)
{
    if (stream->end.numbers + more + STREAM_BATCH <= stream->unit_bytes / sizeof *stream->units &&
        stream->end.wide + more <= stream->wide_bytes / sizeof *stream->wide)
        return true;
    return number_stream_grow(stream, more);
}

/* Put a number, for which there is room. */
static inline void number_stream_put(struct number_stream *stream, uint32_t number)
{
    bool is_wide = number >= NUMBER_WIDE;
    stream->units[stream->end.numbers++] = (uint16_t)(is_wide ? NUMBER_WIDE : number);
    stream->wide[stream->end.wide] = number; /* the next wide one's place, if it is not */
    stream->end.wide += is_wide;
}

/* Bytes held. */
static inline size_t number_stream_memory(const struct number_stream *stream)
{
    return stream->unit_bytes + stream->wide_bytes;
}

/* What is left to read of a stretch of a stream. */
struct stream_reader {
    const uint16_t *at, *end; /* units */
    const uint32_t *wide;     /* the next wide number */
};

/* Read from `start` on, up to the number `end`. */
static inline struct stream_reader stream_reader_new(const struct number_stream *stream,
                                                     const struct stream_mark *start, uint64_t end)
{
    if (start->numbers == end) /* the stream may have no memory yet */
        return (struct stream_reader){NULL, NULL, NULL};
    return (struct stream_reader){stream->units + start->numbers, stream->units + end,
                                  stream->wide + start->wide};
}

/* Read all of it. */
static inline struct stream_reader stream_reader_whole(const struct number_stream *stream)
{
    return stream_reader_new(stream, &(struct stream_mark){0, 0}, stream->end.numbers);
}

/* The next number; false when there is none. */
static inline bool stream_next(struct stream_reader *reader, uint32_t *number)
{
    if (reader->at == reader->end)
        return false;
    uint16_t unit = *reader->at++;
    *number = unit != NUMBER_WIDE ? unit : *reader->wide++;
    return true;
}

/* Numbers read together. */
struct stream_batch {
    uint32_t numbers[STREAM_BATCH];
    unsigned count; /* 0: there are no more */
    uint64_t wide;  /* a bit per number, the lowest for the first: it is a wide one */
};

/* STREAM_BATCH units become numbers; returns a bit for each that stands for a wide one. */
static inline uint64_t widen_units_portable(const uint16_t *units, uint32_t *numbers)
{
    uint64_t wide = 0;
    for (unsigned i = 0; i < STREAM_BATCH; i++) {
        numbers[i] = units[i];
        wide |= (uint64_t)(units[i] == NUMBER_WIDE) << i;
    }
    return wide;
}

#if defined(__SSE2__)

static inline uint64_t widen_units(const uint16_t *units, uint32_t *numbers)
{
    const __m128i zero = _mm_setzero_si128(), mark = _mm_set1_epi16((short)NUMBER_WIDE);
    uint64_t wide = 0;
    for (unsigned i = 0; i < STREAM_BATCH; i += 16) {
        __m128i a = _mm_loadu_si128((const __m128i *)(const void *)(units + i));
        __m128i b = _mm_loadu_si128((const __m128i *)(const void *)(units + i + 8));
        __m128i *to = (__m128i *)(void *)(numbers + i);
        _mm_storeu_si128(to, _mm_unpacklo_epi16(a, zero));
        _mm_storeu_si128(to + 1, _mm_unpackhi_epi16(a, zero));
        _mm_storeu_si128(to + 2, _mm_unpacklo_epi16(b, zero));
        _mm_storeu_si128(to + 3, _mm_unpackhi_epi16(b, zero));
        __m128i is_wide = _mm_packs_epi16(_mm_cmpeq_epi16(a, mark), _mm_cmpeq_epi16(b, mark));
        wide |= (uint64_t)(unsigned)_mm_movemask_epi8(is_wide) << i;
    }
    return wide;
}

#else

static inline uint64_t widen_units(const uint16_t *units, uint32_t *numbers)
{
    return widen_units_portable(units, numbers);
}

#endif

/* The next numbers. */
static inline void stream_read(struct stream_reader *reader, struct stream_batch *batch)
{
    size_t left = (size_t)(reader->end - reader->at);
    batch->count = left < STREAM_BATCH ? (unsigned)left : STREAM_BATCH;
    batch->wide = 0;
    if (left == 0)
        return;
    batch->wide =
        widen_units(reader->at, batch->numbers) & UINT64_MAX >> (STREAM_BATCH - batch->count);
    for (uint64_t rest = batch->wide; rest != 0; rest &= rest - 1)
        batch->numbers[__builtin_ctzll(rest)] = *reader->wide++;
    reader->at += batch->count;
}

#endif
