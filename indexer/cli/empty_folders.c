#include "indexer/cli/empty_folders.h"

#include <string.h>
#include <sys/stat.h>

#include "indexer/cli/walk.h"

bool empty_folders_init(struct empty_folders *empty)
{
    empty->files = (struct buffer)BUFFER_INIT;
    return string_table_init(&empty->folders);
}

void empty_folders_free(struct empty_folders *empty)
{
    string_table_free(&empty->folders);
    buffer_free(&empty->files);
}

static bool is_folder(const char *path)
{
    struct stat what;
    return stat(path, &what) == 0 && S_ISDIR(what.st_mode);
}

/* Cut `path` down to the nearest folder above that is there; NULL when memory is short. */
static const char *cut_to_folder(struct buffer *path)
{
    const char *folder;
    do {
        while (path->size > 1 && path->data[path->size - 1] != '/')
            path->size--;
        if (path->size > 1)
            path->size--;
        folder = buffer_c_string(path);
    } while (folder != NULL && path->size > 1 && !is_folder(folder));
    return folder;
}

static bool note_file(void *context, const char *path, const struct stat *what)
{
    bool *has_file = context;
    (void)path;
    (void)what;
    *has_file = true;
    return false;
}

static bool has_file(const char *folder)
{
    bool found = false;
    struct walker walker = {.file = note_file, .context = &found};
    walk(&walker, folder);
    return found;
}

/* Look at a folder that was not looked at before. */
static bool look_at(struct empty_folders *empty, const char *folder)
{
    uint64_t missing = has_file(folder) ? 0 : 1;
    buffer_append(&empty->files, &missing, sizeof missing);
    return missing > 0 || empty->files.failed;
}

static bool miss_from(struct empty_folders *empty, const char *folder)
{
    bool is_new;
    uint32_t number = string_table_add(&empty->folders, 0, folder, strlen(folder), &is_new);
    if (number == STRING_NONE || empty->files.failed)
        return true;
    if (is_new)
        return look_at(empty, folder);
    uint64_t *missing = (uint64_t *)(void *)empty->files.data + number;
    *missing += *missing > 0;
    return *missing > 0;
}

bool empty_folders_miss(struct empty_folders *empty, mrg_text path)
{
    struct buffer cut = BUFFER_INIT;
    buffer_append(&cut, path.data, path.size);
    const char *folder = cut_to_folder(&cut);
    bool is_missed = folder == NULL || miss_from(empty, folder);
    buffer_free(&cut);
    return is_missed;
}

void empty_folders_each(const struct empty_folders *empty,
                        void (*each)(void *context, mrg_text folder, uint64_t files), void *context)
{
    const uint64_t *missing = (const uint64_t *)(const void *)empty->files.data;
    for (size_t i = 0; i < empty->files.size / sizeof *missing; i++) {
        const struct string_entry *folder = &empty->folders.entries[i];
        if (missing[i] > 0)
            each(context, (mrg_text){folder->data, folder->size}, missing[i]);
    }
}
