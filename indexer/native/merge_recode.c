#include "indexer/native/merge_recode.h"
#include "common/codec/varint.h"
#include "common/segment/symbol_reader.h"

#include <stdlib.h>

enum {
    SAMPLE_LEAST = 1 << 16, /* pairs of strings that show what follows what, about */
    SAMPLE_MOST = 1 << 20,
    PAIR_SIZE = 24,   /* bytes that a pair takes in the maker, about */
    SPELLED_MORE = 64 /* bytes that a spelled string takes there besides its own, about */
};

struct reading {
    const struct lexicon *lexicon; /* borrowed */
    uint32_t *numbers;             /* owned: per rank, the maker's number */
};

/* ---- what a symbol is ---- */

static bool open_reading(struct text_recoder *recoder, struct reading *reading)
{
    const struct lexicon *lexicon = reading->lexicon;
    reading->numbers = malloc(((size_t)lexicon->symbol_count + 1) * sizeof *reading->numbers);
    for (uint32_t rank = 0; reading->numbers != NULL && rank < lexicon->symbol_count; rank++) {
        uint32_t symbol = lexicon_symbol(lexicon, rank);
        mrg_text text = lexicon_string(lexicon, symbol);
        enum lexicon_kind kind = (symbol & LEXICON_IS_GAP) != 0 ? LEXICON_GAP : LEXICON_WORD;
        reading->numbers[rank] =
            lexicon_is_string(symbol)
                ? lexicon_maker_string(&recoder->maker, kind, text.data, text.size)
                : symbol;
    }
    return reading->numbers != NULL && !recoder->maker.failed;
}

/* The number of the string in `spelled`: that of what spells it where the maker does not know it, and may not
 * learn it. */
static uint32_t number_spelled(struct text_recoder *recoder, uint32_t symbol, bool may_learn)
{
    const struct buffer *text = &recoder->spelled;
    enum lexicon_kind kind = symbol == SYMBOL_GAP ? LEXICON_GAP : LEXICON_WORD;
    uint32_t number = string_table_find(&recoder->maker.strings, kind, text->data, text->size);
    if (number != STRING_NONE)
        return number;
    size_t size = text->size + SPELLED_MORE;
    if (!may_learn || size > recoder->spelled_room || text->size == 0) /* no string is empty */
        return symbol;
    recoder->spelled_room -= size;
    return lexicon_maker_string(&recoder->maker, kind, (const char *)text->data, text->size);
}

/* The next symbol as a number; a spelled string is then in `spelled`. */
static uint32_t next_number(struct text_recoder *recoder, const struct reading *reading,
                            struct symbol_reader *reader, bool may_learn)
{
    uint32_t symbol = symbol_reader_next(reader);
    if (lexicon_is_string(symbol))
        return reading->numbers[reader->rank];
    if (symbol != SYMBOL_WORD && symbol != SYMBOL_GAP)
        return symbol;
    buffer_clear(&recoder->spelled);
    symbol_reader_spell(reader, &recoder->spelled);
    recoder->failed |= recoder->spelled.failed;
    return number_spelled(recoder, symbol, may_learn);
}

static bool is_time(uint32_t number)
{
    return number >= SYMBOL_TAG && number < SYMBOL_NEXT && record_tag_is_time(number - SYMBOL_TAG);
}

/* ---- first reading: counts ---- */

static bool count_article(struct text_recoder *recoder, const struct reading *reading,
                          struct symbol_reader *reader)
{
    bool is_shown = recoder->seen++ % recoder->step == 0;
    uint32_t number;
    buffer_clear(&recoder->shown);
    do {
        number = next_number(recoder, reading, reader, true);
        lexicon_maker_count(&recoder->maker, number, 1);
        if (is_shown)
            buffer_append(&recoder->shown, &number, sizeof number);
        if (is_time(number))
            symbol_reader_number(reader);
    } while (number != SYMBOL_END);
    recoder->maker.failed |= recoder->shown.failed;
    lexicon_maker_show(&recoder->maker, (const uint32_t *)(const void *)recoder->shown.data,
                       recoder->shown.size / sizeof number);
    return symbol_reader_ends_well(reader);
}

/* ---- second reading: writing ---- */

/* How large a record gets, as its symbols pass by. */
struct record_size {
    size_t all;      /* of what is complete */
    size_t text;     /* of the text that is open */
    bool is_open;    /* there is one */
    bool after_word; /* its last string is a word */
};

static size_t varint_size(uint64_t number)
{
    uint8_t bytes[VARINT_SIZE_MAX];
    return (size_t)(varint_write(bytes, number) - bytes);
}

static void close_text(struct record_size *size)
{
    if (size->is_open)
        size->all += varint_size(size->text) + size->text;
    *size = (struct record_size){.all = size->all};
}

static void measure_string(struct record_size *size, size_t bytes, bool is_gap)
{
    size->text += bytes + (!is_gap && size->after_word);
    size->after_word = !is_gap;
}

/* Write a symbol that is none of a string. */
static void write_special(struct symbol_writer *writer, struct symbol_reader *reader,
                          uint32_t number, struct record_size *size)
{
    close_text(size);
    if (number == SYMBOL_END)
        return;
    symbol_writer_special(writer, number);
    size->all++;
    size->is_open = !is_time(number);
    if (size->is_open)
        return;
    uint64_t time = symbol_reader_number(reader);
    symbol_writer_number(writer, time);
    size->all += varint_size(time);
}

