/* mrg_index_backup. The copy is made as a writer commits: all files first, complete and synced, then the
 * manifest, then what is no longer named goes. */
#include "indexer/backup/backup.h"
#include "common/base/error.h"
#include "common/base/file.h"
#include "common/glass/scheme.h"
#include "indexer/folder.h"
#include "indexer/writer.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { TRIES = 100, PATH_LIMIT = 64 * 1024 };

/* ---- may it go there ---- */

/* Whether the folder `path`, by its real name, is `folder` or lies in it. */
static bool is_within(const char *path, const char *folder)
{
    size_t size = strlen(folder);
    return strncmp(path, folder, size) == 0 &&
           (path[size] == '\0' || path[size] == '/' || folder[size - 1] == '/');
}

/* Whether `to` says that it is a copy of `index`, given by its real name; *says receives what it is a copy
 * of, owned, when that is something else. */
static bool is_copy_of(const char *to, const char *index, struct buffer *says)
{
    char *path = path_join(to, BACKUP_NAME);
    bool is_read = path != NULL && file_read(path, PATH_LIMIT, says, NULL) == MRG_OK;
    free(path);
    if (!is_read)
        buffer_clear(says);
    if (says->size > 0 && says->data[says->size - 1] == '\n')
        says->size--;
    return is_read && says->size == strlen(index) && memcmp(says->data, index, says->size) == 0;
}

static mrg_status check_empty(const char *to, mrg_error *error)
{
    DIR *folder = opendir(to);
    bool is_empty = true;
    if (folder == NULL)
        return fail_errno(error, errno, "cannot open", to);
    for (struct dirent *entry; (entry = readdir(folder)) != NULL;)
        is_empty &= strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0 ||
                    strcmp(entry->d_name, LOCK_NAME) == 0;
    closedir(folder);
    return is_empty ? MRG_OK
                    : fail(error, MRG_ERR_ARGUMENT,
                           "%s: neither empty nor an earlier backup of this index", to);
}

static mrg_status check_contents(const char *to, const char *index, mrg_error *error)
{
    struct buffer says = BUFFER_INIT;
    mrg_status status = MRG_OK;
    if (!is_copy_of(to, index, &says)) {
        if (says.size > 0)
            status = fail(error, MRG_ERR_ARGUMENT, "%s: a backup of another index, %.*s", to,
                          says.size < 300 ? (int)says.size : 300, (const char *)says.data);
        else
            status = check_empty(to, error);
    }
    buffer_free(&says);
    return status;
}

/* Say in the new copy what it is one of. */
static mrg_status mark(const char *to, const char *index, mrg_error *error)
{
    struct buffer line = BUFFER_INIT;
    buffer_append_string(&line, index);
    buffer_append_byte(&line, '\n');
    char *path = path_join(to, BACKUP_NAME);
    mrg_status status = path != NULL && !line.failed
                            ? file_replace(to, path, line.data, line.size, error)
                            : fail_memory(error);
    free(path);
    buffer_free(&line);
    return status;
}

static mrg_status check_place(const char *to, const char *index, mrg_error *error)
{
    char *real = realpath(to, NULL);
    if (real == NULL)
        return fail_errno(error, errno, "cannot open", to);
    mrg_status status = is_within(real, index)
                            ? fail(error, MRG_ERR_ARGUMENT, "%s: lies in the index itself", to)
                            : check_contents(to, index, error);
    free(real);
    return status;
}

/* ---- one commit ---- */

static mrg_status copy_named(struct backup *backup, const struct manifest *manifest,
                             mrg_error *error)
{
    mrg_status status = MRG_OK;
    for (size_t i = 0; i < manifest->segment_count && status == MRG_OK; i++) {
        status = backup_file(backup, manifest->segments[i].file, error);
        if (status == MRG_OK && manifest->segments[i].deletions[0] != '\0')
            status = backup_file(backup, manifest->segments[i].deletions, error);
    }
    for (size_t i = 0; i < manifest->source_count && status == MRG_OK; i++)
        status = backup_file(backup, manifest->sources[i].file, error);
    return status;
}

