/* Lexicons and the symbols written with them: read as they were written; refused, or read without harm, when they
 * are damaged. */
#include "tests/cmocka_all.h"
#include "tests/unit/segment/sample_lexicon.h"

#include "common/codec/checksum.h"
#include "common/codec/endian.h"
#include "common/segment/symbol_reader.h"

#include <stdlib.h>

/* How many strings lexicons have. */
static const uint32_t sizes[] = {0, 1, 2, 20, 300, 5000};
enum { SIZES = sizeof sizes / sizeof sizes[0] };

/* ---- round trips ---- */

static void check_entry(const struct lexicon *lexicon, const struct lexicon_entry *entry,
                        uint32_t rank)
{
    uint32_t symbol = lexicon_symbol(lexicon, rank);
    assert_int_equal(lexicon_is_string(symbol), entry->data != NULL);
    if (entry->data == NULL) {
        assert_int_equal(symbol, entry->size);
        return;
    }
    mrg_text text = lexicon_string(lexicon, symbol);
    assert_int_equal(text.size, entry->size);
    assert_memory_equal(text.data, entry->data, entry->size);
    assert_int_equal((symbol & LEXICON_IS_GAP) != 0, entry->is_gap);
}

static void check_row(const struct lexicon *lexicon, const struct sample_lexicon *sample,
                      uint32_t rank)
{
    uint32_t from = 0, count = 0;
    if (rank < sample->row_count) {
        from = sample->rows[rank];
        count = sample->rows[rank + 1] - from;
    }
    for (uint32_t k = 0; k < NEXT_MAX + 2; k++)
        assert_int_equal(lexicon_next(lexicon, rank, k),
                         k < count ? sample->nexts[from + k] : PREFIX_RANK_NONE);
}

static void check_lexicon(const struct lexicon *lexicon, const struct sample_lexicon *sample)
{
    assert_int_equal(lexicon->symbol_count, sample->count);
    assert_int_equal(lexicon_symbol(lexicon, lexicon->end_rank), SYMBOL_END);
    assert_true(lexicon->end_rank < sample->count);
    assert_true(lexicon_is_sound(lexicon));
    for (uint32_t rank = 0; rank < sample->count; rank++) {
        check_entry(lexicon, &sample->entries[rank], rank);
        check_row(lexicon, sample, rank);
    }
    assert_int_equal(lexicon_symbol(lexicon, sample->count), SYMBOL_END);
    assert_int_equal(lexicon_symbol(lexicon, PREFIX_RANK_NONE), SYMBOL_END);
    assert_int_equal(lexicon_next(lexicon, PREFIX_RANK_NONE, 0), PREFIX_RANK_NONE);
}

static void test_lexicon_round_trips(void **state)
{
    (void)state;
    for (unsigned i = 0; i < SIZES; i++) {
        struct sample_lexicon sample;
        struct lexicon lexicon;
        size_t used = 0;
        sample_lexicon_make(&sample, sizes[i], i + 1);
        size_t size = sample.bytes.size;
        assert_int_equal(size % 4, 0);
        assert_true(lexicon_open(&lexicon, sample.bytes.data, size, &used));
        assert_int_equal(used, size);
        check_lexicon(&lexicon, &sample);
        buffer_append_string(&sample.bytes, "what lies behind it");
        assert_true(lexicon_open(&lexicon, sample.bytes.data, sample.bytes.size, &used));
        assert_int_equal(used, size);
        check_lexicon(&lexicon, &sample);
        sample_lexicon_free(&sample);
    }
}

static void check_article(const struct lexicon *lexicon, const struct buffer *symbols,
                          const struct buffer *wanted)
{
    struct buffer tight = BUFFER_INIT, record = BUFFER_INIT;
    buffer_append_string(&record, "before");
    tight.data = malloc(symbols->size);
    assert_non_null(tight.data);
    memcpy(tight.data, symbols->data, symbols->size);
    assert_true(symbols_to_record(lexicon, tight.data, symbols->size, &record));
    assert_int_equal(record.size, wanted->size + 6);
    assert_memory_equal(record.data, "before", 6);
    if (wanted->size > 0)
        assert_memory_equal(record.data + 6, wanted->data, wanted->size);
    buffer_free(&tight);
    buffer_free(&record);
}

