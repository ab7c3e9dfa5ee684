/* The files of an index folder, for those who copy and mend it. */
#ifndef MORGUE_INDEXER_FOLDER_H
#define MORGUE_INDEXER_FOLDER_H

#include "common/segment/manifest.h"

/* Names of the files of ours in a folder. */
struct folder_names {
    char (*names)[FILE_NAME_MAX]; /* owned; by number, ascending */
    size_t count;
    uint64_t highest; /* of their numbers */
};

/* List the files of ours in `folder`, temporary ones left out. MRG_ERR_IO, MRG_ERR_MISSING,
 * MRG_ERR_NOT_INDEX for a file, MRG_ERR_MEMORY. */
mrg_status folder_list(struct folder_names *names, const char *folder, mrg_error *error);
void folder_names_free(struct folder_names *names);

/* Whether `name` is one of them. */
bool folder_has(const struct folder_names *names, const char *name);

/* The number in the name of a file of ours. */
uint64_t file_number(const char *name);

/* Bring the files in `folder`, written by others, to the disk itself. MRG_ERR_IO, MRG_ERR_MISSING. */
mrg_status folder_sync_files(const char *folder, mrg_error *error);

/* Remove what is ours in `folder` and neither named by `manifest` nor called `keep` (may be NULL). What
 * cannot be removed stays: nothing depends on it. */
void folder_sweep(const char *folder, const struct manifest *manifest, const char *keep);

#endif
