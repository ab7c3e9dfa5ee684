#include "tests/crash/disk_log.h"

#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>

enum { DATA_MAX = 256 << 20 }; /* address space only: pages come when they are touched */

struct disk_log {
    size_t count; /* of events */
    size_t used;  /* of data, bytes */
    bool is_short;
    struct disk_event events[DISK_EVENTS_MAX];
    uint8_t data[DATA_MAX];
};

static struct disk_log *record;

bool disk_log_make(void)
{
    void *memory = mmap(NULL, sizeof *record, PROT_READ | PROT_WRITE,
                        MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (memory == MAP_FAILED)
        return false;
    record = memory;
    return true;
}

void disk_log_clear(void)
{
    record->count = record->used = 0;
    record->is_short = false;
}

size_t disk_log_events(const struct disk_event **events)
{
    *events = record->events;
    return record->count;
}

const uint8_t *disk_log_data(const struct disk_event *event)
{
    return record->data + event->data;
}

bool disk_log_is_whole(void)
{
    return !record->is_short;
}

static struct disk_event *new_event(enum disk_event_kind kind)
{
    static struct disk_event spare;
    struct disk_event *event = &spare;
    if (record->count < DISK_EVENTS_MAX)
        event = &record->events[record->count++];
    else
        record->is_short = true;
    *event = (struct disk_event){.kind = kind};
    return event;
}

static void copy_path(char to[DISK_PATH_MAX], const char *path)
{
    if (strlen(path) >= DISK_PATH_MAX)
        record->is_short = true;
    else
        strncpy(to, path, DISK_PATH_MAX - 1);
}

void disk_log_path(enum disk_event_kind kind, const char *path, const char *to, uint64_t file)
{
    struct disk_event *event = new_event(kind);
    copy_path(event->path, path);
    if (to != NULL)
        copy_path(event->to, to);
    event->file = file;
}

static uint64_t file_of(int descriptor)
{
    struct stat about;
    return fstat(descriptor, &about) == 0 ? about.st_ino : 0;
}

void disk_log_write(int descriptor, off_t offset, const void *bytes, size_t size)
{
    struct disk_event *event = new_event(DISK_WRITE);
    event->file = file_of(descriptor);
    event->offset = (uint64_t)offset;
    event->data = record->used;
    if (size > DATA_MAX - record->used) {
        record->is_short = true;
        return;
    }
    event->size = size;
    memcpy(record->data + record->used, bytes, size);
    record->used += size;
}

void disk_log_truncate(int descriptor, off_t size)
{
    struct disk_event *event = new_event(DISK_TRUNCATE);
    event->file = file_of(descriptor);
    event->size = (uint64_t)size;
}

void disk_log_sync(int descriptor, const char *path)
{
    struct stat about;
    struct disk_event *event = new_event(DISK_SYNC);
    if (fstat(descriptor, &about) == 0 && !S_ISDIR(about.st_mode))
        event->file = about.st_ino;
    copy_path(event->path, path);
}

void disk_log_progress(struct fault_progress progress)
{
    new_event(DISK_PROGRESS)->progress = progress;
}
