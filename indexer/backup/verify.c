/* Whether a file of an index is what its writer wrote: every byte under its checksum. */
#include "common/base/error.h"
#include "common/base/file.h"
#include "common/codec/checksum.h"
#include "common/codec/endian.h"
#include "common/glass/check.h"
#include "common/segment/check.h"
#include "indexer/backup/backup.h"

#include <string.h>

enum { CRC_SIZE = 4, HEADER_LEAST = 12 }; /* bytes */

static mrg_status verify_segment(const char *path, bool *is_good, mrg_error *error)
{
    struct segment_file file;
    struct findings findings = {.report = NULL};
    mrg_error reason = MRG_ERROR_INIT;
    mrg_status status = segment_file_open(&file, path, &reason);
    *is_good = status == MRG_OK && check_pages(&file, &findings);
    if (status == MRG_OK)
        segment_file_close(&file);
    if (status == MRG_ERR_DAMAGED || status == MRG_ERR_VERSION)
        return MRG_OK;
    if (status != MRG_OK && error != NULL)
        *error = reason;
    return status;
}

/* A list, of removed articles or of sources, ends in the checksum of what is before. */
static mrg_status verify_list(const char *path, bool *is_good, mrg_error *error)
{
    struct mapped_file map = {NULL, 0};
    mrg_status status = mapped_file_open(&map, path, error);
    *is_good =
        status == MRG_OK && map.size >= HEADER_LEAST + CRC_SIZE &&
        checksum(0, map.data, map.size - CRC_SIZE) == load_u32(map.data + map.size - CRC_SIZE);
    mapped_file_close(&map);
    return status;
}

mrg_status backup_verify(const char *path, const char *name, bool *is_good, mrg_error *error)
{
    return strncmp(name, "seg-", 4) == 0 ? verify_segment(path, is_good, error)
                                         : verify_list(path, is_good, error);
}

mrg_status backup_verify_xapian(const char *folder, bool *is_good, mrg_error *error)
{
    struct findings findings = {.report = NULL};
    mrg_status status = glass_check(folder, &findings, NULL, error);
    if (status == MRG_OK && findings.is_short_of_memory)
        status = fail_memory(error);
    *is_good = status == MRG_OK && findings.count == 0;
    return status;
}

void backup_say_damaged(struct backup *backup, const char *path, const char *what)
{
    mrg_error line;
    fail(&line, MRG_ERR_DAMAGED, "%s: damaged%s", path, what);
    if (backup->result.damaged++ == 0)
        backup->first = line;
    if (backup->options.report != NULL)
        backup->options.report(backup->options.context, line.message);
}
