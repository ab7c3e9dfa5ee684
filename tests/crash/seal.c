#include "tests/crash/seal.h"
#include "common/codec/checksum.h"
#include "common/codec/endian.h"
#include "common/segment/manifest.h"
#include "common/segment/segment_file.h"

#include "tests/cmocka_all.h"

#include <stdio.h>
#include <string.h>

enum { PAGE = 1 << SEGMENT_PAGE_SHIFT, FOOTER_CRC_AT = 28 };

static bool is_segment(const struct index_file *file)
{
    return strncmp(file->name, "seg-", 4) == 0;
}

/* ---- where ---- */

size_t seal_stretches(const struct index_file *file, struct stretch stretches[STRETCHES_MAX])
{
    const struct buffer *bytes = &file->bytes;
    if (!is_segment(file)) {
        stretches[0] = (struct stretch){0, bytes->size, "whole"};
        return 1;
    }
    const size_t footer = bytes->size - SEGMENT_FOOTER_SIZE;
    const size_t table = (size_t)load_u64(bytes->data + footer + 8);
    size_t count = 0;
    stretches[count++] = (struct stretch){table, footer - table, "table"};
    for (size_t entry = table; entry < footer; entry += SEGMENT_TABLE_ENTRY_SIZE) {
        const uint8_t *from = bytes->data + entry;
        const struct stretch section = {(size_t)load_u64(from + 8), (size_t)load_u64(from + 16),
                                        section_name((enum section_id)load_u32(from))};
        if (section.size > 0)
            stretches[count++] = section;
    }
    return count;
}

/* ---- how ---- */

static uint64_t odd_number(struct random_source *random)
{
    static const uint64_t numbers[] = {0,
                                       1,
                                       2,
                                       127,
                                       128,
                                       129,
                                       255,
                                       0x3F,
                                       0x40,
                                       0x7FFF,
                                       0xFFFF,
                                       0x7FFFFFFF,
                                       0x80000000,
                                       0xFFFFFFFF,
                                       UINT64_MAX,
                                       INT64_MAX,
                                       UINT64_MAX - 7,
                                       1U << 20,
                                       4096,
                                       65537};
    return numbers[random_below(random, sizeof numbers / sizeof *numbers)];
}

static void change(uint8_t *from, size_t size, struct random_source *random)
{
    const size_t at = random_below(random, (uint32_t)size);
    const size_t left = size - at;
    const uint64_t number = odd_number(random);
    const size_t width = (size_t)1 << random_below(random, 4);
    switch (random_below(random, 6)) {
    case 0:
        from[at] ^= (uint8_t)(1U << random_below(random, 8));
        break;
    case 1:
        from[at] = (uint8_t)random_next(random);
        break;
    case 2: /* a number of 1 to 8 bytes */
        memcpy(from + at, &number, width < left ? width : left);
        break;
    case 3: /* an aligned one */
        if (size >= 8)
            memcpy(from + random_below(random, (uint32_t)(size / 8)) * 8 + (width & 4), &number,
                   width <= 4 ? width : 4);
        break;
    case 4: /* something from elsewhere in the stretch */
        memmove(from + at, from + random_below(random, (uint32_t)size) / 2,
                left / 2 < 40 ? left / 2 : 40);
        break;
    default: /* the longest and the endless varint */
        memset(from + at, random_below(random, 2) == 0 ? 0xFF : 0x80, left < 11 ? left : 11);
        break;
    }
}

void seal_mutate(struct buffer *bytes, const struct stretch *stretch, struct random_source *random)
{
    for (unsigned i = random_below(random, 4) + 1; i > 0; i--)
        change(bytes->data + stretch->start, stretch->size, random);
}

/* ---- the checksums ---- */

static uint32_t seal_segment(struct buffer *bytes)
{
    uint8_t *data = bytes->data, *footer = data + bytes->size - SEGMENT_FOOTER_SIZE;
    const size_t checked = (size_t)load_u64(footer);
    for (size_t page = 0; page * PAGE < checked; page++) {
        const size_t rest = checked - page * PAGE;
        store_u32(data + checked + 4 * page,
                  checksum(0, data + page * PAGE, rest < PAGE ? rest : PAGE));
    }
    const uint32_t crc =
        checksum(0, data + checked, (size_t)(footer + FOOTER_CRC_AT - data) - checked);
    store_u32(footer + FOOTER_CRC_AT, crc);
    return crc;
}

static void name_in_manifest(const struct index_files *files, const char *name, uint32_t crc)
{
    struct manifest manifest;
    struct buffer text = BUFFER_INIT;
    const struct index_file *file = &files->files[0];
    assert_int_equal(manifest_parse(&manifest, file->path, (const char *)file->bytes.data,
                                    file->bytes.size, NULL),
                     MRG_OK);
    for (size_t i = 0; i < manifest.segment_count; i++)
        if (strcmp(manifest.segments[i].file, name) == 0)
            manifest.segments[i].crc = crc;
    manifest_print(&manifest, &text);
    index_file_write(file, text.data, text.size);
    manifest_free(&manifest);
    buffer_free(&text);
}

static void seal_manifest(struct buffer *bytes)
{
    static const char last[] = "checksum ";
    const size_t lines = bytes->size - (sizeof last - 1 + 8 + 1);
    char line[32];
    const int size = snprintf(line, sizeof line, "%s%08x\n", last, checksum(0, bytes->data, lines));
    memcpy(bytes->data + lines, line, (size_t)size);
}

void seal_write(const struct index_files *files, size_t number, struct buffer *bytes)
{
    const struct index_file *file = &files->files[number];
    if (is_segment(file))
        name_in_manifest(files, file->name, seal_segment(bytes));
    else if (strcmp(file->name, "MANIFEST") == 0)
        seal_manifest(bytes);
    else
        store_u32(bytes->data + bytes->size - 4, checksum(0, bytes->data, bytes->size - 4));
    index_file_write(file, bytes->data, bytes->size);
}
