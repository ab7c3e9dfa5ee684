#include "common/segment/articles.h"
#include "common/base/error.h"
#include "common/codec/checksum.h"
#include "common/codec/endian.h"
#include "common/codec/varint.h"
#include "common/segment/symbol_reader.h"

#include <stdlib.h>

/* ---- writing ---- */

void coded_block_free(struct coded_block *block)
{
    buffer_free(&block->sizes);
    buffer_free(&block->symbols);
}

void coded_block_clear(struct coded_block *block)
{
    buffer_clear(&block->sizes);
    buffer_clear(&block->symbols);
    block->articles = 0;
    block->raw = 0;
}

void coded_block_add(struct coded_block *block, size_t start, size_t size)
{
    uint8_t varint[VARINT_SIZE_MAX];
    varint_append(&block->sizes, block->symbols.size - start);
    block->raw += (uint64_t)(varint_write(varint, size) - varint) + size;
    block->articles++;
}

void articles_writer_free(struct articles_writer *writer)
{
    buffer_free(&writer->packed);
    buffer_free(&writer->index);
}

static void append_index(struct articles_writer *writer, uint64_t raw_size)
{
    uint8_t entry[ARTICLES_INDEX_SIZE];
    store_u64(entry, section_size(writer->file));
    store_u32(entry + 8, writer->articles);
    store_u32(entry + 12, (uint32_t)raw_size);
    buffer_append(&writer->index, entry, sizeof entry);
}

static void count_block(struct articles_writer *writer, uint64_t raw, uint32_t articles)
{
    writer->raw_total += raw;
    writer->articles += articles;
    writer->failed |= writer->index.failed;
}

void articles_writer_put(struct articles_writer *writer, const struct coded_block *block,
                         uint32_t sum)
{
    struct buffer *head = &writer->packed;
    const struct buffer *symbols = &block->symbols;
    buffer_clear(head);
    append_u32(head, 0);
    varint_append(head, block->articles);
    buffer_append(head, block->sizes.data, block->sizes.size);
    writer->failed |=
        block->sizes.failed || symbols->failed || head->failed || block->raw > UINT32_MAX;
    if (block->articles == 0 || writer->failed)
        return;
    sum = checksum(sum, head->data + 4, head->size - 4);
    store_u32(head->data, checksum(sum, symbols->data, symbols->size));
    append_index(writer, block->raw);
    section_append(writer->file, head->data, head->size);
    section_append(writer->file, symbols->data, symbols->size);
    count_block(writer, block->raw, block->articles);
}

void articles_writer_copy(struct articles_writer *writer, const struct article_block *block)
{
    append_index(writer, block->raw_size);
    section_append(writer->file, block->packed, block->packed_size);
    count_block(writer, block->raw_size, block->articles);
}

/* ---- reading ---- */

void articles_reader_init(struct articles_reader *reader, const struct segment_file *file,
                          uint32_t articles)
{
    uint64_t blocks = file->sections[SECTION_ARTICLE_INDEX].size / ARTICLES_INDEX_SIZE;
    *reader = (struct articles_reader){.file = file, .articles = articles};
    reader->blocks = (uint32_t)blocks;
}

void articles_reader_free(struct articles_reader *reader)
{
    buffer_free(&reader->raw);
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

/* Entry `number` of the index, verified: only the few pages that a search touches are. */
static const uint8_t *index_entry(const struct articles_reader *reader, uint32_t number)
{
    const uint8_t *entry =
        reader->file->sections[SECTION_ARTICLE_INDEX].data + (size_t)number * ARTICLES_INDEX_SIZE;
    return segment_file_verify(reader->file, entry, ARTICLES_INDEX_SIZE) ? entry : NULL;
}

/* The last block that begins at `article` or before. */
static mrg_status find_block(const struct articles_reader *reader, uint32_t article,
                             uint32_t *number, mrg_error *error)
{
    const struct section *index = &reader->file->sections[SECTION_ARTICLE_INDEX];
    uint32_t low = 0, high = reader->blocks;
    if (reader->blocks == 0)
        return segment_file_damaged(reader->file, index->data, "article index", error);
    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;
        const uint8_t *entry = index_entry(reader, middle);
        if (entry == NULL)
            return segment_file_damaged(reader->file,
                                        index->data + (size_t)middle * ARTICLES_INDEX_SIZE,
                                        "article index", error);
        if (load_u32(entry + 8) <= article)
            low = middle;
        else
            high = middle;
    }
    *number = low;
    return MRG_OK;
}

/* Take the block apart without comparing its crc. */
static bool open_block(struct coded_articles *articles, const uint8_t *bytes, size_t size)
{
    const uint8_t *end = bytes + size;
    uint64_t whole = 0;
    if (size < 4 || (bytes = varint_read_u32(bytes + 4, end, &articles->left)) == NULL)
        return false;
    articles->sizes = bytes;
    for (uint32_t i = 0; i < articles->left && bytes != NULL; i++) {
        uint32_t one;
        bytes = varint_read_u32(bytes, end, &one);
        whole += one;
    }
    if (bytes == NULL || articles->left == 0 || whole > (uint64_t)(end - bytes))
        return false;
    articles->symbols = bytes;
    articles->end = bytes + whole;
    return true;
}

bool coded_articles_open(struct coded_articles *articles, const uint8_t *bytes, size_t size,
                         uint32_t sum, size_t *used)
{
    if (!open_block(articles, bytes, size))
        return false;
    *used = (size_t)(articles->end - bytes);
    return checksum(sum, bytes + 4, *used - 4) == load_u32(bytes);
}

bool coded_articles_next(struct coded_articles *articles, const uint8_t **symbols, size_t *size)
{
    uint32_t bytes;
    if (articles->left == 0)
        return false;
    articles->sizes = varint_read_u32(articles->sizes, articles->end, &bytes);
    *symbols = articles->symbols;
    *size = bytes;
    articles->symbols += bytes;
    articles->left--;
    return true;
}

mrg_status articles_symbols(const struct articles_reader *reader, uint32_t article,
                            const uint8_t **symbols, size_t *size, mrg_error *error)
{
    uint32_t number = 0;
    struct article_block block;
    struct coded_articles articles;
    mrg_status status = find_block(reader, article, &number, error);
    if (status == MRG_OK)
        status = articles_block(reader, number, &block, error);
    if (status != MRG_OK)
        return status;
    if (article >= block.first + block.articles ||
        !open_block(&articles, block.packed, block.packed_size) || articles.left != block.articles)
        return segment_file_damaged(reader->file, block.packed, "stored articles", error);
    for (uint32_t a = block.first; a <= article; a++)
        coded_articles_next(&articles, symbols, size);
    return MRG_OK;
}

mrg_status articles_read(struct articles_reader *reader, uint32_t article, const uint8_t **record,
                         size_t *size, mrg_error *error)
{
    const uint8_t *symbols;
    size_t symbols_size;
    const struct lexicon *lexicon;
    mrg_status status = lexicon_of(reader->file, article, &lexicon, error);
    if (status == MRG_OK)
        status = articles_symbols(reader, article, &symbols, &symbols_size, error);
    if (status != MRG_OK)
        return status;
    buffer_clear(&reader->raw);
    if (!symbols_to_record(lexicon, symbols, symbols_size, &reader->raw))
        return reader->raw.failed
                   ? fail_memory(error)
                   : segment_file_damaged(reader->file, symbols, "stored articles", error);
    *record = reader->raw.data;
    *size = reader->raw.size;
    return MRG_OK;
}
