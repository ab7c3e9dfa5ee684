/* What the files that copy an index share. */
#ifndef MORGUE_INDEXER_BACKUP_BACKUP_H
#define MORGUE_INDEXER_BACKUP_BACKUP_H

#include "common/segment/manifest.h"

/* A file in the copy's folder that says what it is a copy of: the path of the index, one line. */
#define BACKUP_NAME "BACKUP"

struct backup {
    const char *from; /* folder of the index; borrowed */
    const char *to;   /* folder of the copy; borrowed */
    mrg_backup_options options;
    mrg_backup_result result;
    mrg_error first; /* damage told first */
};

/* transfer.c: have file `name` of the index in the copy, complete and synced, unless it is there already. With
 * options.verify it is there only when its checksums are right, and what is damaged in the index is told.
 * MRG_ERR_MISSING when the index has no such file (any more), MRG_ERR_IO, MRG_ERR_NO_SPACE,
 * MRG_ERR_MEMORY. */
mrg_status backup_file(struct backup *backup, const char *name, mrg_error *error);

/* xapian.c: copy an index of engine "xapian", whose manifest was just read: all but the manifest, which is
 * changed to that of the copy. Errors as backup_file, and those of reading a database. *has_moved tells,
 * after a failure, that a writer was too quick. */
mrg_status backup_xapian(struct backup *backup, struct manifest *manifest, bool *has_moved,
                         mrg_error *error);

/* verify.c: whether the file at `path`, called `name` in an index, is as it was written. Errors as
 * backup_file. Of the index in `folder`, of engine "xapian": errors as glass_check. */
mrg_status backup_verify(const char *path, const char *name, bool *is_good, mrg_error *error);
mrg_status backup_verify_xapian(const char *folder, bool *is_good, mrg_error *error);

/* Tell that the index's file at `path` is damaged, and count it; `what` follows, as it is. */
void backup_say_damaged(struct backup *backup, const char *path, const char *what);

#endif
