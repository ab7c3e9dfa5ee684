#include "common/segment/segment_file.h"
#include "common/base/error.h"
#include "common/base/relay.h"
#include "common/codec/checksum.h"
#include "common/codec/endian.h"
#include "common/segment/lexicons.h"

#include <inttypes.h>
#include <stdlib.h>

static const char HEADER_MAGIC[8] = "MorgueSg";
static const char FOOTER_MAGIC[8] = "MorgueEn";

enum {
    PAGE_SIZE_BYTES = 1 << SEGMENT_PAGE_SHIFT,
    FOOTER_COUNT_AT = 24,
    FOOTER_CRC_AT = 28,
    FOOTER_MAGIC_AT = 32
};

const char *section_name(enum section_id id)
{
    switch (id) {
    case SECTION_META:
        return "meta";
    case SECTION_TERMS:
        return "terms";
    case SECTION_TERM_INDEX:
        return "term index";
    case SECTION_POSTINGS:
        return "postings";
    case SECTION_FORMS:
        return "written forms";
    case SECTION_LENGTHS:
        return "lengths";
    case SECTION_COLUMNS:
        return "columns";
    case SECTION_FACETS:
        return "facets";
    case SECTION_ARTICLES:
        return "articles";
    case SECTION_ARTICLE_INDEX:
        return "article index";
    case SECTION_LEXICONS:
        return "lexicons";
    case SECTION_LEXICONS_COPY:
        return "lexicons copy";
    case SECTION_END:
        break;
    }
    return "unknown section";
}

/* ---- writing ---- */

static void finish_page(struct segment_file_writer *writer)
{
    uint8_t crc[4];
    store_u32(crc, writer->page_crc);
    buffer_append(&writer->checksums, crc, sizeof crc);
    writer->page_crc = 0;
    writer->page_used = 0;
}

/* Write bytes and sum them up; relay_taker. */
static void take_bytes(void *context, const uint8_t *bytes, size_t size)
{
    struct segment_file_writer *writer = context;
    file_writer_append(&writer->file, bytes, size);
    const uint8_t *from = bytes;
    while (size > 0) {
        size_t piece = PAGE_SIZE_BYTES - writer->page_used;
        if (piece > size)
            piece = size;
        writer->page_crc = checksum(writer->page_crc, from, piece);
        writer->page_used += (uint32_t)piece;
        if (writer->page_used == PAGE_SIZE_BYTES)
            finish_page(writer);
        from += piece;
        size -= piece;
    }
}

void section_append(struct segment_file_writer *writer, const void *bytes, size_t size)
{
    writer->size += size;
    if (writer->relay != NULL)
        relay_put(writer->relay, bytes, size);
    else
        take_bytes(writer, bytes, size);
}

void segment_file_writer_use_thread(struct segment_file_writer *writer)
{
    writer->relay = relay_new(take_bytes, writer);
}

static void end_thread(struct segment_file_writer *writer)
{
    relay_end(writer->relay);
    writer->relay = NULL;
}

static void align_to_8(struct segment_file_writer *writer)
{
    static const uint8_t zeros[8];
    section_append(writer, zeros, (size_t)(-writer->size & 7));
}

mrg_status segment_file_writer_open(struct segment_file_writer *writer, const char *path,
                                    mrg_error *error)
{
    *writer = (struct segment_file_writer){.page_crc = 0};
    mrg_status status = file_writer_open(&writer->file, path, error);
    if (status != MRG_OK)
        return status;
    uint8_t header[SEGMENT_HEADER_SIZE];
    memcpy(header, HEADER_MAGIC, sizeof HEADER_MAGIC);
    store_u32(header + 8, SEGMENT_VERSION);
    store_u32(header + 12, SEGMENT_PAGE_SHIFT);
    section_append(writer, header, sizeof header);
    return MRG_OK;
}

void section_begin(struct segment_file_writer *writer, enum section_id id)
{
    align_to_8(writer);
    writer->open_id = id;
    writer->open_at = writer->size;
}

uint64_t section_size(const struct segment_file_writer *writer)
{
    return writer->size - writer->open_at;
}

void section_end(struct segment_file_writer *writer)
{
    uint8_t entry[SEGMENT_TABLE_ENTRY_SIZE] = {0};
    store_u32(entry, writer->open_id);
    store_u64(entry + 8, writer->open_at);
    store_u64(entry + 16, section_size(writer));
    buffer_append(&writer->table, entry, sizeof entry);
    writer->sections++;
}

