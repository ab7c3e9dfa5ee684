#include "common/segment/deletions.h"
#include "common/base/error.h"
#include "common/base/file.h"
#include "common/codec/checksum.h"
#include "common/codec/endian.h"

static const char MAGIC[8] = "MorgueDl";

static size_t bitmap_size(uint32_t articles)
{
    return ((size_t)articles + 63) / 64 * 8;
}

static mrg_status check_file(const struct buffer *bytes, const char *path, uint32_t articles,
                             mrg_error *error)
{
    size_t least = DELETIONS_HEADER_SIZE + bitmap_size(articles) + 4;
    if (bytes->size < least || memcmp(bytes->data, MAGIC, sizeof MAGIC) != 0)
        return fail(error, MRG_ERR_DAMAGED, "%s: cut short or not a list of removed articles",
                    path);
    if (load_u32(bytes->data + 8) != DELETIONS_VERSION)
        return fail(error, MRG_ERR_VERSION, "%s: format version %u; this build reads %d", path,
                    load_u32(bytes->data + 8), DELETIONS_VERSION);
    uint64_t losses = load_u64(bytes->data + 32);
    if (load_u32(bytes->data + 12) != articles || (bytes->size - least) % 8 != 0 ||
        (bytes->size - least) / 8 != losses || load_u64(bytes->data + 16) > articles ||
        load_u32(bytes->data + bytes->size - 4) != checksum(0, bytes->data, bytes->size - 4))
        return fail(error, MRG_ERR_DAMAGED, "%s: checksum or size does not match", path);
    return MRG_OK;
}

mrg_status deletions_open(struct deletions *deletions, const char *path, uint32_t articles,
                          mrg_error *error)
{
    *deletions = (struct deletions){.bytes = BUFFER_INIT};
    mrg_status status = file_read(path, SIZE_MAX / 2, &deletions->bytes, error);
    if (status == MRG_OK)
        status = check_file(&deletions->bytes, path, articles, error);
    if (status != MRG_OK) {
        deletions_close(deletions);
        return status;
    }
    const uint8_t *data = deletions->bytes.data;
    deletions->removed = load_u64(data + 16);
    deletions->tokens = load_u64(data + 24);
    deletions->loss_count = load_u64(data + 32);
    deletions->bitmap = data + DELETIONS_HEADER_SIZE;
    deletions->losses = deletions->bitmap + bitmap_size(articles);
    return MRG_OK;
}

void deletions_close(struct deletions *deletions)
{
    buffer_free(&deletions->bytes);
    *deletions = (struct deletions){.bytes = BUFFER_INIT};
}

uint32_t deletions_loss(const struct deletions *deletions, uint64_t ordinal)
{
    uint64_t low = 0, high = deletions->loss_count;
    while (low < high) {
        uint64_t middle = low + (high - low) / 2;
        if (load_u32(deletions->losses + 8 * middle) < ordinal)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == deletions->loss_count || load_u32(deletions->losses + 8 * low) != ordinal)
        return 0;
    return load_u32(deletions->losses + 8 * low + 4);
}

void deletions_append(struct buffer *out, uint32_t articles, const uint8_t *bitmap,
                      const uint32_t *losses, uint64_t terms, uint64_t tokens)
{
    static const uint8_t zeros[8];
    size_t used = ((size_t)articles + 7) / 8, start = out->size;
    uint64_t removed = 0, count = 0;
    for (size_t i = 0; i < used; i++)
        removed += (unsigned)__builtin_popcount(bitmap[i]);
    for (uint64_t i = 0; i < terms; i++)
        count += losses[i] != 0;
    buffer_append(out, MAGIC, sizeof MAGIC);
    append_u32(out, DELETIONS_VERSION);
    append_u32(out, articles);
    append_u64(out, removed);
    append_u64(out, tokens);
    append_u64(out, count);
    buffer_append(out, bitmap, used);
    buffer_append(out, zeros, bitmap_size(articles) - used);
    for (uint64_t i = 0; i < terms; i++) {
        if (losses[i] == 0)
            continue;
        append_u32(out, (uint32_t)i);
        append_u32(out, losses[i]);
    }
    if (!out->failed)
        append_u32(out, checksum(0, out->data + start, out->size - start));
}
