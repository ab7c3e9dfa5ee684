#include "common/segment/symbol_reader.h"
#include "common/codec/varint.h"

void symbol_reader_init(struct symbol_reader *reader, const struct lexicon *lexicon,
                        const uint8_t *bytes, size_t size)
{
    *reader = (struct symbol_reader){.lexicon = lexicon, .bits = {bytes, size, 0}};
    /* What follows the end of one article is what begins the next. */
    reader->rank = lexicon->end_rank;
}

static unsigned next_letter(struct symbol_reader *reader)
{
    const struct lexicon *lexicon = reader->lexicon;
    uint32_t rank = prefix_decode(&lexicon->letters, &reader->bits);
    if (rank < SPELLING_SYMBOLS && !bit_reader_is_over(&reader->bits))
        return lexicon->spelling.byte_of[rank];
    reader->is_damaged = true;
    return SPELLING_END;
}

void symbol_reader_spell(struct symbol_reader *reader, struct buffer *text)
{
    unsigned letter;
    while ((letter = next_letter(reader)) != SPELLING_END)
        buffer_append_byte(text, (uint8_t)letter);
}

static uint64_t read_varint(struct symbol_reader *reader)
{
    uint8_t bytes[VARINT_SIZE_MAX];
    uint64_t number = 0;
    unsigned size = 0, letter = 0x80;
    while (size < VARINT_SIZE_MAX && (letter & 0x80) != 0 && letter != SPELLING_END) {
        letter = next_letter(reader);
        bytes[size++] = (uint8_t)letter;
    }
    reader->is_damaged |=
        letter == SPELLING_END || varint_read(bytes, bytes + size, &number) == NULL;
    return number;
}

uint64_t symbol_reader_number(struct symbol_reader *reader)
{
    uint64_t days = read_varint(reader);
    uint64_t rest = read_varint(reader);
    return days * SYMBOL_NUMBER_DAY + rest;
}

bool symbol_reader_ends_well(const struct symbol_reader *reader)
{
    const struct bit_reader *bits = &reader->bits;
    return !reader->is_damaged && bits->at > 8 * (uint64_t)bits->size - 8 &&
           bit_reader_peek(bits) == 0;
}

/* ---- the record ---- */

enum { COPY_AT_ONCE = 16, ROOM = 2 * LEXICON_STRING_MAX };

/* An article's record while it is put together. */
struct record_maker {
    struct buffer *record; /* borrowed */
    size_t value;          /* where the text of the current field begins; 0: none is open */
    bool after_word;       /* the last string was a word: a space goes before another one */
};

/* The text's size is known only now: it goes in front of it. */
static void close_text(struct record_maker *maker)
{
    struct buffer *record = maker->record;
    uint8_t size[VARINT_SIZE_MAX];
    if (maker->value == 0)
        return;
    size_t text = record->size - maker->value;
    size_t bytes = (size_t)(varint_write(size, text) - size);
    if (!buffer_reserve(record, bytes))
        return;
    memmove(record->data + maker->value + bytes, record->data + maker->value, text);
    memcpy(record->data + maker->value, size, bytes);
    record->size += bytes;
    maker->value = 0;
}

static void open_field(struct record_maker *maker, struct symbol_reader *reader, unsigned tag)
{
    close_text(maker);
    buffer_append_byte(maker->record, (uint8_t)tag);
    if (record_tag_is_time(tag)) {
        varint_append(maker->record, symbol_reader_number(reader));
        return;
    }
    maker->value = maker->record->size;
    maker->after_word = false;
}

/* Append a string of the lexicon. Most are short: sixteen bytes are copied whatever its size, as a copy of a
 * size that is known costs less than asking for it. */
static void add_string(struct record_maker *maker, const struct lexicon *lexicon, uint32_t symbol)
{
    mrg_text text = lexicon_string(lexicon, symbol);
    bool is_word = (symbol & LEXICON_IS_GAP) == 0;
    struct buffer *record = maker->record;
    if (record->capacity - record->size < ROOM && !buffer_reserve(record, ROOM))
        return;
    uint8_t *to = record->data + record->size;
    *to = ' ';
    to += is_word && maker->after_word;
    const char *strings_end = (const char *)lexicon->strings + lexicon->string_bytes;
    if (text.size <= COPY_AT_ONCE && strings_end - text.data >= COPY_AT_ONCE)
        memcpy(to, text.data, COPY_AT_ONCE);
    else
        memcpy(to, text.data, text.size);
    record->size = (size_t)(to - record->data) + text.size;
    maker->after_word = is_word;
}

static void add_spelled(struct record_maker *maker, struct symbol_reader *reader, bool is_word)
{
    if (is_word && maker->after_word)
        buffer_append_byte(maker->record, ' ');
    symbol_reader_spell(reader, maker->record);
    maker->after_word = is_word;
}

bool symbols_to_record(const struct lexicon *lexicon, const uint8_t *bytes, size_t size,
                       struct buffer *record)
{
    struct record_maker maker = {.record = record};
    struct symbol_reader reader;
    uint32_t symbol;
    symbol_reader_init(&reader, lexicon, bytes, size);
    while ((symbol = symbol_reader_next(&reader)) != SYMBOL_END) {
        if (lexicon_is_string(symbol))
            add_string(&maker, lexicon, symbol);
        else if (symbol < SYMBOL_TAG)
            add_spelled(&maker, &reader, symbol == SYMBOL_WORD);
        else
            open_field(&maker, &reader, symbol - SYMBOL_TAG);
    }
    close_text(&maker);
    return symbol_reader_ends_well(&reader) && !record->failed;
}