/* Copy the current commit; *has_moved tells, after a failure, that there is another by now. */
static mrg_status copy_commit(struct backup *backup, bool *has_moved, mrg_error *error)
{
    struct manifest manifest, now;
    char keep[FILE_NAME_MAX] = "";
    *has_moved = false;
    mrg_status status = manifest_read(&manifest, backup->from, error);
    if (status != MRG_OK)
        return status;
    uint64_t generation = manifest.generation;
    bool is_glass = strcmp(manifest.engine, GLASS_ENGINE) == 0;
    status = copy_named(backup, &manifest, error);
    if (status == MRG_ERR_MISSING && manifest_read(&now, backup->from, NULL) == MRG_OK) {
        *has_moved = now.generation != generation;
        manifest_free(&now);
    }
    if (status == MRG_OK && is_glass)
        status = backup_xapian(backup, &manifest, has_moved, error);
    if (status == MRG_OK)
        status = folder_sync(backup->to, error);
    if (status == MRG_OK)
        status = manifest_write(&manifest, backup->to, error);
    if (status == MRG_OK && is_glass)
        status = glass_stub_read(backup->to, keep, error);
    if (status == MRG_OK)
        folder_sweep(backup->to, &manifest, keep);
    backup->result.generation = manifest.generation;
    manifest_free(&manifest);
    return status;
}

/* A writer may commit meanwhile and remove what was still to be copied: then the new commit is copied, with
 * what is there already. */
static mrg_status copy_index(struct backup *backup, mrg_error *error)
{
    bool has_moved = true;
    mrg_status status = MRG_OK;
    mrg_error reason = MRG_ERROR_INIT;
    for (unsigned tries = 0; has_moved && tries < TRIES; tries++)
        if ((status = copy_commit(backup, &has_moved, &reason)) == MRG_OK)
            return MRG_OK;
    if (status == MRG_ERR_MISSING) /* the manifest names it, so this is damage, not absence */
        reason.status = status = MRG_ERR_DAMAGED;
    if (error != NULL)
        *error = reason;
    return status;
}

/* ---- all of it ---- */

static mrg_status fill_folder(struct backup *backup, const char *index, bool is_new,
                              mrg_error *error)
{
    struct file_lock lock = {-1};
    mrg_status status = check_place(backup->to, index, error);
    if (status == MRG_OK)
        status = writer_lock(backup->to, 0, &lock, error);
    if (status == MRG_OK)
        status = mark(backup->to, index, error);
    if (status == MRG_OK)
        status = copy_index(backup, error);
    file_lock_release(&lock);
    if (status != MRG_OK && is_new)
        rmdir(backup->to); /* only succeeds when it is empty */
    return status;
}

mrg_status mrg_index_backup(const char *path, const char *destination, mrg_backup_result *result,
                            mrg_error *error)
{
    return mrg_index_backup_with(path, destination, NULL, result, error);
}

mrg_status mrg_index_backup_with(const char *path, const char *destination,
                                 const mrg_backup_options *options, mrg_backup_result *result,
                                 mrg_error *error)
{
    const mrg_backup_options defaults = MRG_BACKUP_OPTIONS_INIT;
    struct backup backup = {
        .from = path, .to = destination, .options = options != NULL ? *options : defaults};
    struct manifest manifest;
    mrg_status status = manifest_read(&manifest, path, error);
    if (status != MRG_OK)
        return status;
    manifest_free(&manifest);
    char *index = realpath(path, NULL);
    if (index == NULL)
        return fail_errno(error, errno, "cannot open", path);
    bool is_new = mkdir(destination, 0777) == 0;
    if (!is_new && errno != EEXIST)
        status = fail_errno(error, errno, "cannot create", destination);
    else
        status = fill_folder(&backup, index, is_new, error);
    free(index);
    if (status == MRG_OK && backup.result.damaged > 0) {
        status = backup.first.status;
        if (error != NULL)
            *error = backup.first;
    }
    if (result != NULL)
        *result = backup.result;
    return status;
}
