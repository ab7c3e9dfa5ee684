/* A Xapian database cannot be copied file by file while it is written to. It is compacted instead: that reads
 * one commit through Xapian, which notices when a writer has moved on. */
#include "common/base/error.h"
#include "common/base/file.h"
#include "common/glass/check.h"
#include "common/glass/scheme.h"
#include "common/xapian-c/xapian_c.h"
#include "indexer/backup/backup.h"
#include "indexer/folder.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* Whether the copy already holds this commit. */
static bool has_commit(const char *to, uint64_t generation)
{
    struct manifest held;
    char name[FILE_NAME_MAX];
    if (manifest_read(&held, to, NULL) != MRG_OK)
        return false;
    bool has = held.generation == generation && glass_stub_read(to, name, NULL) == MRG_OK;
    manifest_free(&held);
    return has;
}

static uint64_t size_of_files(const char *folder)
{
    static const char *const names[] = {"docdata.glass",  "iamglass",       "position.glass",
                                        "postlist.glass", "termlist.glass", "spelling.glass"};
    uint64_t size = 0;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct stat about;
        char *path = path_join(folder, names[i]);
        if (path != NULL && stat(path, &about) == 0)
            size += (uint64_t)about.st_size;
        free(path);
    }
    return size;
}

/* Whether the index still uses database `name`. A merge first points the stub at another and then removes
 * the old one: while this holds, nothing is missing from it. */
static bool is_in_use(const struct backup *backup, const char *name)
{
    char now[FILE_NAME_MAX];
    return glass_stub_read(backup->from, now, NULL) == MRG_OK && strcmp(now, name) == 0;
}

/* Write the database, which is `source` of the index, as folder `name` of the copy and point the copy's
 * stub at it. What is gone Xapian takes for empty, so it must be there until the end. */
static mrg_status compact(struct backup *backup, const xc_database *database, const char *source,
                          const char *name, mrg_error *error)
{
    xc_compact_options options = XC_COMPACT_OPTIONS_INIT;
    options.keep_docids = true;
    char *path = path_join(backup->to, name);
    if (path == NULL)
        return fail_memory(error);
    mrg_status status = xc_database_compact(database, path, &options, error);
    if (status == MRG_OK)
        status = folder_sync_files(path, error);
    if (status == MRG_OK && !is_in_use(backup, source))
        status =
            fail(error, MRG_ERR_IO, "%s/%s: replaced while it was copied", backup->from, source);
    if (status == MRG_OK)
        status = glass_stub_write(backup->to, name, error);
    backup->result.copied++;
    backup->result.bytes += size_of_files(path);
    free(path);
    return status;
}

/* No copy is made of a damaged database: what the folder holds stays what it was. */
static mrg_status refuse_damaged(struct backup *backup, const char *path, mrg_error *error)
{
    bool is_sound = true;
    mrg_status status = backup_verify_xapian(backup->from, &is_sound, error);
    if (status != MRG_OK || is_sound)
        return status;
    backup_say_damaged(backup, path, "; no copy of it is made");
    if (error != NULL)
        *error = backup->first;
    return MRG_ERR_DAMAGED;
}

static mrg_status copy_database(struct backup *backup, const xc_database *database,
                                const char *source, struct manifest *manifest, mrg_error *error)
{
    struct folder_names names;
    char name[FILE_NAME_MAX];
    mrg_status status =
        glass_read_number(database, METADATA_GENERATION, &manifest->generation, error);
    if (status == MRG_OK)
        status = folder_list(&names, backup->to, error);
    if (status != MRG_OK)
        return status;
    uint64_t number = names.highest + 1;
    folder_names_free(&names);
    if (manifest->next <= number)
        manifest->next = number + 1;
    bool keep = has_commit(backup->to, manifest->generation);
    if (keep && backup->options.verify)
        status = backup_verify_xapian(backup->to, &keep, error);
    if (status != MRG_OK)
        return status;
    if (keep) {
        backup->result.kept++;
        return MRG_OK;
    }
    snprintf(name, sizeof name, GLASS_FOLDER_PREFIX "%06" PRIu64, number);
    return compact(backup, database, source, name, error);
}

mrg_status backup_xapian(struct backup *backup, struct manifest *manifest, bool *has_moved,
                         mrg_error *error)
{
    char name[FILE_NAME_MAX];
    xc_database *database = NULL;
    mrg_status status = glass_stub_read(backup->from, name, error);
    if (status != MRG_OK)
        return status;
    char *path = path_join(backup->from, name);
    status = path == NULL             ? fail_memory(error)
             : backup->options.verify ? refuse_damaged(backup, path, error)
                                      : MRG_OK;
    if (status == MRG_OK)
        status = xc_database_open(path, &database, error);
    if (status == MRG_OK)
        status = copy_database(backup, database, name, manifest, error);
    /* A writer may also move on while the database is being opened: then no kind is told. */
    bool is_modified =
        database != NULL ? xc_database_last_kind(database) == XC_MODIFIED : status == MRG_ERR_IO;
    *has_moved = status != MRG_OK && (is_modified || !is_in_use(backup, name));
    xc_database_free(database);
    free(path);
    return status;
}
