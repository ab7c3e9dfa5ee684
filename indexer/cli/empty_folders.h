/* Folders that are there but in which no file is left: more likely a disk that is not mounted than files that
 * were deleted one and all. */
#ifndef MORGUE_INDEXER_CLI_EMPTY_FOLDERS_H
#define MORGUE_INDEXER_CLI_EMPTY_FOLDERS_H

#include "common/base/buffer.h"
#include "common/base/string_table.h"
#include "common/morgue.h"

/* The folders looked at so far. */
struct empty_folders {
    struct string_table folders; /* their paths */
    struct buffer files;         /* u64 each: files that are missing from it; 0: it is not empty */
};

/* False when memory is short. */
bool empty_folders_init(struct empty_folders *empty);
void empty_folders_free(struct empty_folders *empty);

/* Whether the file `path` (absolute), which is gone, is missing from such a folder: the nearest one above it
 * that is there has no file in it, nor in the folders below it. True as well when memory is short. */
bool empty_folders_miss(struct empty_folders *empty, mrg_text path);

/* Call `each` with every such folder, and how many files are missing from it. */
void empty_folders_each(const struct empty_folders *empty,
                        void (*each)(void *context, mrg_text folder, uint64_t files),
                        void *context);

#endif
