/* Files of a version this build does not know: not damaged, and not for it to touch. */
#include "common/base/error.h"
#include "common/base/file.h"
#include "common/codec/checksum.h"
#include "common/codec/endian.h"
#include "common/segment/deletions.h"
#include "common/segment/source_list.h"
#include "indexer/repair/repair.h"

#include <stdlib.h>

enum { VERSION_AT = 8, VERSIONS_LIKELY = 256, PAGE = 1 << SEGMENT_PAGE_SHIFT };

/* Whether the first page agrees with the file's own checksum of it. Where the footer is not as this version
 * has it there is no saying; then the number decides: versions are small. */
static bool is_segment_sealed(const uint8_t *data, size_t size)
{
    if (size < SEGMENT_HEADER_SIZE + SEGMENT_FOOTER_SIZE)
        return false;
    uint64_t end = size - SEGMENT_FOOTER_SIZE, checksums_at = load_u64(data + end);
    bool has_footer = load_u64(data + end + 16) == size && checksums_at >= SEGMENT_HEADER_SIZE &&
                      checksums_at <= end - 4;
    if (!has_footer)
        return load_u32(data + VERSION_AT) < VERSIONS_LIKELY;
    size_t first = checksums_at < PAGE ? (size_t)checksums_at : PAGE;
    return checksum(0, data, first) == load_u32(data + checksums_at);
}

/* Whether the checksum at the end of the file is right. */
static bool is_list_sealed(const uint8_t *data, size_t size)
{
    return size >= VERSION_AT + 8 && checksum(0, data, size - 4) == load_u32(data + size - 4);
}

static const struct versioned {
    const char *names; /* what the names of such files begin with */
    const char *magic; /* the first 8 bytes of such files */
    uint32_t version;  /* that this build reads */
    bool (*is_sealed)(const uint8_t *data, size_t size); /* the version is no damage */
} versioned[] = {
    {"seg-", "MorgueSg", SEGMENT_VERSION, is_segment_sealed},
    {"del-", "MorgueDl", DELETIONS_VERSION, is_list_sealed},
    {"sources-", "MorgueSr", SOURCE_LIST_VERSION, is_list_sealed},
};

static mrg_status look_at(const char *path, const struct versioned *kind, mrg_error *error)
{
    struct mapped_file map = {NULL, 0};
    mrg_status status = mapped_file_open(&map, path, NULL);
    if (status != MRG_OK) /* whoever reads it says what is wrong */
        return status == MRG_ERR_MEMORY ? fail_memory(error) : MRG_OK;
    uint32_t version = kind->version;
    if (map.size >= VERSION_AT + 4 && memcmp(map.data, kind->magic, VERSION_AT) == 0)
        version = load_u32(map.data + VERSION_AT);
    if (version != kind->version && kind->is_sealed(map.data, map.size))
        status = fail(error, MRG_ERR_VERSION, "%s: format version %u; this build reads %u", path,
                      version, kind->version);
    mapped_file_close(&map);
    return status;
}

mrg_status repair_refuse_newer(const struct repair *repair, mrg_error *error)
{
    mrg_status status = MRG_OK;
    for (size_t i = 0; i < repair->names.count && status == MRG_OK; i++) {
        const char *name = repair->names.names[i];
        if (!repair->is_changed && !manifest_names(&repair->old, name))
            continue; /* left over; with the manifest lost, it may be anything */
        char *path = path_join(repair->folder, name);
        if (path == NULL)
            return fail_memory(error);
        for (size_t k = 0; k < sizeof versioned / sizeof *versioned && status == MRG_OK; k++)
            if (strncmp(name, versioned[k].names, strlen(versioned[k].names)) == 0)
                status = look_at(path, &versioned[k], error);
        free(path);
    }
    return status;
}