void section_write(struct segment_file_writer *writer, enum section_id id, const void *bytes,
                   size_t size)
{
    section_begin(writer, id);
    section_append(writer, bytes, size);
    section_end(writer);
}

mrg_status segment_file_writer_close(struct segment_file_writer *writer, uint32_t *crc,
                                     uint64_t *size, mrg_error *error)
{
    align_to_8(writer);
    end_thread(writer);
    uint64_t checksums_at = writer->size;
    if (writer->page_used > 0)
        finish_page(writer);
    uint64_t table_at = checksums_at + writer->checksums.size;
    uint8_t footer[SEGMENT_FOOTER_SIZE];
    store_u64(footer, checksums_at);
    store_u64(footer + 8, table_at);
    store_u64(footer + 16, table_at + writer->table.size + sizeof footer);
    store_u32(footer + FOOTER_COUNT_AT, writer->sections);
    uint32_t sum = checksum(0, writer->checksums.data, writer->checksums.size);
    sum = checksum(sum, writer->table.data, writer->table.size);
    sum = checksum(sum, footer, FOOTER_CRC_AT);
    store_u32(footer + FOOTER_CRC_AT, sum);
    memcpy(footer + FOOTER_MAGIC_AT, FOOTER_MAGIC, sizeof FOOTER_MAGIC);

    if (writer->checksums.failed || writer->table.failed) {
        segment_file_writer_abandon(writer);
        return fail_memory(error);
    }
    file_writer_append(&writer->file, writer->checksums.data, writer->checksums.size);
    file_writer_append(&writer->file, writer->table.data, writer->table.size);
    file_writer_append(&writer->file, footer, sizeof footer);
    if (crc != NULL)
        *crc = sum;
    if (size != NULL)
        *size = writer->file.size;
    buffer_free(&writer->checksums);
    buffer_free(&writer->table);
    return file_writer_close(&writer->file, error);
}

void segment_file_writer_abandon(struct segment_file_writer *writer)
{
    end_thread(writer);
    buffer_free(&writer->checksums);
    buffer_free(&writer->table);
    file_writer_abandon(&writer->file);
}

/* ---- reading ---- */

static mrg_status check_header(const struct mapped_file *map, const char *path, mrg_error *error)
{
    if (map->size < SEGMENT_HEADER_SIZE + SEGMENT_FOOTER_SIZE)
        return fail(error, MRG_ERR_DAMAGED, "%s: cut short: %zu bytes", path, map->size);
    if (memcmp(map->data, HEADER_MAGIC, sizeof HEADER_MAGIC) != 0)
        return fail(error, MRG_ERR_DAMAGED, "%s: offset 0: not a segment of an index", path);
    uint32_t version = load_u32(map->data + 8);
    if (version != SEGMENT_VERSION)
        return fail(error, MRG_ERR_VERSION, "%s: format version %u; this build reads %d", path,
                    version, SEGMENT_VERSION);
    if (load_u32(map->data + 12) != SEGMENT_PAGE_SHIFT)
        return fail(error, MRG_ERR_DAMAGED, "%s: offset 12: unknown page size", path);
    return MRG_OK;
}

static mrg_status check_footer(struct segment_file *file, const uint8_t *footer, mrg_error *error)
{
    const struct mapped_file *map = &file->map;
    uint64_t end = (uint64_t)(footer - map->data);
    uint64_t checksums_at = load_u64(footer), table_at = load_u64(footer + 8);
    uint64_t count = load_u32(footer + FOOTER_COUNT_AT);
    if (memcmp(footer + FOOTER_MAGIC_AT, FOOTER_MAGIC, sizeof FOOTER_MAGIC) != 0 ||
        load_u64(footer + 16) != map->size)
        return fail(error, MRG_ERR_DAMAGED, "%s: offset %" PRIu64 ": no footer: cut short?",
                    file->path, end);
    uint64_t pages = (checksums_at + PAGE_SIZE_BYTES - 1) >> SEGMENT_PAGE_SHIFT;
    bool fits = checksums_at >= SEGMENT_HEADER_SIZE && checksums_at <= end &&
                (checksums_at & 7) == 0 && table_at >= checksums_at && table_at <= end &&
                table_at - checksums_at == 4 * pages &&
                end - table_at == count * SEGMENT_TABLE_ENTRY_SIZE;
    file->crc = load_u32(footer + FOOTER_CRC_AT);
    if (!fits ||
        checksum(0, map->data + checksums_at, end + FOOTER_CRC_AT - checksums_at) != file->crc)
        return fail(error, MRG_ERR_DAMAGED, "%s: offset %" PRIu64 ": footer does not match",
                    file->path, end);
    file->checksums = map->data + checksums_at;
    file->checked_size = checksums_at;
    return MRG_OK;
}