static void test_articles_round_trip(void **state)
{
    (void)state;
    enum { ARTICLES = 100, FIELDS = 12 };
    struct random_source random = {41};
    for (unsigned i = 0; i < SIZES; i++) {
        struct sample_lexicon sample;
        struct lexicon lexicon;
        sample_lexicon_make(&sample, sizes[i], i + 1);
        assert_true(lexicon_open(&lexicon, sample.bytes.data, sample.bytes.size, NULL));
        for (unsigned a = 0; a < ARTICLES; a++) {
            struct buffer symbols = BUFFER_INIT, record = BUFFER_INIT;
            sample_article_append(&sample, &random, FIELDS, &symbols, &record);
            check_article(&lexicon, &symbols, &record);
            buffer_free(&symbols);
            buffer_free(&record);
        }
        sample_lexicon_free(&sample);
    }
}

static void test_every_byte_can_be_spelled(void **state)
{
    (void)state;
    struct sample_lexicon sample;
    struct lexicon lexicon;
    struct buffer symbols = BUFFER_INIT, record = BUFFER_INIT;
    struct symbol_writer writer;
    char bytes[256];
    for (unsigned i = 0; i < sizeof bytes; i++)
        bytes[i] = (char)i;
    sample_lexicon_make(&sample, 10, 3);
    assert_true(lexicon_open(&lexicon, sample.bytes.data, sample.bytes.size, NULL));
    symbol_writer_begin(&writer, &sample.coder, &symbols);
    assert_true(symbol_writer_reserve(&writer, SYMBOL_ROOM));
    symbol_writer_special(&writer, SYMBOL_TAG + RECORD_BODY);
    assert_true(symbol_writer_spell(&writer, (mrg_text){bytes, sizeof bytes}, false));
    assert_true(symbol_writer_reserve(&writer, SYMBOL_ROOM));
    symbol_writer_end(&writer);
    assert_true(symbols_to_record(&lexicon, symbols.data, symbols.size, &record));
    assert_int_equal(record.size, 3 + sizeof bytes);
    assert_memory_equal(record.data, "\x11\x80\x02", 3); /* tag of the body, 256 */
    assert_memory_equal(record.data + 3, bytes, sizeof bytes);
    buffer_free(&symbols);
    buffer_free(&record);
    sample_lexicon_free(&sample);
}

/* ---- rows ---- */

static void test_row_find(void **state)
{
    (void)state;
    struct random_source random = {8};
    for (unsigned round = 0; round < 20000; round++) {
        uint32_t row[NEXT_MAX], wanted = random_below(&random, 20), twin = 0;
        for (unsigned k = 0; k < NEXT_MAX; k++) {
            row[k] = random_below(&random, 20);
            if (random_below(&random, 4) == 0) /* alike but for one byte, or behind the last */
                row[k] = random_below(&random, 2) == 0 ? PREFIX_RANK_NONE
                                                       : wanted ^ 1U << random_below(&random, 32);
            twin |= (uint32_t)(row[k] == wanted) << k;
        }
        for (unsigned count = 0; count <= NEXT_MAX; count++) {
            assert_int_equal(lexicon_row_find(row, count, wanted), twin & ((1U << count) - 1));
            assert_int_equal(lexicon_row_find_portable(row, count, wanted),
                             twin & ((1U << count) - 1));
        }
    }
}

/* ---- damage that the crc tells ---- */

static bool opens(const uint8_t *bytes, size_t size)
{
    struct lexicon lexicon;
    uint8_t *tight = malloc(size + (size == 0)); /* so that reading beyond is noticed */
    assert_non_null(tight);
    if (size > 0)
        memcpy(tight, bytes, size);
    bool is_open = lexicon_open(&lexicon, tight, size, NULL);
    free(tight);
    return is_open;
}

static void test_cut_lexicon_is_refused(void **state)
{
    (void)state;
    struct sample_lexicon sample;
    sample_lexicon_make(&sample, 20, 1);
    for (size_t size = 0; size < sample.bytes.size; size++)
        assert_false(opens(sample.bytes.data, size));
    assert_true(opens(sample.bytes.data, sample.bytes.size));
    assert_false(opens(NULL, 0));
    sample_lexicon_free(&sample);
}

