#include "tests/crash/index_files.h"
#include "common/base/file.h"

#include "tests/cmocka_all.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void read_file(struct index_file *file)
{
    FILE *stream = fopen(file->path, "rb");
    struct stat about;
    assert_non_null(stream);
    assert_int_equal(fstat(fileno(stream), &about), 0);
    const size_t size = (size_t)about.st_size;
    assert_true(buffer_reserve(&file->bytes, size + 1));
    assert_int_equal(fread(file->bytes.data, 1, size, stream), size);
    file->bytes.size = size;
    fclose(stream);
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(((const struct index_file *)a)->path, ((const struct index_file *)b)->path);
}

/* Calls `visit` with the name of each entry of the folder but the lock. */
static void for_each(struct index_files *files, void (*visit)(struct index_files *, const char *))
{
    DIR *folder = opendir(files->folder);
    assert_non_null(folder);
    for (struct dirent *entry; (entry = readdir(folder)) != NULL;)
        if (entry->d_name[0] != '.' && strcmp(entry->d_name, "LOCK") != 0)
            visit(files, entry->d_name);
    closedir(folder);
}

static void load(struct index_files *files, const char *name)
{
    assert_in_range(files->count, 0, INDEX_FILES_MAX - 1);
    struct index_file *file = &files->files[files->count++];
    *file = (struct index_file){.path = path_join(files->folder, name), .bytes = BUFFER_INIT};
    assert_non_null(file->path);
    read_file(file);
}

void index_files_make(struct index_files *files, void (*build)(const char *path))
{
    files->count = 0;
    snprintf(files->folder, sizeof files->folder, "/dev/shm/morgue-test-XXXXXX");
    if (mkdtemp(files->folder) == NULL) {
        snprintf(files->folder, sizeof files->folder, "/tmp/morgue-test-XXXXXX");
        assert_non_null(mkdtemp(files->folder));
    }
    build(files->folder);
    for_each(files, load);
    qsort(files->files, files->count, sizeof *files->files, compare_names);
    for (size_t i = 0; i < files->count; i++)
        files->files[i].name = strrchr(files->files[i].path, '/') + 1;
}

static void unlink_one(struct index_files *files, const char *name)
{
    char *path = path_join(files->folder, name);
    assert_non_null(path);
    assert_int_equal(unlink(path), 0);
    free(path);
}

void index_files_restore(const struct index_files *files)
{
    struct index_files copy = *files;
    for_each(&copy, unlink_one);
    for (size_t i = 0; i < files->count; i++)
        index_file_write(&files->files[i], files->files[i].bytes.data, files->files[i].bytes.size);
}

void index_files_remove(struct index_files *files)
{
    for_each(files, unlink_one);
    unlink_one(files, "LOCK");
    assert_int_equal(rmdir(files->folder), 0);
    for (size_t i = 0; i < files->count; i++) {
        buffer_free(&files->files[i].bytes);
        free(files->files[i].path);
    }
}

void index_file_write(const struct index_file *file, const void *bytes, size_t size)
{
    const int descriptor = open(file->path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    assert_true(descriptor >= 0);
    assert_int_equal(write(descriptor, bytes, size), size);
    close(descriptor);
}

void index_file_patch(const struct index_file *file, size_t at, uint8_t byte)
{
    const int descriptor = open(file->path, O_WRONLY);
    assert_true(descriptor >= 0);
    assert_int_equal(pwrite(descriptor, &byte, 1, (off_t)at), 1);
    close(descriptor);
}
