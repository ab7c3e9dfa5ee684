#include "tests/unit/segment/lexicons_file.h"
#include "tests/cmocka_all.h"

#include <stdio.h>
#include <string.h>

enum { STRINGS = 4000, FIELDS = 4 };

const struct lexicons_file_part lexicons_file_parts[LEXICONS_FILE_PARTS] = {
    {0, 0}, {7, 1}, {8, 0}, {50, 2}, {51, 1}, {90, 1}};

/* ---- what it is made of ---- */

static void make_parts(struct lexicons_file *file)
{
    for (unsigned i = 0; i < LEXICONS_FILE_SAMPLES; i++) {
        sample_lexicon_make(&file->samples[i], STRINGS, i + 1);
        assert_true(file->samples[i].bytes.size > 1 << SEGMENT_PAGE_SHIFT);
    }
    for (unsigned i = 0; i < LEXICONS_FILE_PARTS; i++)
        file->parts[i] =
            (struct lexicon_part){.first = lexicons_file_parts[i].first,
                                  .bytes = file->samples[lexicons_file_parts[i].sample].bytes.data};
}

/* Articles [first, end), as blocks that end where the part does. */
static void write_part(struct lexicons_file *file, struct articles_writer *writer, unsigned part,
                       uint32_t end)
{
    struct sample_lexicon *sample = &file->samples[lexicons_file_parts[part].sample];
    struct random_source random = {part + 1};
    struct coded_block block = {.articles = 0};
    for (uint32_t a = lexicons_file_parts[part].first; a < end; a++) {
        size_t start = block.symbols.size;
        sample_article_append(sample, &random, FIELDS, &block.symbols, &file->records[a]);
        coded_block_add(&block, start, file->records[a].size);
        if (block.articles == 10 || a + 1 == end) {
            articles_writer_put(writer, &block, sample->coder.sum);
            coded_block_clear(&block);
        }
    }
    coded_block_free(&block);
}

static void write_articles(struct lexicons_file *file)
{
    struct articles_writer writer = {.file = &file->made.writer};
    section_begin(&file->made.writer, SECTION_ARTICLES);
    for (unsigned i = 0; i < LEXICONS_FILE_PARTS; i++)
        write_part(file, &writer, i,
                   i + 1 < LEXICONS_FILE_PARTS ? lexicons_file_parts[i + 1].first
                                               : LEXICONS_FILE_ARTICLES);
    section_end(&file->made.writer);
    assert_false(writer.failed);
    section_file_add(&file->made, SECTION_ARTICLE_INDEX, &writer.index);
    articles_writer_free(&writer);
}

/* A page of zeros, so that no page has bytes of both neighbours: damage to one would be damage to the other. */
static void keep_apart(struct lexicons_file *file, enum section_id id)
{
    static const uint8_t page[1 << SEGMENT_PAGE_SHIFT];
    section_write(&file->made.writer, id, page, sizeof page);
}

void lexicons_file_make(struct lexicons_file *file)
{
    memset(file, 0, sizeof *file);
    make_parts(file);
    section_file_begin(&file->made);
    assert_true(
        lexicons_write(&file->made.writer, SECTION_LEXICONS, file->parts, LEXICONS_FILE_PARTS));
    keep_apart(file, SECTION_POSTINGS);
    write_articles(file);
    keep_apart(file, SECTION_FORMS);
    assert_true(lexicons_write(&file->made.writer, SECTION_LEXICONS_COPY, file->parts,
                               LEXICONS_FILE_PARTS));
    section_file_open(&file->made);
}

void lexicons_file_free(struct lexicons_file *file)
{
    section_file_end(&file->made);
    for (unsigned i = 0; i < LEXICONS_FILE_SAMPLES; i++)
        sample_lexicon_free(&file->samples[i]);
    for (uint32_t a = 0; a < LEXICONS_FILE_ARTICLES; a++)
        buffer_free(&file->records[a]);
}

/* ---- where what is ---- */

unsigned lexicons_file_sample(uint32_t article)
{
    unsigned part = LEXICONS_FILE_PARTS - 1;
    while (lexicons_file_parts[part].first > article)
        part--;
    return lexicons_file_parts[part].sample;
}

size_t lexicons_file_at(const struct lexicons_file *file, unsigned sample)
{
    size_t at = LEXICONS_HEAD_SIZE + LEXICONS_FILE_PARTS * LEXICONS_RANGE_SIZE;
    for (unsigned i = 0; i < sample; i++) /* parts name them in their order */
        at += file->samples[i].bytes.size;
    return at;
}

void lexicons_file_damage(struct lexicons_file *file, enum section_id id, size_t at, uint8_t bits)
{
    const struct section *section = &file->made.file.sections[id];
    assert_true(at < section->size);
    const uint8_t *byte = section->data + at, damaged = *byte ^ bits;
    const long offset = (long)(byte - file->made.file.map.data);
    const char *path = scratch_file(&file->made.folder, "segment");
    segment_file_close(&file->made.file);
    FILE *stream = fopen(path, "r+b");
    assert_non_null(stream);
    assert_int_equal(fseek(stream, offset, SEEK_SET), 0);
    assert_int_equal(fwrite(&damaged, 1, 1, stream), 1);
    assert_int_equal(fclose(stream), 0);
    assert_int_equal(segment_file_open(&file->made.file, path, NULL), MRG_OK);
}
