/* Stored articles in blocks of symbols: written, read in any order, and what damage does to them. */
#include "tests/cmocka_all.h"
#include "tests/unit/segment/sample_lexicon.h"
#include "tests/unit/segment/section_file.h"

#include "common/codec/checksum.h"
#include "common/codec/endian.h"
#include "common/codec/varint.h"
#include "common/segment/articles.h"
#include "common/segment/symbol_reader.h"

#include <pthread.h>
#include <stdlib.h>

/* How many articles, of up to how many fields. */
static const struct shape {
    uint32_t count, fields;
} shapes[] = {{0, 1}, {1, 0}, {1, 3}, {3, 2}, {1000, 2}, {200, 40}, {20, 300}};
/* Where the only lexicon of a section is. */
enum { LEXICON_AT = LEXICONS_HEAD_SIZE + LEXICONS_RANGE_SIZE };

enum { SHAPES = sizeof shapes / sizeof shapes[0] };

static struct sample_lexicon sample;
static struct buffer *records;
static uint32_t record_count;
static struct section_file made;

/* ---- a file ---- */

static size_t varint_bytes(uint64_t number)
{
    uint8_t bytes[VARINT_SIZE_MAX];
    return (size_t)(varint_write(bytes, number) - bytes);
}

static void write_articles(struct articles_writer *writer, const struct shape *shape,
                           struct random_source *random)
{
    struct coded_block block = {.articles = 0};
    for (uint32_t i = 0; i < record_count; i++) {
        size_t start = block.symbols.size;
        sample_article_append(&sample, random, shape->fields, &block.symbols, &records[i]);
        coded_block_add(&block, start, records[i].size);
        if (block.raw >= ARTICLES_BLOCK_SIZE) {
            articles_writer_put(writer, &block, sample.coder.sum);
            coded_block_clear(&block);
        }
    }
    articles_writer_put(writer, &block, sample.coder.sum);
    assert_false(writer->failed);
    assert_int_equal(writer->articles, record_count);
    coded_block_free(&block);
}

static uint64_t raw_of_records(void)
{
    uint64_t raw = 0;
    for (uint32_t i = 0; i < record_count; i++)
        raw += varint_bytes(records[i].size) + records[i].size;
    return raw;
}

static void write_lexicon(enum section_id id)
{
    const struct lexicon_part part = {.bytes = sample.bytes.data};
    assert_true(lexicons_write(&made.writer, id, &part, 1));
}

static void make(const struct shape *shape, uint64_t seed)
{
    struct random_source random = {seed};
    struct articles_writer writer = {.file = &made.writer};
    record_count = shape->count;
    records = calloc((size_t)record_count + 1, sizeof *records);
    assert_non_null(records);
    sample_lexicon_make(&sample, 300, seed);
    section_file_begin(&made);
    write_lexicon(SECTION_LEXICONS);
    section_begin(&made.writer, SECTION_ARTICLES);
    write_articles(&writer, shape, &random);
    assert_int_equal(writer.raw_total, raw_of_records());
    section_end(&made.writer);
    section_file_add(&made, SECTION_ARTICLE_INDEX, &writer.index);
    write_lexicon(SECTION_LEXICONS_COPY);
    section_file_open(&made);
    articles_writer_free(&writer);
}

static void unmake(void)
{
    section_file_end(&made);
    sample_lexicon_free(&sample);
    for (uint32_t i = 0; i < record_count; i++)
        buffer_free(&records[i]);
    free(records);
}

/* ---- reading ---- */

static void check_article(struct articles_reader *reader, uint32_t article)
{
    const uint8_t *record;
    size_t size;
    mrg_error error = MRG_ERROR_INIT;
    assert_int_equal(articles_read(reader, article, &record, &size, &error), MRG_OK);
    assert_int_equal(size, records[article].size);
    if (size > 0)
        assert_memory_equal(record, records[article].data, size);
}

static void check_all(void)
{
    struct articles_reader reader;
    struct random_source random = {99};
    articles_reader_init(&reader, &made.file, record_count);
    for (uint32_t i = 0; i < record_count; i++)
        check_article(&reader, i);
    for (uint32_t i = 0; record_count > 0 && i < 200; i++)
        check_article(&reader, random_below(&random, record_count));
    articles_reader_free(&reader);
}

