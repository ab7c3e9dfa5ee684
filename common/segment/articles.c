#include "common/segment/articles.h"
#include "common/base/error.h"
#include "common/codec/endian.h"
#include "common/codec/varint.h"

#include <stdlib.h>

enum { DEFLATE_RATIO_MAX = 1032 };

/* ---- writing ---- */

bool articles_writer_init(struct articles_writer *writer, struct segment_file_writer *file)
{
    *writer = (struct articles_writer){.file = file, .deflater = deflater_new(DEFLATE_LEVEL)};
    return writer->deflater != NULL;
}

void articles_writer_free(struct articles_writer *writer)
{
    deflater_free(writer->deflater);
    buffer_free(&writer->raw);
    buffer_free(&writer->packed);
    buffer_free(&writer->index);
    writer->deflater = NULL;
}

static void append_index(struct articles_writer *writer, uint32_t raw_size)
{
    uint8_t entry[ARTICLES_INDEX_SIZE];
    store_u64(entry, section_size(writer->file));
    store_u32(entry + 8, writer->first);
    store_u32(entry + 12, raw_size);
    buffer_append(&writer->index, entry, sizeof entry);
}

void articles_writer_flush(struct articles_writer *writer)
{
    if (writer->raw.size == 0 || writer->failed)
        return;
    buffer_clear(&writer->packed);
    writer->failed =
        writer->raw.failed || writer->raw.size > UINT32_MAX ||
        !deflater_append(writer->deflater, writer->raw.data, writer->raw.size, &writer->packed);
    if (writer->failed)
        return;
    append_index(writer, (uint32_t)writer->raw.size);
    section_append(writer->file, writer->packed.data, writer->packed.size);
    writer->failed = writer->index.failed;
    buffer_clear(&writer->raw);
    writer->first = writer->articles;
}

void articles_writer_add(struct articles_writer *writer, const void *record, size_t size)
{
    if (writer->raw.size > 0 && writer->raw.size + size > ARTICLES_BLOCK_SIZE)
        articles_writer_flush(writer);
    size_t before = writer->raw.size;
    varint_append(&writer->raw, size);
    buffer_append(&writer->raw, record, size);
    writer->failed |= writer->raw.failed;
    writer->raw_total += writer->raw.size - before;
    writer->articles++;
}

void articles_writer_copy(struct articles_writer *writer, const void *packed, size_t packed_size,
                          uint32_t raw_size, uint32_t articles)
{
    writer->first = writer->articles;
    append_index(writer, raw_size);
    section_append(writer->file, packed, packed_size);
    writer->failed |= writer->index.failed;
    writer->raw_total += raw_size;
    writer->articles += articles;
    writer->first = writer->articles;
}

/* ---- reading ---- */

void articles_reader_init(struct articles_reader *reader, const struct segment_file *file,
                          uint32_t articles)
{
    uint64_t blocks = file->sections[SECTION_ARTICLE_INDEX].size / ARTICLES_INDEX_SIZE;
    *reader = (struct articles_reader){.file = file, .articles = articles};
    reader->blocks = (uint32_t)blocks;
    reader->block = reader->blocks;
}

void articles_reader_free(struct articles_reader *reader)
{
    buffer_free(&reader->raw);
    inflater_free(reader->inflater);
    reader->inflater = NULL;
}

mrg_status articles_block(const struct articles_reader *reader, uint32_t number,
                          struct article_block *block, mrg_error *error)
{
    const struct section *articles = &reader->file->sections[SECTION_ARTICLES];
    const uint8_t *entry =
        reader->file->sections[SECTION_ARTICLE_INDEX].data + (size_t)number * ARTICLES_INDEX_SIZE;
    bool is_last = number + 1 == reader->blocks;
    if (!segment_file_verify(reader->file, entry, is_last ? 16 : 32))
        return segment_file_damaged(reader->file, entry, "article index", error);
    uint64_t at = load_u64(entry), behind = is_last ? articles->size : load_u64(entry + 16);
    uint32_t first = load_u32(entry + 8);
    uint32_t next = is_last ? reader->articles : load_u32(entry + 24);
    bool is_gap = number == 0 && first != 0;
    if (at > behind || behind > articles->size || first >= next || next > reader->articles ||
        is_gap)
        return segment_file_damaged(reader->file, entry, "article index", error);
    *block = (struct article_block){articles->data + at, (size_t)(behind - at),
                                    load_u32(entry + 12), first, next - first};
    if (!segment_file_verify(reader->file, block->packed, block->packed_size))
        return segment_file_damaged(reader->file, block->packed, "stored articles", error);
    return MRG_OK;
}

static uint32_t first_of_block(const struct articles_reader *reader, uint32_t number)
{
    return load_u32(reader->file->sections[SECTION_ARTICLE_INDEX].data +
                    (size_t)number * ARTICLES_INDEX_SIZE + 8);
}

/* The last block that begins at `article` or before. */
static mrg_status find_block(const struct articles_reader *reader, uint32_t article,
                             uint32_t *number, mrg_error *error)
{
    const struct section *index = &reader->file->sections[SECTION_ARTICLE_INDEX];
    if (reader->blocks == 0 || !segment_file_verify(reader->file, index->data, index->size))
        return segment_file_damaged(reader->file, index->data, "article index", error);
    uint32_t low = 0, high = reader->blocks;
    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;
        if (first_of_block(reader, middle) <= article)
            low = middle;
        else
            high = middle;
    }
    *number = low;
    return MRG_OK;
}

/* Whether deflate, which shrinks 1,032 times at best, can have made the block so small: a size that is
 * not to be believed is not to be allocated. */
static bool is_possible_size(const struct article_block *block)
{
    return block->raw_size / DEFLATE_RATIO_MAX <= block->packed_size;
}

static mrg_status inflate_block(struct articles_reader *reader, uint32_t number,
                                const struct article_block *block, mrg_error *error)
{
    if (!is_possible_size(block))
        return segment_file_damaged(reader->file, block->packed, "stored articles", error);
    if (reader->inflater == NULL)
        reader->inflater = inflater_new();
    reader->block = reader->blocks;
    buffer_clear(&reader->raw);
    if (reader->inflater == NULL || !buffer_reserve(&reader->raw, (size_t)block->raw_size + 1))
        return fail_memory(error);
    if (!inflater_run(reader->inflater, block->packed, block->packed_size, reader->raw.data,
                      block->raw_size))
        return segment_file_damaged(reader->file, block->packed, "stored articles", error);
    reader->raw.size = block->raw_size;
    reader->block = number;
    return MRG_OK;
}

mrg_status articles_read(struct articles_reader *reader, uint32_t article, const uint8_t **record,
                         size_t *size, mrg_error *error)
{
    uint32_t number = 0;
    struct article_block block;
    mrg_status status = find_block(reader, article, &number, error);
    if (status == MRG_OK)
        status = articles_block(reader, number, &block, error);
    if (status == MRG_OK && reader->block != number)
        status = inflate_block(reader, number, &block, error);
    if (status != MRG_OK)
        return status;
    if (article >= block.first + block.articles)
        return segment_file_damaged(reader->file, block.packed, "stored articles", error);
    const uint8_t *at = reader->raw.data, *end = at + reader->raw.size;
    uint64_t bytes = 0;
    for (uint32_t i = block.first; i <= article; i++) {
        at = varint_read(at + bytes, end, &bytes);
        if (at == NULL || bytes > (uint64_t)(end - at))
            return segment_file_damaged(reader->file, block.packed, "stored articles", error);
    }
    *record = at;
    *size = (size_t)bytes;
    return MRG_OK;
}
