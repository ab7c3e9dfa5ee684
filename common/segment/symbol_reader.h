/* Reading the symbols of a stored article. Meaning: lexicon.h. */
#ifndef MORGUE_SEGMENT_SYMBOL_READER_H
#define MORGUE_SEGMENT_SYMBOL_READER_H

#include "common/segment/lexicon.h"

struct symbol_reader {
    const struct lexicon *lexicon; /* borrowed */
    struct bit_reader bits;        /* over the article; borrows it */
    uint32_t rank;                 /* of the symbol read last */
    bool is_damaged;               /* what was read is not an article */
};

/* Before the first symbol of an article. */
void symbol_reader_init(struct symbol_reader *reader, const struct lexicon *lexicon,
                        const uint8_t *bytes, size_t size);

/* The next symbol, as in the section, with what follows the one before already looked up. SYMBOL_END at the
 * end and, with is_damaged set, on damage. */
static inline uint32_t symbol_reader_next(struct symbol_reader *reader)
{
    const struct lexicon *lexicon = reader->lexicon;
    uint32_t rank = prefix_decode(&lexicon->words, &reader->bits);
    uint32_t symbol = lexicon_symbol(lexicon, rank);
    if (symbol >= SYMBOL_NEXT && !lexicon_is_string(symbol)) {
        rank = lexicon_next(lexicon, reader->rank, symbol - SYMBOL_NEXT);
        symbol = lexicon_symbol(lexicon, rank);
        reader->is_damaged |= symbol >= SYMBOL_NEXT && !lexicon_is_string(symbol);
    }
    reader->is_damaged |= rank >= lexicon->symbol_count || bit_reader_is_over(&reader->bits);
    reader->rank = rank;
    return reader->is_damaged ? SYMBOL_END : symbol;
}

/* Append the string spelled behind SYMBOL_WORD or SYMBOL_GAP. */
void symbol_reader_spell(struct symbol_reader *reader, struct buffer *text);

/* The number behind the tag of a time. */
uint64_t symbol_reader_number(struct symbol_reader *reader);

/* Whether the article ends where its bytes do. To be asked behind SYMBOL_END. */
bool symbol_reader_ends_well(const struct symbol_reader *reader);

/* Append the record of an article that is stored as these bytes. False when it is damaged, or `record` failed. */
bool symbols_to_record(const struct lexicon *lexicon, const uint8_t *bytes, size_t size,
                       struct buffer *record);

#endif