/* Take a block apart: its articles are those that follow the ones before. */
static void check_block(const struct article_block *block, const struct lexicon *lexicon)
{
    struct coded_articles articles;
    struct buffer record = BUFFER_INIT;
    const uint8_t *symbols;
    size_t used = 0, size;
    uint32_t next = block->first;
    assert_true(
        coded_articles_open(&articles, block->packed, block->packed_size, lexicon->sum, &used));
    assert_int_equal(used, block->packed_size);
    assert_int_equal(articles.left, block->articles);
    for (; coded_articles_next(&articles, &symbols, &size); next++) {
        buffer_clear(&record);
        assert_true(symbols_to_record(lexicon, symbols, size, &record));
        assert_int_equal(record.size, records[next].size);
        if (record.size > 0)
            assert_memory_equal(record.data, records[next].data, record.size);
    }
    assert_int_equal(next, block->first + block->articles);
    buffer_free(&record);
}

/* Blocks follow each other without a gap and say how large their records are. */
static void check_blocks(void)
{
    struct articles_reader reader;
    const struct lexicon *lexicon;
    uint32_t next = 0;
    uint64_t raw = 0;
    assert_int_equal(lexicon_of(&made.file, 0, &lexicon, NULL), MRG_OK);
    articles_reader_init(&reader, &made.file, record_count);
    for (uint32_t b = 0; b < reader.blocks; b++) {
        struct article_block block;
        assert_int_equal(articles_block(&reader, b, &block, NULL), MRG_OK);
        assert_int_equal(block.first, next);
        check_block(&block, lexicon);
        next += block.articles;
        raw += block.raw_size;
        assert_true(b + 1 == reader.blocks || block.raw_size >= ARTICLES_BLOCK_SIZE);
    }
    assert_int_equal(next, record_count);
    assert_int_equal(raw, raw_of_records());
    articles_reader_free(&reader);
}

static void test_round_trips(void **state)
{
    (void)state;
    for (size_t s = 0; s < SHAPES; s++) {
        make(&shapes[s], s + 1);
        check_all();
        check_blocks();
        unmake();
    }
}

/* ---- blocks by themselves ---- */

static bool opens(const uint8_t *bytes, size_t size, uint32_t sum, size_t *used)
{
    struct coded_articles articles;
    uint8_t *tight = malloc(size + (size == 0)); /* so that reading beyond is noticed */
    assert_non_null(tight);
    if (size > 0)
        memcpy(tight, bytes, size);
    bool is_open = coded_articles_open(&articles, tight, size, sum, used);
    free(tight);
    return is_open;
}

static void test_damaged_blocks(void **state)
{
    (void)state;
    make(&(struct shape){10, 3}, 5);
    const struct section *section = &made.file.sections[SECTION_ARTICLES];
    struct buffer bytes = BUFFER_INIT;
    size_t used = 0, size = (size_t)section->size;
    buffer_append(&bytes, section->data, size);
    for (size_t cut = 0; cut < size; cut++)
        assert_false(opens(bytes.data, cut, sample.coder.sum, &used));
    for (size_t i = 0; i < size; i++)
        for (unsigned bit = 0; bit < 8; bit++) {
            bytes.data[i] ^= (uint8_t)(1U << bit);
            assert_false(opens(bytes.data, size, sample.coder.sum, &used));
            bytes.data[i] ^= (uint8_t)(1U << bit);
        }
    buffer_append_string(&bytes, "behind");
    assert_true(opens(bytes.data, bytes.size, sample.coder.sum, &used));
    assert_int_equal(used, size);
    assert_false(
        opens(bytes.data, bytes.size, sample.coder.sum ^ 1, &used)); /* of another lexicon */
    buffer_free(&bytes);
    unmake();
}

/* A block whose counts and sizes lead outside, or that has no articles, under a crc that fits. */
static void test_wrong_blocks(void **state)
{
    (void)state;
    enum { SUM = 12345 /* crc of some lexicon */ };
    static const struct {
        const char *bytes; /* behind the crc */
        size_t size;
        bool opens;
    } cases[] = {{"\0", 1, false},                        /* no articles */
                 {"\1\0", 2, true},                       /* one of no bytes */
                 {"\1\1\x55", 3, true},                   /* one of one */
                 {"\1\2\x55", 3, false},                  /* one of two, of which one is there */
                 {"\2\1\1\x55", 4, false},                /* two of which one is there */
                 {"\2\1", 2, false},                      /* sizes cut short */
                 {"\xFF\xFF\xFF\xFF\x0F\1", 6, false},    /* 2^32 - 1 articles */
                 {"\xFF\xFF\xFF\xFF\x7F\1", 6, false},    /* a count beyond 32 bits */
                 {"\1\xFF\xFF\xFF\xFF\x0F\1", 7, false},  /* a size of 2^32 - 1 */
                 {"\1\xFF\xFF\xFF\xFF\x7F\1", 7, false}}; /* a size beyond 32 bits */
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct buffer block = BUFFER_INIT;
        size_t used = 0;
        append_u32(&block, checksum(SUM, cases[i].bytes, cases[i].size));
        buffer_append(&block, cases[i].bytes, cases[i].size);
        assert_int_equal(opens(block.data, block.size, SUM, &used), cases[i].opens);
        buffer_free(&block);
    }
}