static mrg_status read_table(struct segment_file *file, const uint8_t *footer, mrg_error *error)
{
    uint32_t count = load_u32(footer + FOOTER_COUNT_AT);
    const uint8_t *entry = footer - (size_t)count * SEGMENT_TABLE_ENTRY_SIZE;
    for (; entry < footer; entry += SEGMENT_TABLE_ENTRY_SIZE) {
        uint32_t id = load_u32(entry);
        uint64_t offset = load_u64(entry + 8), size = load_u64(entry + 16);
        if (id == 0 || id >= SECTION_END || (offset & 7) != 0 || offset > file->checked_size ||
            size > file->checked_size - offset || file->sections[id].data != NULL)
            return segment_file_damaged(file, entry, "impossible section", error);
        file->sections[id] = (struct section){file->map.data + offset, size};
    }
    return MRG_OK;
}

mrg_status segment_file_open(struct segment_file *file, const char *path, mrg_error *error)
{
    *file = (struct segment_file){.path = strdup(path)};
    if (file->path == NULL)
        return fail_memory(error);
    mrg_status status = mapped_file_open(&file->map, path, error);
    if (status == MRG_OK)
        status = check_header(&file->map, path, error);
    const uint8_t *footer =
        status == MRG_OK ? file->map.data + file->map.size - SEGMENT_FOOTER_SIZE : NULL;
    if (status == MRG_OK)
        status = check_footer(file, footer, error);
    if (status == MRG_OK)
        status = read_table(file, footer, error);
    if (status == MRG_OK) {
        size_t pages = (file->checked_size + PAGE_SIZE_BYTES - 1) >> SEGMENT_PAGE_SHIFT;
        file->page_good = calloc(pages, 1);
        if (file->page_good == NULL)
            status = fail_memory(error);
    }
    if (status != MRG_OK)
        segment_file_close(file);
    return status;
}

void segment_file_close(struct segment_file *file)
{
    mapped_file_close(&file->map);
    free(file->path);
    free(file->page_good);
    lexicons_free(file->lexicons);
    *file = (struct segment_file){.path = NULL};
}

static bool verify_page(const struct segment_file *file, uint64_t page)
{
    uint64_t start = page << SEGMENT_PAGE_SHIFT;
    uint64_t size = file->checked_size - start;
    if (size > PAGE_SIZE_BYTES)
        size = PAGE_SIZE_BYTES;
    if (checksum(0, file->map.data + start, (size_t)size) != load_u32(file->checksums + 4 * page))
        return false;
    __atomic_store_n(&file->page_good[page], 1, __ATOMIC_RELAXED);
    return true;
}

bool segment_file_verify_pages(const struct segment_file *file, const void *bytes, uint64_t size)
{
    if (size == 0)
        return true;
    uint64_t start = (uint64_t)((const uint8_t *)bytes - file->map.data);
    uint64_t last = (start + size - 1) >> SEGMENT_PAGE_SHIFT;
    for (uint64_t page = start >> SEGMENT_PAGE_SHIFT; page <= last; page++)
        if (__atomic_load_n(&file->page_good[page], __ATOMIC_RELAXED) == 0 &&
            !verify_page(file, page))
            return false;
    return true;
}

mrg_status segment_file_damaged(const struct segment_file *file, const void *bytes,
                                const char *what, mrg_error *error)
{
    const uint8_t *at = bytes;
    uint64_t offset = at >= file->map.data && at <= file->map.data + file->map.size
                          ? (uint64_t)(at - file->map.data)
                          : 0;
    const char *name = "footer";
    for (unsigned id = 1; id < SECTION_END; id++)
        if (file->sections[id].size > 0 && at >= file->sections[id].data &&
            at < file->sections[id].data + file->sections[id].size)
            name = section_name((enum section_id)id);
    return fail(error, MRG_ERR_DAMAGED, "%s: offset %" PRIu64 " (%s): damaged: %s", file->path,
                offset, name, what);
}