static bool write_string(struct text_recoder *recoder, struct symbol_writer *writer,
                         uint32_t number, struct record_size *size)
{
    const struct string_entry *string = &recoder->maker.strings.entries[number];
    mrg_text text = {string->data, string->size};
    bool is_gap = string->scope == LEXICON_GAP;
    if (number < SYMBOLS_SPECIAL) { /* not known: it is in `spelled` */
        text = (mrg_text){(const char *)recoder->spelled.data, recoder->spelled.size};
        is_gap = number == SYMBOL_GAP;
    }
    measure_string(size, text.size, is_gap);
    if (number < SYMBOLS_SPECIAL || recoder->ranks[number] == PREFIX_RANK_NONE)
        return symbol_writer_spell(writer, text, is_gap);
    symbol_writer_put(writer, recoder->ranks[number]);
    return true;
}

void text_recoder_flush(struct text_recoder *recoder)
{
    articles_writer_put(recoder->writer, &recoder->block, recoder->coder.sum);
    coded_block_clear(&recoder->block);
}

static bool write_article(struct text_recoder *recoder, const struct reading *reading,
                          struct symbol_reader *reader)
{
    enum { ROOM = 64 /* bytes: more than any symbol takes, or the number behind it */ };
    struct record_size size = {.all = 0};
    struct symbol_writer writer;
    size_t start = recoder->block.symbols.size;
    uint32_t number;
    symbol_writer_begin(&writer, &recoder->coder, &recoder->block.symbols);
    do {
        number = next_number(recoder, reading, reader, false);
        bool is_text = number == SYMBOL_WORD || number == SYMBOL_GAP || number >= SYMBOLS_SPECIAL;
        bool good = symbol_writer_reserve(&writer, ROOM);
        if (good && is_text)
            good = write_string(recoder, &writer, number, &size);
        else if (good)
            write_special(&writer, reader, number, &size);
        if (!good) {
            recoder->block.symbols.failed = true;
            return true; /* the failure is seen by who called */
        }
    } while (number != SYMBOL_END);
    symbol_writer_end(&writer);
    coded_block_add(&recoder->block, start, size.all);
    if (recoder->block.raw >= ARTICLES_BLOCK_SIZE) {
        text_recoder_flush(recoder);
    }
    return symbol_reader_ends_well(reader);
}

/* ---- going over articles ---- */

typedef bool article_work(struct text_recoder *recoder, const struct reading *reading,
                          struct symbol_reader *reader);

/* What was opened for `lexicon`; that asked for last is most likely wanted again. */
static const struct reading *reading_of(struct text_recoder *recoder, const struct lexicon *lexicon)
{
    while (recoder->readings[recoder->current].lexicon != lexicon)
        recoder->current = (recoder->current + 1) % recoder->reading_count;
    return &recoder->readings[recoder->current];
}

static bool do_block(struct text_recoder *recoder, const struct live_block *block,
                     article_work *work)
{
    const struct reading *reading = reading_of(recoder, block->lexicon);
    struct coded_articles articles;
    const uint8_t *symbols;
    size_t used, size;
    bool good = coded_articles_open(&articles, block->block.packed, block->block.packed_size,
                                    block->lexicon->sum, &used) &&
                articles.left == block->block.articles;
    for (uint32_t i = 0;
         good && !text_recoder_is_short(recoder) && coded_articles_next(&articles, &symbols, &size);
         i++) {
        struct symbol_reader reader;
        if (block->renumbered[i] == ARTICLE_NONE)
            continue;
        symbol_reader_init(&reader, block->lexicon, symbols, size);
        good = work(recoder, reading, &reader);
    }
    return good;
}

bool text_recoder_count(struct text_recoder *recoder, const struct live_block *block)
{
    return do_block(recoder, block, count_article);
}

bool text_recoder_write(struct text_recoder *recoder, const struct live_block *block)
{
    return do_block(recoder, block, write_article);
}

/* ---- before, between and after ---- */

bool text_recoder_init(struct text_recoder *recoder, struct articles_writer *writer, size_t memory)
{
    *recoder =
        (struct text_recoder){.writer = writer, .room = memory / 2, .spelled_room = memory / 2};
    return lexicon_maker_init(&recoder->maker);
}

bool text_recoder_add(struct text_recoder *recoder, const struct lexicon *lexicon)
{
    struct reading *grown =
        realloc(recoder->readings, (recoder->reading_count + 1) * sizeof *grown);
    if (grown == NULL)
        return false;
    recoder->readings = grown;
    grown += recoder->reading_count++;
    grown->lexicon = lexicon;
    return open_reading(recoder, grown);
}

void text_recoder_begin(struct text_recoder *recoder, uint64_t tokens)
{
    uint64_t sample = recoder->room / PAIR_SIZE;
    sample = sample < SAMPLE_LEAST ? SAMPLE_LEAST : sample > SAMPLE_MOST ? SAMPLE_MOST : sample;
    recoder->step = tokens / sample + 1;
}

bool text_recoder_make_lexicon(struct text_recoder *recoder, struct buffer *made)
{
    return lexicon_maker_finish(&recoder->maker, made, &recoder->coder, &recoder->ranks);
}

bool text_recoder_is_short(const struct text_recoder *recoder)
{
    return recoder->failed || recoder->maker.failed || recoder->block.symbols.failed;
}

void text_recoder_free(struct text_recoder *recoder)
{
    for (size_t i = 0; i < recoder->reading_count; i++)
        free(recoder->readings[i].numbers);
    free(recoder->readings);
    free(recoder->ranks);
    lexicon_maker_free(&recoder->maker);
    lexicon_coder_free(&recoder->coder);
    coded_block_free(&recoder->block);
    buffer_free(&recoder->spelled);
    buffer_free(&recoder->shown);
}