/* ---- damage under page checksums that fit ---- */

/* Parts of the file, to be damaged and written anew. */
struct remade {
    struct buffer lexicon, articles, index, copy;
};

static void take_section(struct buffer *bytes, enum section_id id)
{
    *bytes = (struct buffer)BUFFER_INIT;
    buffer_append(bytes, made.file.sections[id].data, made.file.sections[id].size);
}

static void take_apart(struct remade *parts)
{
    take_section(&parts->lexicon, SECTION_LEXICONS);
    take_section(&parts->articles, SECTION_ARTICLES);
    take_section(&parts->index, SECTION_ARTICLE_INDEX);
    take_section(&parts->copy, SECTION_LEXICONS_COPY);
    section_file_end(&made);
}

static void put_together(struct remade *parts)
{
    section_file_begin(&made);
    section_file_add(&made, SECTION_LEXICONS, &parts->lexicon);
    section_file_add(&made, SECTION_ARTICLES, &parts->articles);
    section_file_add(&made, SECTION_ARTICLE_INDEX, &parts->index);
    section_file_add(&made, SECTION_LEXICONS_COPY, &parts->copy);
    section_file_open(&made);
    buffer_free(&parts->lexicon);
    buffer_free(&parts->articles);
    buffer_free(&parts->index);
    buffer_free(&parts->copy);
}

/* What reading says; what it reads is the article. */
static mrg_status read_status(uint32_t article)
{
    struct articles_reader reader;
    const uint8_t *record;
    size_t size;
    mrg_error error = MRG_ERROR_INIT;
    articles_reader_init(&reader, &made.file, record_count);
    mrg_status status = articles_read(&reader, article, &record, &size, &error);
    assert_int_equal(error.status, status);
    if (status == MRG_OK) {
        assert_int_equal(size, records[article].size);
        assert_true(size == 0 || memcmp(record, records[article].data, size) == 0);
    }
    articles_reader_free(&reader);
    return status;
}

static void test_damaged_index(void **state)
{
    (void)state;
    static const struct {
        size_t at; /* in the index */
        uint8_t byte;
    } damages[] = {{7, 1}, {2, 200}, {0, 1}, {8, 5}, {8, 1}, {11, 1}};
    for (size_t i = 0; i < sizeof damages / sizeof damages[0]; i++) {
        struct remade parts;
        make(&(struct shape){3, 4}, 1);
        take_apart(&parts);
        assert_int_equal(parts.index.size, ARTICLES_INDEX_SIZE);
        parts.index.data[damages[i].at] = damages[i].byte;
        put_together(&parts);
        assert_int_equal(read_status(0), MRG_ERR_DAMAGED);
        unmake();
    }
}

/* Entries that hold other numbers than the blocks: what is read is the right article, or an error. One that leads to
 * another block of as many articles is believed. */
static void test_random_index(void **state)
{
    (void)state;
    struct random_source random = {31};
    uint32_t damaged = 0;
    for (unsigned round = 0; round < 60; round++) {
        struct remade parts;
        make(&(struct shape){60, 40}, 2);
        take_apart(&parts);
        uint32_t entries = (uint32_t)(parts.index.size / ARTICLES_INDEX_SIZE);
        assert_true(entries > 3);
        uint8_t *entry =
            parts.index.data + (size_t)random_below(&random, entries) * ARTICLES_INDEX_SIZE;
        if (round % 2 == 0)
            store_u64(entry, load_u64(entry) + 1 + random_bits(&random, 20));
        else
            store_u32(entry + 8, random_bits(&random, 7));
        put_together(&parts);
        for (uint32_t a = 0; a < record_count; a++) {
            mrg_status status = read_status(a);
            assert_true(status == MRG_OK || status == MRG_ERR_DAMAGED);
            damaged += status != MRG_OK;
        }
        unmake();
    }
    assert_true(damaged > 100);
}

static void test_missing_index(void **state)
{
    (void)state;
    struct remade parts;
    make(&shapes[3], 1);
    take_apart(&parts);
    buffer_clear(&parts.index);
    put_together(&parts);
    assert_int_equal(read_status(0), MRG_ERR_DAMAGED);
    unmake();
}