static void test_flipped_byte_is_refused(void **state)
{
    (void)state;
    static const uint8_t flips[] = {0x01, 0x80, 0xFF};
    struct sample_lexicon sample;
    sample_lexicon_make(&sample, 20, 1);
    for (size_t i = 0; i < sample.bytes.size; i++)
        for (unsigned f = 0; f < sizeof flips; f++) {
            sample.bytes.data[i] ^= flips[f];
            assert_false(opens(sample.bytes.data, sample.bytes.size));
            sample.bytes.data[i] ^= flips[f];
        }
    sample_lexicon_free(&sample);
}

/* ---- wrong contents under a crc that fits ---- */

static void seal(struct buffer *bytes)
{
    store_u32(bytes->data + 4, checksum(0, bytes->data + 8, bytes->size - 8));
}

/* Look at everything there is, and read random bytes as articles: nothing outside may be touched. */
static void read_everything(const struct lexicon *lexicon, struct random_source *random)
{
    struct buffer record = BUFFER_INIT;
    uint64_t sum = 0;
    for (uint32_t rank = 0; rank <= lexicon->symbol_count; rank++) {
        mrg_text text = lexicon_string(lexicon, lexicon_symbol(lexicon, rank));
        for (size_t i = 0; i < text.size; i++)
            sum += (uint8_t)text.data[i];
        for (uint32_t k = 0; k <= NEXT_MAX; k++)
            sum += lexicon_next(lexicon, rank, k);
    }
    for (unsigned round = 0; round < 30; round++) {
        size_t size = random_below(random, 200);
        uint8_t *symbols = malloc(size + (size == 0));
        assert_non_null(symbols);
        for (size_t i = 0; i < size; i++)
            symbols[i] = (uint8_t)random_next(random);
        buffer_clear(&record);
        symbols_to_record(lexicon, symbols, size, &record);
        sum += record.size;
        free(symbols);
    }
    assert_true(sum > 0);
    buffer_free(&record);
}

enum outcome { REFUSED, UNSOUND, SOUND };

/* Open these bytes, their crc made right, and read what there is. */
static enum outcome read_sealed(struct buffer *bytes, struct random_source *random)
{
    struct lexicon lexicon;
    enum outcome outcome = REFUSED;
    seal(bytes);
    uint8_t *tight = malloc(bytes->size);
    assert_non_null(tight);
    memcpy(tight, bytes->data, bytes->size);
    if (lexicon_open(&lexicon, tight, bytes->size, NULL)) {
        outcome = lexicon_is_sound(&lexicon) ? SOUND : UNSOUND;
        read_everything(&lexicon, random);
    }
    free(tight);
    return outcome;
}

/* Where the parts of a lexicon are. */
struct parts {
    size_t symbols, rows, nexts;
};

static struct parts parts_of(const struct sample_lexicon *sample)
{
    struct parts parts = {.symbols = LEXICON_HEAD_SIZE};
    parts.rows = parts.symbols + 4 * (size_t)sample->count;
    parts.nexts = parts.rows + 4 * ((size_t)sample->row_count + 1);
    return parts;
}

/* What becomes of a lexicon in which one number is another. */
static enum outcome with_number(const struct sample_lexicon *sample, size_t at, uint32_t number)
{
    struct random_source random = {at + 1};
    struct buffer bytes = BUFFER_INIT;
    buffer_append(&bytes, sample->bytes.data, sample->bytes.size);
    store_u32(bytes.data + at, number);
    enum outcome outcome = read_sealed(&bytes, &random);
    buffer_free(&bytes);
    return outcome;
}

static uint32_t rank_of_string(const struct sample_lexicon *sample)
{
    uint32_t rank = 0;
    while (sample->entries[rank].data == NULL)
        rank++;
    return rank;
}

