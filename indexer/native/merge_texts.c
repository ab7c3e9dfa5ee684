/* Articles are read twice: to count their strings, for the lexicon, and to be written with it. They go from the
 * old symbols to the new ones through the maker's numbers, without becoming text. */
#include "indexer/native/merge_texts.h"
#include "common/base/error.h"
#include "common/codec/varint.h"
#include "common/segment/postings.h"
#include "common/segment/symbol_reader.h"
#include "indexer/lexicon_maker.h"

#include <stdlib.h>

enum {
    SAMPLE_LEAST = 1 << 16, /* pairs of strings that show what follows what, about */
    SAMPLE_MOST = 1 << 20,
    PAIR_SIZE = 24,   /* bytes that a pair takes in the maker, about */
    SPELLED_MORE = 64 /* bytes that a spelled string takes there besides its own, about */
};

/* What is read with one lexicon. */
struct reading {
    const struct lexicon *lexicon; /* borrowed */
    uint32_t *numbers;             /* owned: per rank, the maker's number */
};

struct text_merge {
    struct merge_watch *watch; /* borrowed: the sources */
    const uint32_t *const
        *renumbered; /* borrowed: per source and article; ARTICLE_NONE: it is left out */
    struct segment_builder *builder; /* borrowed */
    struct reading *readings;        /* owned: per source */
    struct lexicon_maker maker;
    size_t room;         /* for the sample, bytes */
    size_t spelled_room; /* bytes that spelled strings may still take in the maker */
    uint64_t step;       /* every so manieth article is shown to the maker */
    uint64_t seen;       /* articles counted */
    uint32_t *ranks;     /* owned: per number, its rank in the new lexicon */
    struct lexicon_coder coder;
    struct coded_block block; /* being written */
    struct buffer spelled;    /* scratch */
    struct buffer shown;      /* scratch: numbers of an article */
    bool failed;              /* memory ran short for `spelled`: it was not whole */
};

/* ---- what a symbol is ---- */

static bool open_reading(struct text_merge *merge, struct reading *reading)
{
    const struct lexicon *lexicon = reading->lexicon;
    reading->numbers = malloc(((size_t)lexicon->symbol_count + 1) * sizeof *reading->numbers);
    for (uint32_t rank = 0; reading->numbers != NULL && rank < lexicon->symbol_count; rank++) {
        uint32_t symbol = lexicon_symbol(lexicon, rank);
        mrg_text text = lexicon_string(lexicon, symbol);
        enum lexicon_kind kind = (symbol & LEXICON_IS_GAP) != 0 ? LEXICON_GAP : LEXICON_WORD;
        reading->numbers[rank] =
            lexicon_is_string(symbol)
                ? lexicon_maker_string(&merge->maker, kind, text.data, text.size)
                : symbol;
    }
    return reading->numbers != NULL && !merge->maker.failed;
}

/* The number of the string in `spelled`: that of what spells it where the maker does not know it, and may not
 * learn it. */
static uint32_t number_spelled(struct text_merge *merge, uint32_t symbol, bool may_learn)
{
    const struct buffer *text = &merge->spelled;
    enum lexicon_kind kind = symbol == SYMBOL_GAP ? LEXICON_GAP : LEXICON_WORD;
    uint32_t number = string_table_find(&merge->maker.strings, kind, text->data, text->size);
    if (number != STRING_NONE)
        return number;
    size_t size = text->size + SPELLED_MORE;
    if (!may_learn || size > merge->spelled_room || text->size == 0) /* no string is empty */
        return symbol;
    merge->spelled_room -= size;
    return lexicon_maker_string(&merge->maker, kind, (const char *)text->data, text->size);
}

/* The next symbol as a number; a spelled string is then in `spelled`. */
static uint32_t next_number(struct text_merge *merge, const struct reading *reading,
                            struct symbol_reader *reader, bool may_learn)
{
    uint32_t symbol = symbol_reader_next(reader);
    if (lexicon_is_string(symbol))
        return reading->numbers[reader->rank];
    if (symbol != SYMBOL_WORD && symbol != SYMBOL_GAP)
        return symbol;
    buffer_clear(&merge->spelled);
    symbol_reader_spell(reader, &merge->spelled);
    merge->failed |= merge->spelled.failed;
    return number_spelled(merge, symbol, may_learn);
}

