#include "indexer/folder.h"
#include "common/base/error.h"
#include "common/base/file.h"
#include "common/glass/scheme.h"
#include "indexer/writer.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

uint64_t file_number(const char *name)
{
    size_t letters = strcspn(name, "0123456789");
    return strtoull(name + letters, NULL, 10);
}

static int compare_names(const void *a, const void *b)
{
    uint64_t x = file_number(a), y = file_number(b);
    return x != y ? (x < y ? -1 : 1) : strcmp(a, b);
}

static bool add_name(struct folder_names *names, const char *name)
{
    char(*grown)[FILE_NAME_MAX] = realloc(names->names, (names->count + 1) * sizeof *grown);
    if (grown == NULL)
        return false;
    names->names = grown;
    memset(grown[names->count], 0, sizeof *grown);
    memcpy(grown[names->count++], name, strlen(name));
    uint64_t number = file_number(name);
    if (number > names->highest)
        names->highest = number;
    return true;
}

static bool is_listed(const char *name)
{
    return is_index_file(name) && strlen(name) < FILE_NAME_MAX && strncmp(name, "spool-", 6) != 0 &&
           strncmp(name, GLASS_STUB, sizeof GLASS_STUB - 1) != 0;
}

mrg_status folder_list(struct folder_names *names, const char *folder, mrg_error *error)
{
    *names = (struct folder_names){.count = 0};
    DIR *entries = opendir(folder);
    if (entries == NULL)
        return errno == ENOTDIR ? fail(error, MRG_ERR_NOT_INDEX, "%s: not an index: a file", folder)
                                : fail_errno(error, errno, "cannot open", folder);
    bool good = true;
    for (struct dirent *entry; good && (entry = readdir(entries)) != NULL;)
        good = !is_listed(entry->d_name) || add_name(names, entry->d_name);
    closedir(entries);
    if (!good) {
        folder_names_free(names);
        return fail_memory(error);
    }
    if (names->count > 0)
        qsort(names->names, names->count, sizeof *names->names, compare_names);
    return MRG_OK;
}

void folder_names_free(struct folder_names *names)
{
    free(names->names);
    *names = (struct folder_names){.count = 0};
}

bool folder_has(const struct folder_names *names, const char *name)
{
    for (size_t i = 0; i < names->count; i++)
        if (strcmp(names->names[i], name) == 0)
            return true;
    return false;
}

mrg_status folder_sync_files(const char *folder, mrg_error *error)
{
    DIR *entries = opendir(folder);
    if (entries == NULL)
        return fail_errno(error, errno, "cannot open", folder);
    mrg_status status = MRG_OK;
    for (struct dirent *entry; status == MRG_OK && (entry = readdir(entries)) != NULL;) {
        if (entry->d_name[0] == '.')
            continue;
        int file = openat(dirfd(entries), entry->d_name, O_RDONLY | O_CLOEXEC);
        if (file < 0 || fsync(file) != 0)
            status = fail_errno(error, errno, "cannot write", folder);
        if (file >= 0)
            close(file);
    }
    closedir(entries);
    return status == MRG_OK ? folder_sync(folder, error) : status;
}

/* Remove a database's folder with its files. */
static void remove_folder(int parent, const char *name)
{
    int descriptor = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    DIR *entries = descriptor >= 0 ? fdopendir(descriptor) : NULL;
    if (entries == NULL) {
        if (descriptor >= 0)
            close(descriptor);
        return;
    }
    for (struct dirent *entry; (entry = readdir(entries)) != NULL;)
        unlinkat(descriptor, entry->d_name, 0);
    closedir(entries);
    unlinkat(parent, name, AT_REMOVEDIR);
}

void folder_sweep(const char *folder, const struct manifest *manifest, const char *keep)
{
    DIR *entries = opendir(folder);
    if (entries == NULL)
        return;
    for (struct dirent *entry; (entry = readdir(entries)) != NULL;) {
        const char *name = entry->d_name;
        if (!is_index_file(name) || manifest_names(manifest, name) ||
            strcmp(name, GLASS_STUB) == 0 || (keep != NULL && strcmp(name, keep) == 0))
            continue;
        if (glass_is_folder_name(name))
            remove_folder(dirfd(entries), name);
        else
            unlinkat(dirfd(entries), name, 0);
    }
    closedir(entries);
}