static void test_wrong_symbols(void **state)
{
    (void)state;
    struct sample_lexicon sample;
    sample_lexicon_make(&sample, 50, 6);
    struct parts parts = parts_of(&sample);
    uint32_t strings = load_u32(sample.bytes.data + 20);
    size_t string = parts.symbols + 4 * (size_t)rank_of_string(&sample);
    size_t end = parts.symbols + 4 * (size_t)sample.coder.specials[SYMBOL_END];
    assert_int_equal(with_number(&sample, string, load_u32(sample.bytes.data + string)), SOUND);
    assert_int_equal(with_number(&sample, string, (strings - 5) | 5U << 25), SOUND);
    assert_int_equal(with_number(&sample, string, (strings - 5) | 6U << 25), UNSOUND);
    assert_int_equal(with_number(&sample, string, strings | 1U << 25), UNSOUND);
    assert_int_equal(with_number(&sample, string, UINT32_MAX), UNSOUND);
    assert_int_equal(with_number(&sample, string, SYMBOLS_SPECIAL), UNSOUND);
    assert_int_equal(with_number(&sample, string, LEXICON_IS_GAP), UNSOUND);
    assert_int_equal(with_number(&sample, string, SYMBOL_END), UNSOUND); /* which is there twice */
    assert_int_equal(with_number(&sample, end, 5U << 25), UNSOUND);      /* there is no end */
    sample_lexicon_free(&sample);
}

static void test_wrong_rows(void **state)
{
    (void)state;
    struct sample_lexicon sample;
    sample_lexicon_make(&sample, 50, 6);
    struct parts parts = parts_of(&sample);
    uint32_t row = 0, nexts = sample.rows[sample.row_count];
    assert_true(sample.row_count > 20);
    while (sample.rows[row + 1] - sample.rows[row] < 3)
        row++;
    size_t behind = parts.rows + 4 * ((size_t)row + 1);
    uint32_t from = sample.rows[row], to = sample.rows[row + 1];
    assert_int_equal(with_number(&sample, behind, to), SOUND);
    assert_int_equal(with_number(&sample, behind, from - 1), UNSOUND);
    assert_int_equal(with_number(&sample, behind, from + NEXT_MAX + 1), UNSOUND);
    assert_int_equal(with_number(&sample, behind, nexts + 1), UNSOUND);
    assert_int_equal(with_number(&sample, behind, UINT32_MAX), UNSOUND);
    assert_int_equal(with_number(&sample, parts.rows + 4 * (size_t)sample.row_count, nexts - 1),
                     UNSOUND);
    for (unsigned i = 0; i < 2; i++) { /* ranks that are none, and a next that leads to a next */
        uint32_t rank = i == 0 ? sample.count : sample.coder.specials[SYMBOL_NEXT + 3];
        uint32_t after = load_u32(sample.bytes.data + parts.nexts) & 0xFF000000U;
        assert_int_equal(with_number(&sample, parts.nexts, after | rank), UNSOUND);
    }
    sample_lexicon_free(&sample);
}

/* A row of all nexts there are: ascending, and inside, but longer than the coder's. */
static void test_long_row(void **state)
{
    (void)state;
    struct random_source random = {3};
    struct sample_lexicon sample;
    sample_lexicon_make(&sample, 50, 6);
    size_t rows = parts_of(&sample).rows;
    uint32_t nexts = sample.rows[sample.row_count];
    assert_true(nexts > NEXT_MAX);
    for (uint32_t row = 1; row <= sample.row_count; row++)
        store_u32(sample.bytes.data + rows + 4 * (size_t)row, nexts);
    assert_int_equal(read_sealed(&sample.bytes, &random), UNSOUND);
    sample_lexicon_free(&sample);
}

