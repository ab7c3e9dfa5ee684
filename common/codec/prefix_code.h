/* Canonical prefix codes (Huffman): frequent symbols get short codes, and the code follows from how many
 * symbols have each length.
 *
 * Symbols are known by *rank*: 0 is the most frequent. Codes are given out in order of rank, shorter ones
 * first, each the one before plus 1, shifted left where the length grows. Bits are written and read from
 * the highest: the first bit of a stream is the top bit of its first byte.
 *
 * Sources: D. A. Huffman, "A method for the construction of minimum-redundancy codes", 1952; lengths in
 * place and in linear time after A. Moffat, J. Katajainen, "In-place calculation of minimum-redundancy
 * codes", 1995.
 */
#ifndef MORGUE_CODEC_PREFIX_CODE_H
#define MORGUE_CODEC_PREFIX_CODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

enum {
    PREFIX_LENGTH_MAX = 24, /* bits of a code */
    PREFIX_TABLE_BITS = 11  /* codes of up to so many bits are decoded by one look into a table */
};

#define PREFIX_RANK_NONE UINT32_MAX

/* How many codes there are of each length. */
struct prefix_lengths {
    uint32_t count[PREFIX_LENGTH_MAX + 1]; /* [0] is 0 */
};

/* The best code for `symbols` symbols (up to 2^23) whose `counts`, each 1 or more, descend; where that has codes longer
 * than `longest`, which must be enough for as many symbols, nearly the best of those that have none. The counts are
 * overwritten. */
void prefix_lengths_make(struct prefix_lengths *lengths, uint64_t *counts, uint32_t symbols,
                         unsigned longest);

/* Whether a code can have these lengths: it uses up its space exactly, or is the single code 0. */
bool prefix_lengths_are_sound(const struct prefix_lengths *lengths, uint32_t symbols);

/* The code of each rank, in order: code << 5 | length. */
void prefix_codes(const struct prefix_lengths *lengths, uint32_t *codes);

/* ---- writing ---- */

/* Writes codes into memory that the caller has made room in: for all bits and eight bytes more. */
struct bit_writer {
    uint8_t *at;     /* where the byte goes that is not complete */
    uint64_t window; /* its bits, in the highest places */
    unsigned bits;   /* how many; fewer than 8 between calls */
};

/* `count` bits, 1 to 32. Eight bytes are written each time: without a branch on how many are complete, which would
 * be guessed wrong again and again. */
static inline void bit_writer_put(struct bit_writer *writer, uint32_t bits, unsigned count)
{
    uint64_t window = writer->window | (uint64_t)bits << (64 - writer->bits - count);
    uint64_t bytes = __builtin_bswap64(window);
    unsigned total = writer->bits + count;
    memcpy(writer->at, &bytes, sizeof bytes);
    writer->at += total >> 3;
    writer->window = window << (total & ~7U);
    writer->bits = total & 7;
}

static inline void bit_writer_put_code(struct bit_writer *writer, uint32_t code)
{
    bit_writer_put(writer, code >> 5, code & 31);
}

/* Fill the last byte with zeros; returns the end of what was written. */
uint8_t *bit_writer_end(struct bit_writer *writer);

/* ---- reading ---- */

struct bit_reader {
    const uint8_t *bytes; /* borrowed */
    size_t size;          /* bytes */
    uint64_t at;          /* bits read so far; beyond 8 * size: what was read is not there */
};

/* The next bits, the first in the highest place: 57 at least, zeros behind the end. */
static inline uint64_t bit_reader_peek(const struct bit_reader *reader)
{
    size_t byte = (size_t)(reader->at >> 3);
    uint64_t word = 0;
    if (byte + sizeof word <= reader->size)
        memcpy(&word, reader->bytes + byte, sizeof word);
    else if (byte < reader->size)
        memcpy(&word, reader->bytes + byte, reader->size - byte);
    return __builtin_bswap64(word) << (reader->at & 7);
}

static inline bool bit_reader_is_over(const struct bit_reader *reader)
{
    return reader->at > 8 * (uint64_t)reader->size;
}

/* What decoding needs of a code. */
struct prefix_decoder {
    uint64_t limit[PREFIX_LENGTH_MAX +
                   1]; /* per length: behind its last code, in the highest bits of 32 */
    uint32_t
        base[PREFIX_LENGTH_MAX + 1]; /* per length: its first code, in the highest bits of 32 */
    uint32_t first[PREFIX_LENGTH_MAX + 1]; /* per length: rank of its first code */
    unsigned longest;                      /* length in use, bits */
    uint32_t
        table[1 << PREFIX_TABLE_BITS]; /* by the next bits: rank << 5 | length; 0: a longer code */
};

/* `lengths` must be sound. */
void prefix_decoder_init(struct prefix_decoder *decoder, const struct prefix_lengths *lengths);

/* prefix_decode() for a code that is not in the table; `bits` as there, `*length` receives its length.
 * PREFIX_RANK_NONE when there is no such code. */
uint32_t prefix_decode_long(const struct prefix_decoder *decoder, uint32_t bits, unsigned *length);

/* The rank of the next symbol, which the reader moves behind. PREFIX_RANK_NONE when there is no such
 * code. */
static inline uint32_t prefix_decode(const struct prefix_decoder *decoder,
                                     struct bit_reader *reader)
{
    uint32_t bits = (uint32_t)(bit_reader_peek(reader) >> 32);
    uint32_t entry = decoder->table[bits >> (32 - PREFIX_TABLE_BITS)];
    if (entry != 0) {
        reader->at += entry & 31;
        return entry >> 5;
    }
    unsigned length = 0;
    uint32_t rank = prefix_decode_long(decoder, bits, &length);
    reader->at += length;
    return rank;
}

#endif
