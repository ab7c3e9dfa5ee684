/* A record of everything done to the folder that faults.h watches, from which the disk after a power cut
 * at any moment can be made. It lies in memory that forked processes share. Nothing here uses cmocka. */
#ifndef MORGUE_TESTS_CRASH_DISK_LOG_H
#define MORGUE_TESTS_CRASH_DISK_LOG_H

#include "tests/crash/faults.h"

#include <stdint.h>
#include <sys/types.h>

enum disk_event_kind {
    DISK_CREATE,   /* `path` names the new file `file` */
    DISK_WRITE,    /* `size` bytes of `file` from `offset` on */
    DISK_TRUNCATE, /* `file` has `size` bytes */
    DISK_SYNC,     /* of `file`, or of folder `path` when `file` is 0 */
    DISK_RENAME,   /* `path` becomes `to`, naming `file` */
    DISK_UNLINK,   /* `path` goes */
    DISK_MKDIR,    /* folder `path` comes */
    DISK_RMDIR,    /* folder `path` goes */
    DISK_PROGRESS, /* of the writer */
    DISK_UNKNOWN   /* something this record cannot describe, done to `path` */
};

enum { DISK_PATH_MAX = 120, DISK_EVENTS_MAX = 16384 };

struct disk_event {
    enum disk_event_kind kind;
    char path[DISK_PATH_MAX]; /* below the folder watched; "" for itself */
    char to[DISK_PATH_MAX];
    uint64_t file;   /* inode number: the system may use it again after an unlink */
    uint64_t offset; /* bytes */
    uint64_t size;   /* bytes */
    size_t data;     /* of a write: where its bytes lie, for disk_log_data */
    struct fault_progress progress;
};

/* The events so far, in order; returns how many. */
size_t disk_log_events(const struct disk_event **events);

/* The bytes of a write. */
const uint8_t *disk_log_data(const struct disk_event *event);

/* False when something did not fit. */
bool disk_log_is_whole(void);

/* ---- for faults.c and interpose.c ---- */

bool disk_log_make(void);
void disk_log_clear(void);
void disk_log_path(enum disk_event_kind kind, const char *path, const char *to, uint64_t file);
void disk_log_write(int descriptor, off_t offset, const void *bytes, size_t size);
void disk_log_truncate(int descriptor, off_t size);
void disk_log_sync(int descriptor, const char *path);
void disk_log_progress(struct fault_progress progress);

#endif
