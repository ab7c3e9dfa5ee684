/* Files: mapped for reading, written with one sticky error, replaced atomically. */
#ifndef MORGUE_BASE_FILE_H
#define MORGUE_BASE_FILE_H

#include "common/base/buffer.h"
#include "common/morgue.h"

/* A file mapped read-only. Stays readable after the file is unlinked. */
struct mapped_file {
    const uint8_t *data; /* NULL when the file is empty */
    size_t size;         /* bytes */
};

/* Map `path`. MRG_ERR_MISSING, MRG_ERR_IO. *file is all zero after a failure. */
mrg_status mapped_file_open(struct mapped_file *file, const char *path, mrg_error *error);
void mapped_file_close(struct mapped_file *file);

/* Give back the memory that the file's pages take up here; they come back when they are read again. For
 * who goes through a large file once. */
void mapped_file_release(const struct mapped_file *file);

/* Read all of a file of at most `limit` bytes (else MRG_ERR_LIMIT) behind the contents of `buffer`. */
mrg_status file_read(const char *path, size_t limit, struct buffer *buffer, mrg_error *error);

/* Writes a new file from front to back. After the first failure every call does nothing; the failure
 * comes out of file_writer_close. */
struct file_writer {
    int descriptor;       /* -1 when closed */
    char *path;           /* owned; for messages */
    uint64_t size;        /* bytes given so far, buffered ones included */
    uint64_t written;     /* of them, how many the system has */
    uint64_t started;     /* of these, how many it was asked to bring to the disk already */
    struct buffer buffer; /* bytes not yet handed to the system */
    mrg_error error;      /* the first failure */
};

/* Create `path`, which must not exist. On failure the writer holds nothing. */
mrg_status file_writer_open(struct file_writer *writer, const char *path, mrg_error *error);

void file_writer_append(struct file_writer *writer, const void *bytes, size_t size);

/* Bring all bytes to the disk itself and close. When anything failed since opening, the file is
 * removed and the first failure returned. */
mrg_status file_writer_close(struct file_writer *writer, mrg_error *error);

/* Close and remove the file. Legal on a closed writer. */
void file_writer_abandon(struct file_writer *writer);

/* Make `path` hold exactly `bytes`, or leave it as it was: write beside it, sync, rename, sync of the
 * folder. `folder` is the folder that holds `path`. */
mrg_status file_replace(const char *folder, const char *path, const void *bytes, size_t size,
                        mrg_error *error);

/* Make renames, creations and removals in `folder` durable. */
mrg_status folder_sync(const char *folder, mrg_error *error);

/* Make the creation of `path` itself durable. Where the folder that holds it may not be read, nothing is
 * done: that is MRG_OK. */
mrg_status parent_sync(const char *path, mrg_error *error);

/* Whether the file system of `folder` has room for `bytes` more: MRG_ERR_NO_SPACE, with both figures, when
 * it has not. MRG_OK when it cannot be told. */
mrg_status folder_check_space(const char *folder, uint64_t bytes, mrg_error *error);

/* "folder/name" in memory of its own; NULL when memory is short. */
char *path_join(const char *folder, const char *name);

/* An exclusive lock that the system frees when the process dies. */
struct file_lock {
    int descriptor; /* -1 when not held */
};

/* Lock the file `path`, creating it; never waits. MRG_ERR_LOCKED names the holder's process. */
mrg_status file_lock_take(struct file_lock *lock, const char *path, mrg_error *error);
void file_lock_release(struct file_lock *lock);

#endif
