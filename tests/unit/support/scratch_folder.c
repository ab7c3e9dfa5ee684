#include "tests/unit/support/scratch_folder.h"

#include "tests/cmocka_all.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

void scratch_folder_make(struct scratch_folder *folder)
{
    snprintf(folder->path, sizeof folder->path, "/tmp/morgue-test-XXXXXX");
    assert_non_null(mkdtemp(folder->path));
}

static void remove_entries(const char *path)
{
    DIR *folder = opendir(path);
    assert_non_null(folder);
    for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        char inner[SCRATCH_PATH_MAX + 256];
        snprintf(inner, sizeof inner, "%s/%s", path, entry->d_name);
        if (unlink(inner) == 0)
            continue;
        remove_entries(inner);
        assert_int_equal(rmdir(inner), 0);
    }
    closedir(folder);
}

void scratch_folder_remove(struct scratch_folder *folder)
{
    remove_entries(folder->path);
    assert_int_equal(rmdir(folder->path), 0);
}

const char *scratch_file(struct scratch_folder *folder, const char *name)
{
    int size = snprintf(folder->file, sizeof folder->file, "%s/%s", folder->path, name);
    assert_in_range(size, 1, sizeof folder->file - 1);
    return folder->file;
}

void scratch_write(const char *path, const void *bytes, size_t size)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(size == 0 ? 0 : fwrite(bytes, 1, size, file), size);
    assert_int_equal(fclose(file), 0);
}

size_t scratch_folder_count(const struct scratch_folder *folder)
{
    size_t count = 0;
    DIR *open_folder = opendir(folder->path);
    assert_non_null(open_folder);
    for (struct dirent *entry; (entry = readdir(open_folder)) != NULL;)
        count += strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
    closedir(open_folder);
    return count;
}
