/* A folder for one test's files. */
#ifndef MORGUE_TESTS_UNIT_SUPPORT_SCRATCH_FOLDER_H
#define MORGUE_TESTS_UNIT_SUPPORT_SCRATCH_FOLDER_H

#include <stddef.h>

enum { SCRATCH_PATH_MAX = 256 };

struct scratch_folder {
    char path[SCRATCH_PATH_MAX]; /* of the folder */
    char file[SCRATCH_PATH_MAX + 64]; /* what scratch_file returned last */
};

/* Make an empty folder; fails the test when that cannot be done. */
void scratch_folder_make(struct scratch_folder *folder);

/* Remove the folder with the files and folders in it. */
void scratch_folder_remove(struct scratch_folder *folder);

/* The path of `name` in the folder; borrowed until the next call. */
const char *scratch_file(struct scratch_folder *folder, const char *name);

/* Make `path` hold exactly these bytes. */
void scratch_write(const char *path, const void *bytes, size_t size);

/* How many entries the folder has. */
size_t scratch_folder_count(const struct scratch_folder *folder);

#endif
