/* The files of an index held in memory, to be damaged one at a time and put back. */
#ifndef MORGUE_TESTS_CRASH_INDEX_FILES_H
#define MORGUE_TESTS_CRASH_INDEX_FILES_H

#include "common/base/buffer.h"

enum { INDEX_FILES_MAX = 16 };

struct index_file {
    char *path;          /* owned */
    const char *name;    /* in `path` */
    struct buffer bytes; /* as they should be; owned */
};

struct index_files {
    char folder[64]; /* path of the folder */
    struct index_file files[INDEX_FILES_MAX];
    size_t count;
};

/* A new folder, on a file system in memory where there is one, with the index that `build` makes in
 * it. */
void index_files_make(struct index_files *files, void (*build)(const char *path));

/* Remove the folder with everything in it. */
void index_files_remove(struct index_files *files);

/* Make the folder hold exactly these files again, and the lock. */
void index_files_restore(const struct index_files *files);

/* Make a file hold `size` bytes. */
void index_file_write(const struct index_file *file, const void *bytes, size_t size);

/* Overwrite one byte of a file. */
void index_file_patch(const struct index_file *file, size_t at, uint8_t byte);

#endif