static void test_wrong_heads(void **state)
{
    (void)state;
    static const uint32_t numbers[] = {0, 1, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF};
    struct sample_lexicon sample;
    sample_lexicon_make(&sample, 50, 6);
    for (size_t at = 8; at < 24 + 4 * PREFIX_LENGTH_MAX; at += 4)
        for (unsigned i = 0; i < sizeof numbers / sizeof *numbers; i++) {
            uint32_t now = load_u32(sample.bytes.data + at);
            if (numbers[i] != now)
                assert_int_equal(with_number(&sample, at, numbers[i]), REFUSED);
            if (at != 20) /* bytes of strings may be others, as they are rounded up */
                assert_int_equal(with_number(&sample, at, now + 1), REFUSED);
        }
    for (size_t i = 0; i < SPELLING_SYMBOLS; i++) {
        size_t at = 24 + 4 * PREFIX_LENGTH_MAX + i;
        uint32_t now = load_u32(sample.bytes.data + at), rest = now & ~0xFFU;
        assert_int_equal(with_number(&sample, at, rest), REFUSED);
        assert_int_equal(with_number(&sample, at, rest | (now + 1)), REFUSED);
        assert_int_equal(with_number(&sample, at, rest | 0xFF), REFUSED);
        assert_int_equal(with_number(&sample, at, rest | 13), REFUSED);
    }
    sample_lexicon_free(&sample);
}

/* Anything anywhere. */
static void test_random_contents(void **state)
{
    (void)state;
    struct random_source random = {77};
    struct sample_lexicon sample;
    unsigned outcomes[3] = {0};
    sample_lexicon_make(&sample, 50, 6);
    for (unsigned round = 0; round < 3000; round++) {
        struct buffer bytes = BUFFER_INIT;
        buffer_append(&bytes, sample.bytes.data, sample.bytes.size);
        for (uint32_t left = 1 + random_below(&random, 20); left > 0; left--) {
            uint32_t from = random_below(&random, 8) == 0 ? 8 : LEXICON_HEAD_SIZE;
            uint32_t at = from + random_below(&random, (uint32_t)bytes.size - from);
            bytes.data[at] = (uint8_t)random_next(&random);
        }
        outcomes[read_sealed(&bytes, &random)]++;
        buffer_free(&bytes);
    }
    assert_true(outcomes[REFUSED] > 100 && outcomes[UNSOUND] > 100 && outcomes[SOUND] > 10);
    sample_lexicon_free(&sample);
}

/* ---- damaged articles ---- */

static bool reads(const struct lexicon *lexicon, const uint8_t *symbols, size_t size)
{
    struct buffer record = BUFFER_INIT;
    uint8_t *tight = malloc(size + (size == 0));
    assert_non_null(tight);
    if (size > 0)
        memcpy(tight, symbols, size);
    bool is_read = symbols_to_record(lexicon, tight, size, &record);
    assert_false(record.failed);
    buffer_free(&record);
    free(tight);
    return is_read;
}

/* An article ends where its bytes do, and bits behind its end are 0. */
static void test_damaged_articles(void **state)
{
    (void)state;
    struct random_source random = {14};
    struct sample_lexicon sample;
    struct lexicon lexicon;
    sample_lexicon_make(&sample, 100, 2);
    assert_true(lexicon_open(&lexicon, sample.bytes.data, sample.bytes.size, NULL));
    for (unsigned a = 0; a < 60; a++) {
        struct buffer symbols = BUFFER_INIT, record = BUFFER_INIT;
        sample_article_append(&sample, &random, 6, &symbols, &record);
        for (size_t size = 0; size < symbols.size; size++)
            assert_false(reads(&lexicon, symbols.data, size));
        assert_true(reads(&lexicon, symbols.data, symbols.size));
        buffer_append_byte(&symbols, 0);
        assert_false(reads(&lexicon, symbols.data, symbols.size));
        symbols.size--;
        symbols.data[symbols.size - 1] ^= 1; /* behind the end, or the end's own */
        assert_false(reads(&lexicon, symbols.data, symbols.size));
        buffer_free(&symbols);
        buffer_free(&record);
    }
    sample_lexicon_free(&sample);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lexicon_round_trips),
        cmocka_unit_test(test_articles_round_trip),
        cmocka_unit_test(test_every_byte_can_be_spelled),
        cmocka_unit_test(test_row_find),
        cmocka_unit_test(test_cut_lexicon_is_refused),
        cmocka_unit_test(test_flipped_byte_is_refused),
        cmocka_unit_test(test_wrong_symbols),
        cmocka_unit_test(test_wrong_rows),
        cmocka_unit_test(test_long_row),
        cmocka_unit_test(test_wrong_heads),
        cmocka_unit_test(test_random_contents),
        cmocka_unit_test(test_damaged_articles),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