static bool is_time(uint32_t number)
{
    return number >= SYMBOL_TAG && number < SYMBOL_NEXT && record_tag_is_time(number - SYMBOL_TAG);
}

/* ---- first reading: counts ---- */

static bool count_article(struct text_merge *merge, const struct reading *reading,
                          struct symbol_reader *reader)
{
    bool is_shown = merge->seen++ % merge->step == 0;
    uint32_t number;
    buffer_clear(&merge->shown);
    do {
        number = next_number(merge, reading, reader, true);
        lexicon_maker_count(&merge->maker, number, 1);
        if (is_shown)
            buffer_append(&merge->shown, &number, sizeof number);
        if (is_time(number))
            symbol_reader_number(reader);
    } while (number != SYMBOL_END);
    merge->maker.failed |= merge->shown.failed;
    lexicon_maker_show(&merge->maker, (const uint32_t *)(const void *)merge->shown.data,
                       merge->shown.size / sizeof number);
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

static bool write_string(struct text_merge *merge, struct symbol_writer *writer, uint32_t number,
                         struct record_size *size)
{
    const struct string_entry *string = &merge->maker.strings.entries[number];
    mrg_text text = {string->data, string->size};
    bool is_gap = string->scope == LEXICON_GAP;
    if (number < SYMBOLS_SPECIAL) { /* not known: it is in `spelled` */
        text = (mrg_text){(const char *)merge->spelled.data, merge->spelled.size};
        is_gap = number == SYMBOL_GAP;
    }
    measure_string(size, text.size, is_gap);
    if (number < SYMBOLS_SPECIAL || merge->ranks[number] == PREFIX_RANK_NONE)
        return symbol_writer_spell(writer, text, is_gap);
    symbol_writer_put(writer, merge->ranks[number]);
    return true;
}

static bool write_article(struct text_merge *merge, const struct reading *reading,
                          struct symbol_reader *reader)
{
    enum { ROOM = 64 /* bytes: more than any symbol takes, or the number behind it */ };
    struct record_size size = {.all = 0};
    struct symbol_writer writer;
    size_t start = merge->block.symbols.size;
    uint32_t number;
    symbol_writer_begin(&writer, &merge->coder, &merge->block.symbols);
    do {
        number = next_number(merge, reading, reader, false);
        bool is_text = number == SYMBOL_WORD || number == SYMBOL_GAP || number >= SYMBOLS_SPECIAL;
        bool good = symbol_writer_reserve(&writer, ROOM);
        if (good && is_text)
            good = write_string(merge, &writer, number, &size);
        else if (good)
            write_special(&writer, reader, number, &size);
        if (!good) {
            merge->block.symbols.failed = true;
            return true; /* the failure is seen by who called */
        }
    } while (number != SYMBOL_END);
    symbol_writer_end(&writer);
    coded_block_add(&merge->block, start, size.all);
    if (merge->block.raw >= ARTICLES_BLOCK_SIZE) {
        articles_writer_put(&merge->builder->articles, &merge->block);
        coded_block_clear(&merge->block);
    }
    return symbol_reader_ends_well(reader);
}

/* ---- going over all articles ---- */

typedef bool article_work(struct text_merge *merge, const struct reading *reading,
                          struct symbol_reader *reader);

static bool is_short(const struct text_merge *merge)
{
    return merge->failed || merge->maker.failed || merge->block.symbols.failed;
}

static mrg_status do_block(struct text_merge *merge, size_t source,
                           const struct article_block *block, article_work *work, mrg_error *error)
{
    const struct segment *from = merge->watch->segments[source];
    const struct reading *reading = &merge->readings[source];
    struct coded_articles articles;
    const uint8_t *symbols = block->packed;
    size_t used, size;
    bool good = coded_articles_open(&articles, block->packed, block->packed_size, &used) &&
                articles.left == block->articles;
    for (uint32_t a = block->first;
         good && !is_short(merge) && coded_articles_next(&articles, &symbols, &size); a++) {
        struct symbol_reader reader;
        if (merge->renumbered[source][a] == ARTICLE_NONE)
            continue;
        symbol_reader_init(&reader, reading->lexicon, symbols, size);
        good = work(merge, reading, &reader);
    }
    merge_watch_read(merge->watch, block->packed_size);
    if (is_short(merge))
        return fail_memory(error); /* what was read then means nothing */
    return good ? MRG_OK : segment_file_damaged(&from->file, symbols, "stored articles", error);
}

static mrg_status do_all(struct text_merge *merge, article_work *work, mrg_error *error)
{
    mrg_status status = MRG_OK;
    for (size_t i = 0; i < merge->watch->count; i++) {
        const struct segment *segment = merge->watch->segments[i];
        struct articles_reader reader;
        articles_reader_init(&reader, &segment->file, segment->meta.articles);
        if (reader.blocks == 0 && segment->meta.articles > 0)
            return segment_file_damaged(&segment->file, segment->file.map.data, "no article index",
                                        error);
        for (uint32_t b = 0; b < reader.blocks && status == MRG_OK; b++) {
            struct article_block block;
            status = merge_watch_check(merge->watch, error);
            if (status == MRG_OK)
                status = articles_block(&reader, b, &block, error);
            if (status == MRG_OK)
                status = do_block(merge, i, &block, work, error);
        }
    }
    return status;
}

/* ---- all of it ---- */

static mrg_status open_readings(struct text_merge *merge, mrg_error *error)
{
    uint64_t tokens = 0;
    merge->readings = calloc(merge->watch->count + 1, sizeof *merge->readings);
    if (merge->readings == NULL || !lexicon_maker_init(&merge->maker))
        return fail_memory(error);
    for (size_t i = 0; i < merge->watch->count; i++) {
        const struct segment *segment = merge->watch->segments[i];
        struct reading *reading = &merge->readings[i];
        mrg_status status = lexicon_of(&segment->file, &reading->lexicon, error);
        if (status != MRG_OK)
            return status;
        if (!open_reading(merge, reading))
            return fail_memory(error);
        tokens += segment->meta.tokens;
    }
    uint64_t sample = merge->room / PAIR_SIZE;
    sample = sample < SAMPLE_LEAST ? SAMPLE_LEAST : sample > SAMPLE_MOST ? SAMPLE_MOST : sample;
    merge->step = tokens / sample + 1;
    return MRG_OK;
}

static mrg_status make_lexicon(struct text_merge *merge, mrg_error *error)
{
    struct buffer lexicon = BUFFER_INIT;
    bool good = lexicon_maker_finish(&merge->maker, &lexicon, &merge->coder, &merge->ranks);
    segment_builder_begin_articles(merge->builder, &lexicon);
    return good ? MRG_OK : fail_memory(error);
}

static void release(struct text_merge *merge)
{
    for (size_t i = 0; merge->readings != NULL && i < merge->watch->count; i++)
        free(merge->readings[i].numbers);
    free(merge->readings);
    free(merge->ranks);
    lexicon_maker_free(&merge->maker);
    lexicon_coder_free(&merge->coder);
    coded_block_free(&merge->block);
    buffer_free(&merge->spelled);
    buffer_free(&merge->shown);
}

mrg_status merge_texts(struct merge_watch *watch, const uint32_t *const *renumbered,
                       struct segment_builder *builder, size_t memory, mrg_error *error)
{
    struct text_merge merge = {.watch = watch,
                               .renumbered = renumbered,
                               .builder = builder,
                               .room = memory / 2,
                               .spelled_room = memory / 2};
    mrg_status status = open_readings(&merge, error);
    if (status == MRG_OK)
        status = do_all(&merge, count_article, error);
    if (status == MRG_OK)
        status = make_lexicon(&merge, error);
    if (status == MRG_OK)
        status = do_all(&merge, write_article, error);
    if (status == MRG_OK) {
        articles_writer_put(&builder->articles, &merge.block);
        status = builder->articles.failed ? fail_memory(error) : MRG_OK;
    }
    release(&merge);
    return status;
}