/* The last bit, which is behind the last article's end or the end's own, is another. */
static void test_damaged_symbols(void **state)
{
    (void)state;
    struct remade parts;
    make(&(struct shape){2, 6}, 3);
    take_apart(&parts);
    parts.articles.data[parts.articles.size - 1] ^= 1;
    put_together(&parts);
    assert_int_equal(read_status(0), MRG_OK);
    assert_int_equal(read_status(1), MRG_ERR_DAMAGED);
    unmake();
}

/* ---- the lexicon ---- */

static void test_lexicon_is_read_once(void **state)
{
    (void)state;
    const struct lexicon *first, *again;
    make(&shapes[3], 1);
    assert_int_equal(lexicon_of(&made.file, 0, &first, NULL), MRG_OK);
    assert_int_equal(lexicon_of(&made.file, 0, &again, NULL), MRG_OK);
    assert_ptr_equal(first, again);
    assert_true(first->symbols ==
                made.file.sections[SECTION_LEXICONS].data + LEXICON_AT + LEXICON_HEAD_SIZE);
    unmake();
}

enum { THREADS = 8, THREAD_ROUNDS = 30 };

static void *ask_for_lexicon(void *start)
{
    const struct lexicon *lexicon = NULL;
    pthread_barrier_wait(start);
    lexicon_of(&made.file, 0, &lexicon, NULL);
    return (void *)(uintptr_t)lexicon;
}

/* Threads that ask at once get the same one. */
static void test_lexicon_is_shared(void **state)
{
    (void)state;
    for (unsigned round = 0; round < THREAD_ROUNDS; round++) {
        pthread_t threads[THREADS];
        pthread_barrier_t start;
        make(&shapes[1], round + 1);
        assert_int_equal(pthread_barrier_init(&start, NULL, THREADS), 0);
        for (unsigned i = 0; i < THREADS; i++)
            assert_int_equal(pthread_create(&threads[i], NULL, ask_for_lexicon, &start), 0);
        void *lexicons[THREADS];
        for (unsigned i = 0; i < THREADS; i++)
            assert_int_equal(pthread_join(threads[i], &lexicons[i]), 0);
        assert_non_null(lexicons[0]);
        assert_non_null(made.file.lexicons);
        for (unsigned i = 1; i < THREADS; i++)
            assert_ptr_equal(lexicons[i], lexicons[0]);
        pthread_barrier_destroy(&start);
        unmake();
    }
}

static void test_copy_is_used(void **state)
{
    (void)state;
    const struct lexicon *lexicon;
    for (unsigned round = 0; round < 2; round++) {
        struct remade parts;
        make(&shapes[4], 7);
        take_apart(&parts);
        if (round == 0)
            parts.lexicon.data[parts.lexicon.size / 2] ^= 4;
        else
            buffer_clear(&parts.lexicon);
        put_together(&parts);
        check_all();
        assert_int_equal(lexicon_of(&made.file, 0, &lexicon, NULL), MRG_OK);
        assert_true(lexicon->symbols == made.file.sections[SECTION_LEXICONS_COPY].data +
                                            LEXICON_AT + LEXICON_HEAD_SIZE);
        unmake();
    }
}

static void test_both_lexicons_damaged(void **state)
{
    (void)state;
    struct remade parts;
    const struct lexicon *lexicon;
    mrg_error error = MRG_ERROR_INIT;
    make(&shapes[3], 7);
    take_apart(&parts);
    parts.lexicon.data[100] ^= 4;
    parts.copy.data[parts.copy.size - 9] ^= 0x20;
    put_together(&parts);
    assert_int_equal(lexicon_of(&made.file, 0, &lexicon, &error), MRG_ERR_DAMAGED);
    assert_non_null(strstr(error.message, "lexicon"));
    assert_int_equal(read_status(0), MRG_ERR_DAMAGED);
    unmake();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_round_trips),           cmocka_unit_test(test_damaged_blocks),
        cmocka_unit_test(test_wrong_blocks),          cmocka_unit_test(test_damaged_index),
        cmocka_unit_test(test_random_index),          cmocka_unit_test(test_missing_index),
        cmocka_unit_test(test_damaged_symbols),       cmocka_unit_test(test_lexicon_is_read_once),
        cmocka_unit_test(test_lexicon_is_shared),     cmocka_unit_test(test_copy_is_used),
        cmocka_unit_test(test_both_lexicons_damaged),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
