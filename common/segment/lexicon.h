/* The lexicon: what stored articles are written with. It holds the words of articles and what
 * stands between them, each with a prefix code, and for each the words that often come next.
 *
 * A stored article is a sequence of *symbols*. A symbol is a string, either a word or a *gap* (what stands
 * between two words unless it is one space, which is left out), or one of these:
 *
 *   SYMBOL_END        the article is over
 *   SYMBOL_WORD       a word that the lexicon has not, spelled byte by byte
 *   SYMBOL_GAP        a gap that the lexicon has not, spelled
 *   SYMBOL_TAG + t    a field of the record (article_record.h) with tag t begins; if it is a time, the number in
 *                     the record follows, divided by two days' seconds, as a varint, then what remains as
 *                     another, byte by byte as strings are spelled (days repeat, and many times are whole days)
 *   SYMBOL_NEXT + k   the k-th of the symbols that often follow the one before
 *
 * With a code by frequency a word of news takes some ten bits; the last kind takes two of these off. The
 * dictionary (dictionary.h) could not serve: it knows words folded and stemmed.
 *
 *   lexicon  = size:u32 crc:u32 symbols:u32 rows:u32 nexts:u32 strings:u32             24 bytes
 *              counts:u32{24} spelling:u8{260}
 *              symbol:u32{symbols} row:u32{rows + 1} next:u24{nexts} string:u8{strings} 0:u8{0..3}
 *   size     = of the whole; crc: of everything behind it
 *   counts   = symbols whose code has 1, 2, ... 24 bits (prefix_code.h); symbols stand in order of rank
 *   spelling = bits of the code of each byte, then of the end of a spelled string; three zeros
 *   symbol   = a string: its place in `string` + 2^24 if it is a gap + 2^25 * its size (1 to 127 bytes);
 *              else the number of the special symbol
 *   row      = where in `next` the symbols begin that may follow symbol i; those of symbols from `rows` on
 *              are none
 *   next     = rank of a symbol, most likely first, at most 16 in a row
 */
#ifndef MORGUE_SEGMENT_LEXICON_H
#define MORGUE_SEGMENT_LEXICON_H

#include "common/codec/prefix_code.h"
#include "common/segment/article_record.h"
#include "common/segment/segment_file.h"

enum {
    SYMBOL_END,
    SYMBOL_WORD,
    SYMBOL_GAP,
    SYMBOL_TAG,
    SYMBOL_NEXT = SYMBOL_TAG + RECORD_END,
    NEXT_MAX = 16, /* symbols in a row */
    SYMBOLS_SPECIAL = SYMBOL_NEXT + NEXT_MAX
};

enum {
    LEXICON_HEAD_SIZE = 24 + 4 * PREFIX_LENGTH_MAX + 260,
    LEXICON_STRING_MAX = 127,      /* bytes of a string */
    LEXICON_STRINGS_MAX = 1 << 24, /* bytes of all strings */
    LEXICON_SYMBOLS_MAX = 1 << 20,
    SYMBOL_NUMBER_DAY = 2 * 86400, /* a record has twice the seconds */
    SPELLING_END = 256,            /* ends a spelled string */
    SPELLING_SYMBOLS = 257,
    SPELLING_LENGTH_MAX = 12 /* bits of a byte's code */
};

#define LEXICON_IS_GAP UINT32_C(0x1000000)

/* The code that spells strings, symbols by rank. */
struct spelling {
    struct prefix_lengths lengths;
    uint16_t byte_of[SPELLING_SYMBOLS]; /* by rank: a byte, or SPELLING_END */
};

/* Ranks are by length, then by byte. `bits` has a length for each of SPELLING_SYMBOLS; false when no code has such. */
bool spelling_init(struct spelling *spelling, const uint8_t *bits);

/* A lexicon ready for reading; borrows the bytes. */
struct lexicon {
    const uint8_t *bytes;   /* where it begins */
    const uint8_t *symbols; /* u32 per rank */
    const uint8_t *rows;    /* u32 per row, one more at the end */
    const uint8_t *nexts;   /* u24 each */
    const uint8_t *strings; /* bytes of all strings */
    uint32_t symbol_count;
    uint32_t row_count;
    uint32_t next_count;
    uint32_t string_bytes;
    uint32_t sum;                  /* its crc */
    uint32_t end_rank;             /* of SYMBOL_END */
    struct prefix_decoder words;   /* symbols by their codes */
    struct prefix_decoder letters; /* spelled bytes by theirs */
    struct spelling spelling;
};

/* Read a lexicon from the start of `bytes`, which go up to `size` and beyond its own end. *used, may be NULL,
 * receives its size. False when it is not a whole and sound one; the sum of everything in it is compared, so that what is
 * read later can be relied on to be what was written, though not to be meant well. */
bool lexicon_open(struct lexicon *lexicon, const uint8_t *bytes, size_t size, size_t *used);

/* Bytes of the whole. */
uint32_t lexicon_size(const struct lexicon *lexicon);

/* What `rank` (any number) stands for, as in the section; SYMBOL_END beyond the last. */
static inline uint32_t lexicon_symbol(const struct lexicon *lexicon, uint32_t rank)
{
    uint32_t symbol = SYMBOL_END;
    if (rank < lexicon->symbol_count)
        memcpy(&symbol, lexicon->symbols + 4 * (size_t)rank, sizeof symbol);
    return symbol;
}

static inline bool lexicon_is_string(uint32_t symbol)
{
    return symbol >> 25 != 0;
}

/* The string of a symbol that is one; empty when it lies outside. */
static inline mrg_text lexicon_string(const struct lexicon *lexicon, uint32_t symbol)
{
    uint32_t at = symbol & (LEXICON_IS_GAP - 1), size = symbol >> 25;
    bool is_inside = at <= lexicon->string_bytes && size <= lexicon->string_bytes - at;
    return (mrg_text){(const char *)lexicon->strings + (is_inside ? at : 0), is_inside ? size : 0};
}

/* Rank of the k-th symbol that may follow `rank`; PREFIX_RANK_NONE when there are not as many. */
uint32_t lexicon_next(const struct lexicon *lexicon, uint32_t rank, uint32_t k);

/* Whether everything in it points to where it may, and an article can end: for checking. */
bool lexicon_is_sound(const struct lexicon *lexicon);

#endif
