#include "tests/unit/segment/sample_lexicon.h"
#include "tests/cmocka_all.h"

#include "common/codec/varint.h"

#include <stdlib.h>

/* ---- the lexicon ---- */

static int compare_entries(const void *a, const void *b)
{
    const struct lexicon_entry *x = a, *y = b;
    return x->count > y->count ? -1 : x->count < y->count;
}

static struct lexicon_entry random_string(struct sample_lexicon *sample,
                                          struct random_source *random)
{
    char bytes[LEXICON_STRING_MAX];
    struct lexicon_entry entry = {.is_gap = random_below(random, 4) == 0};
    entry.size = 1 + random_below(random, random_below(random, 4) == 0 ? LEXICON_STRING_MAX : 12);
    for (uint32_t i = 0; i < entry.size; i++)
        bytes[i] = (char)random_next(random);
    entry.data = arena_copy(&sample->arena, bytes, entry.size);
    assert_non_null(entry.data);
    return entry;
}

static void make_entries(struct sample_lexicon *sample, uint32_t strings,
                         struct random_source *random)
{
    sample->count = SYMBOLS_SPECIAL + strings;
    sample->entries = calloc(sample->count, sizeof *sample->entries);
    assert_non_null(sample->entries);
    for (uint32_t i = 0; i < sample->count; i++) {
        sample->entries[i] =
            i < SYMBOLS_SPECIAL ? (struct lexicon_entry){.size = i} : random_string(sample, random);
        sample->entries[i].count = 1 + random_bits(random, 20); /* some codes are long */
    }
    qsort(sample->entries, sample->count, sizeof *sample->entries, compare_entries);
}

static bool is_next(const struct lexicon_entry *entry)
{
    return entry->data == NULL && entry->size >= SYMBOL_NEXT;
}

static void make_row(struct sample_lexicon *sample, uint32_t *at, struct random_source *random)
{
    uint32_t start = *at, wanted = random_below(random, 2) * random_below(random, NEXT_MAX + 1);
    while (*at - start < wanted) {
        uint32_t rank = random_below(random, sample->count);
        bool is_new = !is_next(&sample->entries[rank]);
        for (uint32_t i = start; i < *at; i++)
            is_new &= sample->nexts[i] != rank;
        if (is_new)
            sample->nexts[(*at)++] = rank;
    }
}

static void make_rows(struct sample_lexicon *sample, struct random_source *random)
{
    uint32_t at = 0;
    sample->row_count = random_below(random, sample->count + 1);
    sample->rows = calloc((size_t)sample->row_count + 1, sizeof *sample->rows);
    sample->nexts = calloc((size_t)sample->row_count + 1, NEXT_MAX * sizeof *sample->nexts);
    assert_true(sample->rows != NULL && sample->nexts != NULL);
    for (uint32_t row = 0; row < sample->row_count; row++) {
        sample->rows[row] = at;
        make_row(sample, &at, random);
    }
    sample->rows[sample->row_count] = at;
}

void sample_lexicon_make(struct sample_lexicon *sample, uint32_t strings, uint64_t seed)
{
    struct random_source random = {seed};
    *sample = (struct sample_lexicon){.arena = ARENA_INIT};
    make_entries(sample, strings, &random);
    make_rows(sample, &random);
    for (unsigned i = 0; i < SPELLING_SYMBOLS; i++)
        sample->letters[i] = random_bits(&random, 24);
    struct lexicon_plan plan = {.entries = sample->entries,
                                .count = sample->count,
                                .rows = sample->rows,
                                .row_count = sample->row_count,
                                .nexts = sample->nexts,
                                .letters = sample->letters};
    assert_true(lexicon_write(&plan, &sample->bytes, &sample->coder));
}

void sample_lexicon_free(struct sample_lexicon *sample)
{
    arena_free(&sample->arena);
    free(sample->entries);
    free(sample->rows);
    free(sample->nexts);
    buffer_free(&sample->bytes);
    lexicon_coder_free(&sample->coder);
}

/* ---- articles ---- */

/* What a text is read as: a space stands between two words. */
static void add_text(struct buffer *text, mrg_text string, bool is_gap, bool *after_word)
{
    if (!is_gap && *after_word)
        buffer_append_byte(text, ' ');
    buffer_append(text, string.data, string.size);
    *after_word = !is_gap;
}

static void add_spelled(struct symbol_writer *writer, struct random_source *random,
                        struct buffer *text, bool *after_word)
{
    char bytes[400];
    mrg_text string = {bytes, random_below(random, random_below(random, 8) == 0 ? 400 : 20)};
    bool is_gap = random_below(random, 3) == 0;
    for (size_t i = 0; i < string.size; i++)
        bytes[i] = (char)random_next(random);
    assert_true(symbol_writer_spell(writer, string, is_gap));
    add_text(text, string, is_gap, after_word);
}

/* The next symbol of a text: often one that may follow the last. */
static uint32_t choose(const struct sample_lexicon *sample, const struct symbol_writer *writer,
                       struct random_source *random)
{
    uint32_t row = sample->coder.codes[writer->before].row, k = random_below(random, NEXT_MAX);
    return k < (row & 31) && random_below(random, 4) > 0 ? sample->coder.nexts[(row >> 5) + k]
                                                         : random_below(random, sample->count);
}

static void add_field_text(const struct sample_lexicon *sample, struct symbol_writer *writer,
                           struct random_source *random, struct buffer *text)
{
    bool after_word = false;
    for (uint32_t left = random_below(random, 60); left > 0; left--) {
        uint32_t rank = choose(sample, writer, random);
        const struct lexicon_entry *entry = &sample->entries[rank];
        assert_true(symbol_writer_reserve(writer, SYMBOL_ROOM));
        if (entry->data == NULL) {
            add_spelled(writer, random, text, &after_word);
            continue;
        }
        symbol_writer_put(writer, rank);
        add_text(text, (mrg_text){entry->data, entry->size}, entry->is_gap, &after_word);
    }
}

static void add_field(const struct sample_lexicon *sample, struct symbol_writer *writer,
                      struct random_source *random, struct buffer *record)
{
    unsigned tag = random_below(random, RECORD_END);
    struct buffer text = BUFFER_INIT;
    assert_true(symbol_writer_reserve(writer, SYMBOL_ROOM + 20));
    symbol_writer_special(writer, SYMBOL_TAG + tag);
    buffer_append_byte(record, (uint8_t)tag);
    if (record_tag_is_time(tag)) {
        uint64_t number = random_next(random) >> random_below(random, 64);
        symbol_writer_number(writer, number);
        varint_append(record, number);
        return;
    }
    add_field_text(sample, writer, random, &text);
    varint_append(record, text.size);
    buffer_append(record, text.data, text.size);
    buffer_free(&text);
}

void sample_article_append(const struct sample_lexicon *sample, struct random_source *random,
                           uint32_t fields, struct buffer *symbols, struct buffer *record)
{
    struct symbol_writer writer;
    symbol_writer_begin(&writer, &sample->coder, symbols);
    for (uint32_t left = random_below(random, fields + 1); left > 0; left--)
        add_field(sample, &writer, random, record);
    assert_true(symbol_writer_reserve(&writer, SYMBOL_ROOM));
    symbol_writer_end(&writer);
}
