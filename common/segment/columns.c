#include "common/segment/columns.h"
#include "common/base/error.h"
#include "common/codec/endian.h"

enum { COLUMN_BLOCK = 1 << COLUMN_BLOCK_SHIFT };

struct block_range {
    int64_t minimum, maximum; /* of known values */
    bool has_unknown;
};

static struct block_range range_of(const int64_t *values, uint32_t count)
{
    struct block_range range = {COLUMN_UNKNOWN, COLUMN_UNKNOWN, false};
    for (uint32_t i = 0; i < count; i++) {
        if (values[i] == COLUMN_UNKNOWN) {
            range.has_unknown = true;
            continue;
        }
        if (range.minimum == COLUMN_UNKNOWN || values[i] < range.minimum)
            range.minimum = values[i];
        if (range.maximum == COLUMN_UNKNOWN || values[i] > range.maximum)
            range.maximum = values[i];
    }
    return range;
}

static unsigned width_for(const struct block_range *range)
{
    uint64_t span = (uint64_t)range->maximum - (uint64_t)range->minimum;
    if (span == 0 && (!range->has_unknown || range->minimum == COLUMN_UNKNOWN))
        return 0;
    if (span >= UINT64_MAX >> 8)
        return 8;
    unsigned width = 1;
    while ((span + 1) >> (8 * width) != 0)
        width++;
    return width;
}

static void append_values(struct buffer *out, const int64_t *values, uint32_t count,
                          int64_t minimum, unsigned width)
{
    if (width == 0)
        return;
    for (uint32_t i = 0; i < count; i++) {
        uint8_t bytes[8];
        uint64_t code = (uint64_t)values[i];
        if (width < 8)
            code = values[i] == COLUMN_UNKNOWN ? 0 : code - (uint64_t)minimum + 1;
        store_u64(bytes, code);
        buffer_append(out, bytes, width);
    }
}

void columns_append(struct buffer *out, int64_t *const values[COLUMN_COUNT], uint32_t n)
{
    uint32_t blocks = (n + COLUMN_BLOCK - 1) / COLUMN_BLOCK;
    size_t start = out->size, heads = (size_t)COLUMN_COUNT * blocks * COLUMN_HEAD_SIZE;
    if (heads == 0 || !buffer_reserve(out, heads))
        return;
    memset(out->data + start, 0, heads);
    out->size += heads;
    for (size_t i = 0; i < (size_t)COLUMN_COUNT * blocks; i++) {
        uint32_t first = (uint32_t)(i % blocks) * COLUMN_BLOCK;
        uint32_t count = n - first < COLUMN_BLOCK ? n - first : COLUMN_BLOCK;
        const int64_t *from = values[i / blocks] + first;
        struct block_range range = range_of(from, count);
        unsigned width = width_for(&range);
        uint8_t *head = out->data + start + i * COLUMN_HEAD_SIZE;
        store_u64(head, (uint64_t)range.minimum);
        store_u64(head + 8, (uint64_t)range.maximum);
        store_u64(head + 16, out->size - start);
        head[24] = (uint8_t)width;
        append_values(out, from, count, range.minimum, width);
        if (out->failed)
            return;
    }
}

static const uint8_t *head_of(const struct columns *columns, enum column column, uint32_t block)
{
    return columns->data + ((size_t)column * columns->blocks + block) * COLUMN_HEAD_SIZE;
}

mrg_status columns_open(struct columns *columns, const struct segment_file *file, uint32_t n,
                        mrg_error *error)
{
    const struct section *section = &file->sections[SECTION_COLUMNS];
    uint32_t blocks = (n + COLUMN_BLOCK - 1) / COLUMN_BLOCK;
    uint64_t heads = (uint64_t)COLUMN_COUNT * blocks * COLUMN_HEAD_SIZE;
    *columns = (struct columns){file, section->data, section->size, blocks};
    if (heads > section->size || !segment_file_verify(file, section->data, heads))
        return segment_file_damaged(file, section->data, "columns", error);
    for (uint64_t i = 0; i < heads; i += COLUMN_HEAD_SIZE) {
        uint32_t first = (uint32_t)(i / COLUMN_HEAD_SIZE % blocks) * COLUMN_BLOCK;
        uint64_t count = n - first < COLUMN_BLOCK ? n - first : COLUMN_BLOCK;
        const uint8_t *head = section->data + i;
        uint64_t at = load_u64(head + 16), width = head[24];
        if (width > 8 || at > section->size || count * width > section->size - at)
            return segment_file_damaged(file, head, "columns", error);
    }
    return MRG_OK;
}

int64_t column_minimum(const struct columns *columns, enum column column, uint32_t block)
{
    return (int64_t)load_u64(head_of(columns, column, block));
}

int64_t column_maximum(const struct columns *columns, enum column column, uint32_t block)
{
    return (int64_t)load_u64(head_of(columns, column, block) + 8);
}

int64_t column_value(const struct columns *columns, enum column column, uint32_t article,
                     mrg_error *error)
{
    const uint8_t *head = head_of(columns, column, article >> COLUMN_BLOCK_SHIFT);
    int64_t minimum = (int64_t)load_u64(head);
    unsigned width = head[24];
    if (width == 0)
        return minimum;
    const uint8_t *at =
        columns->data + load_u64(head + 16) + (size_t)(article & (COLUMN_BLOCK - 1)) * width;
    if (!segment_file_verify(columns->file, at, width)) {
        if (error != NULL && error->status == MRG_OK)
            segment_file_damaged(columns->file, at, "columns", error);
        return COLUMN_UNKNOWN;
    }
    uint64_t code = 0;
    memcpy(&code, at, width);
    if (width == 8)
        return (int64_t)code;
    return code == 0 ? COLUMN_UNKNOWN : (int64_t)((uint64_t)minimum + code - 1);
}
