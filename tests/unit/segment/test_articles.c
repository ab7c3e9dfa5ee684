/* Stored articles in deflate blocks: written, read in any order, copied block by block. */
#include "tests/cmocka_all.h"
#include "tests/unit/segment/section_file.h"
#include "tests/unit/support/random.h"

#include "common/codec/varint.h"
#include "common/segment/articles.h"

#include <stdlib.h>

/* How many records, of up to how many bytes. */
static const struct shape {
    uint32_t count, size_max;
} shapes[] = {{0, 1}, {1, 1}, {1, 200000}, {3, 10}, {1000, 100}, {300, 3000}, {20, 70000}};
enum { SHAPES = sizeof shapes / sizeof shapes[0] };

static struct buffer *records;
static uint32_t record_count;
static struct section_file made;

static void make_records(const struct shape *shape, uint64_t seed)
{
    struct random_source random = {seed};
    record_count = shape->count;
    records = calloc(record_count + 1, sizeof *records);
    assert_non_null(records);
    for (uint32_t i = 0; i < record_count; i++) {
        uint32_t size = i % 5 == 4 ? 0 : 1 + random_below(&random, shape->size_max);
        for (uint32_t b = 0; b < size; b++)
            buffer_append_byte(&records[i], (uint8_t)('a' + random_below(&random, 12)));
    }
}

static void write_sections(struct articles_writer *writer)
{
    articles_writer_flush(writer);
    assert_false(writer->failed);
    assert_int_equal(writer->articles, record_count);
    section_end(&made.writer);
    section_file_add(&made, SECTION_ARTICLE_INDEX, &writer->index);
    section_file_open(&made);
}

static uint64_t make(const struct shape *shape, uint64_t seed)
{
    struct articles_writer writer;
    make_records(shape, seed);
    section_file_begin(&made);
    section_begin(&made.writer, SECTION_ARTICLES);
    assert_true(articles_writer_init(&writer, &made.writer));
    for (uint32_t i = 0; i < record_count; i++)
        articles_writer_add(&writer, records[i].data, records[i].size);
    write_sections(&writer);
    uint64_t raw_total = writer.raw_total;
    articles_writer_free(&writer);
    return raw_total;
}

static void unmake(void)
{
    section_file_end(&made);
    for (uint32_t i = 0; i < record_count; i++)
        buffer_free(&records[i]);
    free(records);
}

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
    for (uint32_t i = 0; record_count > 0 && i < 100; i++)
        check_article(&reader, random_below(&random, record_count));
    articles_reader_free(&reader);
}

/* Blocks follow each other without a gap and are about as large as they should be. */
static void check_blocks(void)
{
    struct articles_reader reader;
    uint32_t next = 0;
    articles_reader_init(&reader, &made.file, record_count);
    for (uint32_t b = 0; b < reader.blocks; b++) {
        struct article_block block;
        assert_int_equal(articles_block(&reader, b, &block, NULL), MRG_OK);
        assert_int_equal(block.first, next);
        assert_true(block.articles == 1 || block.raw_size <= ARTICLES_BLOCK_SIZE + 64);
        next += block.articles;
    }
    assert_int_equal(next, record_count);
    articles_reader_free(&reader);
}

static void test_round_trips(void **state)
{
    (void)state;
    for (size_t s = 0; s < SHAPES; s++) {
        uint64_t raw = 0;
        uint64_t told = make(&shapes[s], s + 1);
        for (uint32_t i = 0; i < record_count; i++) {
            uint8_t size[VARINT_SIZE_MAX];
            raw += (uint64_t)(varint_write(size, records[i].size) - size) + records[i].size;
        }
        assert_int_equal(told, raw);
        check_all();
        check_blocks();
        unmake();
    }
}

/* A second file made by copying every other block whole and the rest record by record. */
static void copy_all(struct articles_reader *reader, struct section_file *from)
{
    struct articles_writer writer;
    section_file_begin(&made);
    section_begin(&made.writer, SECTION_ARTICLES);
    assert_true(articles_writer_init(&writer, &made.writer));
    for (uint32_t b = 0; b < reader->blocks; b++) {
        struct article_block block;
        assert_int_equal(articles_block(reader, b, &block, NULL), MRG_OK);
        if (b % 2 == 0) {
            articles_writer_flush(&writer);
            articles_writer_copy(&writer, block.packed, block.packed_size, block.raw_size,
                                 block.articles);
            continue;
        }
        for (uint32_t a = block.first; a < block.first + block.articles; a++)
            articles_writer_add(&writer, records[a].data, records[a].size);
    }
    write_sections(&writer);
    articles_writer_free(&writer);
    articles_reader_free(reader);
    section_file_end(from);
}

static void test_copied_blocks(void **state)
{
    (void)state;
    for (size_t s = 0; s < SHAPES; s++) {
        uint64_t told = make(&shapes[s], s + 1);
        struct section_file from = made;
        struct articles_reader reader;
        articles_reader_init(&reader, &from.file, record_count);
        copy_all(&reader, &from);
        assert_true(told > 0 || record_count == 0);
        check_all();
        check_blocks();
        unmake();
    }
}

/* An index entry or a block that is wrong under a checksum that fits. */
static void test_damage(void **state)
{
    (void)state;
    static const struct {
        size_t at; /* in the index */
        uint8_t byte;
    } damages[] = {{7, 1}, {2, 200}, {8, 5}, {11, 1}, {12, 1}, {15, 0x10}};
    for (size_t i = 0; i < sizeof damages / sizeof damages[0]; i++) {
        make(&shapes[3], 1);
        struct buffer index = BUFFER_INIT, blocks = BUFFER_INIT;
        const struct section *sections = made.file.sections;
        buffer_append(&index, sections[SECTION_ARTICLE_INDEX].data, ARTICLES_INDEX_SIZE);
        buffer_append(&blocks, sections[SECTION_ARTICLES].data, sections[SECTION_ARTICLES].size);
        section_file_end(&made);
        index.data[damages[i].at] = damages[i].byte;
        section_file_begin(&made);
        section_file_add(&made, SECTION_ARTICLES, &blocks);
        section_file_add(&made, SECTION_ARTICLE_INDEX, &index);
        section_file_open(&made);
        struct articles_reader reader;
        const uint8_t *record;
        size_t size;
        mrg_error error = MRG_ERROR_INIT;
        articles_reader_init(&reader, &made.file, record_count);
        assert_int_equal(articles_read(&reader, 0, &record, &size, &error), MRG_ERR_DAMAGED);
        assert_int_equal(error.status, MRG_ERR_DAMAGED);
        articles_reader_free(&reader);
        buffer_free(&index);
        buffer_free(&blocks);
        unmake();
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_round_trips),
        cmocka_unit_test(test_copied_blocks),
        cmocka_unit_test(test_damage),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
