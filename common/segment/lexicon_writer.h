/* Writing a lexicon, and symbols by it. Layout and meaning: lexicon.h. */
#ifndef MORGUE_SEGMENT_LEXICON_WRITER_H
#define MORGUE_SEGMENT_LEXICON_WRITER_H

#include "common/base/cpu.h"
#include "common/segment/slim_rows.h"

/* A symbol that is to be in a lexicon. */
struct lexicon_entry {
    uint64_t count;   /* how often it will be written, about; at least 1 */
    const char *data; /* borrowed: the string; NULL: a special symbol */
    uint32_t size;    /* bytes of the string; else the number of the special symbol */
    bool is_gap;      /* the string is a gap */
};

/* What a lexicon is made of; all borrowed. */
struct lexicon_plan {
    const struct lexicon_entry
        *entries;         /* by rank: counts descend; every special symbol is among them */
    uint32_t count;       /* of entries, at most LEXICON_SYMBOLS_MAX */
    const uint32_t *rows; /* per rank below row_count, and one more: where its nexts begin */
    uint32_t row_count;
    const uint32_t *nexts;   /* ranks */
    const uint64_t *letters; /* how often each of SPELLING_SYMBOLS will be spelled, about */
};

/* What writing a symbol needs, in one cache access. */
struct symbol_code {
    uint32_t code; /* prefix_codes() */
    uint32_t
        row; /* where what may follow it begins in the coder's `nexts`, << 5 | how many that are */
};

/* What writing symbols needs. */
struct lexicon_coder {
    struct symbol_code *codes; /* owned: by rank */
    uint32_t *nexts;       /* owned: ranks, rows one behind the other, NEXT_MAX more at the end */
    struct slim_row *slim; /* owned: by rank, the same once more */
    uint32_t count;        /* of symbols, at least 1 */
    uint32_t next_codes[NEXT_MAX];      /* of SYMBOL_NEXT and those behind it */
    uint32_t specials[SYMBOLS_SPECIAL]; /* ranks of the special symbols */
    uint32_t letters[SPELLING_SYMBOLS]; /* codes of spelled bytes, by byte */
    uint32_t sum;                       /* crc of the lexicon */
};

/* Append the lexicon of `plan` to `out` and make its coder. False when memory is short; the coder is to be freed
 * either way. */
bool lexicon_write(const struct lexicon_plan *plan, struct buffer *out,
                   struct lexicon_coder *coder);

/* Legal for a coder of zeros. */
void lexicon_coder_free(struct lexicon_coder *coder);

/* ---- symbols ---- */

/* Writes the symbols of one article after the other. */
struct symbol_writer {
    const struct lexicon_coder *coder; /* borrowed */
    struct buffer *out;                /* borrowed */
    struct bit_writer bits;            /* into `out`, behind its size */
    uint32_t before;                   /* rank of the symbol written last */
};

/* Begin an article at the end of `out`. Room must be made, by symbol_writer_reserve, before anything is written. */
void symbol_writer_begin(struct symbol_writer *writer, const struct lexicon_coder *coder,
                         struct buffer *out);

enum {
    SYMBOL_ROOM = 4,        /* bytes that a symbol takes at most */
    SYMBOL_NUMBER_ROOM = 20 /* and a time */
};

/* Make room for `bytes` bytes. False when memory is short. */
bool symbol_writer_reserve(struct symbol_writer *writer, size_t bytes);

/* Which of the first `count` numbers at `row`, where NEXT_MAX can be read, is `rank`, as a bit; 0: none of them. */
static inline unsigned lexicon_row_find_portable(const uint32_t *row, unsigned count, uint32_t rank)
{
    unsigned found = 0;
    for (unsigned k = 0; k < count; k++)
        found |= (unsigned)(row[k] == rank) << k;
    return found;
}

/* All 16 at once, whatever belongs to other rows left out: rows differ in length as words do, and lie close
 * together to stay in the cache. */
static inline unsigned lexicon_row_find(const uint32_t *row, unsigned count, uint32_t rank)
{
#if defined(__SSE2__)
    const __m128i *four = (const __m128i *)(const void *)row;
    __m128i wanted = _mm_set1_epi32((int)rank);
    __m128i low = _mm_packs_epi32(_mm_cmpeq_epi32(_mm_loadu_si128(four), wanted),
                                  _mm_cmpeq_epi32(_mm_loadu_si128(four + 1), wanted));
    __m128i high = _mm_packs_epi32(_mm_cmpeq_epi32(_mm_loadu_si128(four + 2), wanted),
                                   _mm_cmpeq_epi32(_mm_loadu_si128(four + 3), wanted));
    unsigned found = (unsigned)_mm_movemask_epi8(_mm_packs_epi16(low, high));
    return found & ((1U << count) - 1);
#else
    return lexicon_row_find_portable(row, count, rank);
#endif
}

/* Have what is needed to write `rank`, any number, and then to write something behind it, fetched into the cache. No
 * branch: whether it is a rank at all cannot be guessed. */
static ALWAYS_INLINE void lexicon_coder_prefetch(const struct lexicon_coder *coder, uint32_t rank)
{
    uint32_t known = rank < coder->count ? rank : 0;
    __builtin_prefetch(&coder->codes[known]);
    __builtin_prefetch(&coder->slim[known]);
}

/* The code that `rank` is written by behind what has `row`. Both codes it may have are read and one of them taken, without
 * a branch: whether a word follows as it often does cannot be guessed. */
static inline uint32_t lexicon_coder_code(const struct lexicon_coder *coder, uint32_t row,
                                          uint32_t rank, uint32_t own)
{
    unsigned found = lexicon_row_find(coder->nexts + (row >> 5), row & 31, rank);
    uint32_t next = coder->next_codes[__builtin_ctz(found | 1U << (NEXT_MAX - 1))];
    return found != 0 ? next : own;
}

/* One symbol; there is room. */
static inline void symbol_writer_put(struct symbol_writer *writer, uint32_t rank)
{
    const struct lexicon_coder *coder = writer->coder;
    uint32_t row = coder->codes[writer->before].row;
    bit_writer_put_code(&writer->bits,
                        lexicon_coder_code(coder, row, rank, coder->codes[rank].code));
    writer->before = rank;
}

/* The first of `count` symbols, as many as are ranks below `limit`; there is room for all. Returns how many that are.
 * The same as one by one, faster. */
unsigned symbol_writer_put_all(struct symbol_writer *writer, const uint32_t *ranks, unsigned count,
                               uint32_t limit);

static inline void symbol_writer_special(struct symbol_writer *writer, unsigned symbol)
{
    symbol_writer_put(writer, writer->coder->specials[symbol]);
}

/* A string that the lexicon has not. False when memory is short. */
bool symbol_writer_spell(struct symbol_writer *writer, mrg_text text, bool is_gap);

/* The number of a field that is a time, as in its record, as two varints; there is room for SYMBOL_NUMBER_ROOM
 * bytes. */
void symbol_writer_number(struct symbol_writer *writer, uint64_t number);

/* End the article: `out` ends behind it. */
void symbol_writer_end(struct symbol_writer *writer);

#endif
