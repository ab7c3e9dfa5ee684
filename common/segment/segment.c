#include "common/segment/segment.h"
#include "common/base/error.h"
#include "common/base/file.h"
#include "common/codec/endian.h"
#include "common/segment/postings.h"

#include <stdlib.h>

void segment_meta_write(const struct segment_meta *meta, uint8_t bytes[SEGMENT_META_SIZE])
{
    memset(bytes, 0, SEGMENT_META_SIZE);
    store_u32(bytes, meta->articles);
    store_u64(bytes + 8, meta->terms);
    store_u64(bytes + 16, meta->postings);
    store_u64(bytes + 24, meta->tokens);
    store_u64(bytes + 32, meta->text_bytes);
}

static mrg_status read_meta(struct segment *segment, mrg_error *error)
{
    const struct section *section = &segment->file.sections[SECTION_META];
    if (section->size != SEGMENT_META_SIZE ||
        !segment_file_verify(&segment->file, section->data, section->size))
        return segment_file_damaged(&segment->file, section->data, "meta", error);
    segment->meta = (struct segment_meta){
        .articles = load_u32(section->data),
        .terms = load_u64(section->data + 8),
        .postings = load_u64(section->data + 16),
        .tokens = load_u64(section->data + 24),
        .text_bytes = load_u64(section->data + 32),
    };
    const struct section *lengths = &segment->file.sections[SECTION_LENGTHS];
    uint64_t blocks = segment->file.sections[SECTION_TERM_INDEX].size / 4;
    if (segment->meta.articles > ARTICLES_MAX || segment->meta.terms > blocks * DICTIONARY_BLOCK ||
        lengths->size != 4 * (uint64_t)segment->meta.articles)
        return segment_file_damaged(&segment->file, section->data, "meta", error);
    /* Sections begin at multiples of 8 in a page-aligned map, so this is aligned. */
    segment->lengths = (const uint32_t *)(const void *)lengths->data;
    return MRG_OK;
}

static void find_latest_embargo(struct segment *segment)
{
    segment->latest_embargo = COLUMN_UNKNOWN;
    for (uint32_t block = 0; block < segment->columns.blocks; block++) {
        int64_t latest = column_maximum(&segment->columns, COLUMN_EMBARGO, block);
        if (latest > segment->latest_embargo)
            segment->latest_embargo = latest;
    }
}

static mrg_status open_parts(struct segment *segment, const char *folder,
                             const struct manifest_segment *about, mrg_error *error)
{
    mrg_status status = read_meta(segment, error);
    if (status == MRG_OK)
        status = columns_open(&segment->columns, &segment->file, segment->meta.articles, error);
    if (status != MRG_OK)
        return status;
    dictionary_open(&segment->dictionary, &segment->file, segment->meta.terms);
    find_latest_embargo(segment);
    if (about->deletions[0] == '\0')
        return MRG_OK;
    char *path = path_join(folder, about->deletions);
    status = path == NULL
                 ? fail_memory(error)
                 : deletions_open(&segment->deletions, path, segment->meta.articles, error);
    free(path);
    if (status == MRG_ERR_MISSING) /* the manifest names it, so this is damage, not absence */
        status =
            fail(error, MRG_ERR_DAMAGED, "%s: the file %s is missing", folder, about->deletions);
    return status;
}

mrg_status segment_open(struct segment *segment, const char *folder,
                        const struct manifest_segment *about, mrg_error *error)
{
    *segment = (struct segment){.base = 0};
    char *path = path_join(folder, about->file);
    if (path == NULL)
        return fail_memory(error);
    mrg_status status = segment_file_open(&segment->file, path, error);
    if (status == MRG_OK &&
        (segment->file.map.size != about->size || segment->file.crc != about->crc))
        status = fail(error, MRG_ERR_DAMAGED, "%s: not the file that the manifest names", path);
    free(path);
    if (status == MRG_OK)
        status = open_parts(segment, folder, about, error);
    if (status == MRG_ERR_MISSING) /* the manifest names it, so this is damage, not absence */
        status = fail(error, MRG_ERR_DAMAGED, "%s: the file %s is missing", folder, about->file);
    if (status != MRG_OK)
        segment_close(segment);
    return status;
}

void segment_close(struct segment *segment)
{
    deletions_close(&segment->deletions);
    segment_file_close(&segment->file);
}

const uint32_t *segment_lengths(const struct segment *segment, mrg_error *error)
{
    const struct section *section = &segment->file.sections[SECTION_LENGTHS];
    if (segment_file_verify(&segment->file, section->data, section->size))
        return segment->lengths;
    segment_file_damaged(&segment->file, section->data, "lengths", error);
    return NULL;
}

uint64_t segment_live(const struct segment *segment)
{
    return segment->meta.articles - segment->deletions.removed;
}
