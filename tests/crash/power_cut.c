#include "tests/crash/power_cut.h"
#include "common/base/buffer.h"
#include "common/base/file.h"
#include "common/base/hash.h"
#include "tests/unit/support/random.h"

#include "tests/cmocka_all.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FILES_MAX = 512, NAMES_MAX = 256 };

/* A file, whatever it is called. */
struct disk_file {
    uint64_t inode; /* of the running system; the latest file of a number counts */
    struct buffer bytes;
};

/* A name of a file or folder. */
struct disk_name {
    char path[DISK_PATH_MAX];
    int file; /* -1: a folder */
};

struct disk {
    const struct power_cut *cut;
    struct random_source random;
    struct disk_file files[FILES_MAX];
    int file_count;
    struct disk_name names[NAMES_MAX];
    int name_count;
};

/* ---- what has reached the disk ---- */

static size_t folder_size(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash != NULL ? (size_t)(slash - path) : 0;
}

/* Whether a sync of the folder that holds `path` is `event`. */
static bool syncs_name(const struct disk_event *event, const char *path)
{
    const size_t size = folder_size(path);
    return event->kind == DISK_SYNC && event->file == 0 && strlen(event->path) == size &&
           memcmp(event->path, path, size) == 0;
}

/* Whether event `at` was synced before the cut. */
static bool is_synced(const struct power_cut *cut, size_t at)
{
    const struct disk_event *events;
    disk_log_events(&events);
    const bool is_bytes = events[at].kind == DISK_WRITE || events[at].kind == DISK_TRUNCATE;
    for (size_t i = at + 1; i < cut->events; i++) {
        if (is_bytes && events[i].kind == DISK_SYNC && events[i].file == events[at].file)
            return true;
        if (is_bytes && events[i].kind == DISK_CREATE && events[i].file == events[at].file)
            return false; /* the number now means another file */
        if (!is_bytes && syncs_name(&events[i], events[at].path))
            return true;
    }
    return false;
}

static enum cut_fate fate_of(struct disk *disk, size_t at, enum cut_fate fate)
{
    if (fate == CUT_KEEPS || is_synced(disk->cut, at))
        return CUT_KEEPS;
    if (fate == CUT_MIXES)
        return random_below(&disk->random, 2) == 0 ? CUT_KEEPS : CUT_LOSES;
    return fate;
}

/* ---- files ---- */

static int find_file(const struct disk *disk, uint64_t inode)
{
    int at = disk->file_count - 1;
    while (at >= 0 && disk->files[at].inode != inode)
        at--;
    return at;
}

static struct buffer *bytes_of(struct disk *disk, uint64_t inode)
{
    const int file = find_file(disk, inode);
    assert_true(file >= 0);
    return &disk->files[file].bytes;
}

static void set_size(struct buffer *bytes, size_t size)
{
    if (size > bytes->size) {
        assert_true(buffer_reserve(bytes, size - bytes->size));
        memset(bytes->data + bytes->size, 0, size - bytes->size);
    }
    bytes->size = size;
}

static void write_bytes(struct disk *disk, const struct disk_event *event, enum cut_fate fate)
{
    struct buffer *bytes = bytes_of(disk, event->file);
    if (fate == CUT_LOSES)
        return;
    if (bytes->size < event->offset + event->size)
        set_size(bytes, event->offset + event->size);
    if (fate == CUT_KEEPS)
        memcpy(bytes->data + event->offset, disk_log_data(event), event->size);
}

/* ---- names ---- */

static int find_name(const struct disk *disk, const char *path)
{
    for (int i = 0; i < disk->name_count; i++)
        if (strcmp(disk->names[i].path, path) == 0)
            return i;
    return -1;
}

static void remove_name(struct disk *disk, const char *path)
{
    const int at = find_name(disk, path);
    if (at < 0)
        return;
    disk->name_count--;
    memmove(&disk->names[at], &disk->names[at + 1],
            (size_t)(disk->name_count - at) * sizeof *disk->names);
}

static void set_name(struct disk *disk, const char *path, int file)
{
    remove_name(disk, path);
    assert_in_range(disk->name_count, 0, NAMES_MAX - 1);
    struct disk_name *name = &disk->names[disk->name_count++];
    snprintf(name->path, sizeof name->path, "%s", path);
    name->file = file;
}

static void change_names(struct disk *disk, const struct disk_event *event)
{
    if (event->kind == DISK_CREATE || event->kind == DISK_MKDIR)
        set_name(disk, event->path, event->kind == DISK_MKDIR ? -1 : disk->file_count - 1);
    else
        remove_name(disk, event->path);
    if (event->kind == DISK_RENAME)
        set_name(disk, event->to, find_file(disk, event->file));
}

/* ---- replaying ---- */

static void replay(struct disk *disk, size_t at)
{
    const struct disk_event *events;
    disk_log_events(&events);
    const struct disk_event *event = &events[at];
    switch (event->kind) {
    case DISK_WRITE:
        write_bytes(disk, event, fate_of(disk, at, disk->cut->bytes));
        break;
    case DISK_TRUNCATE:
        if (fate_of(disk, at, disk->cut->bytes) == CUT_KEEPS)
            set_size(bytes_of(disk, event->file), event->size);
        break;
    case DISK_CREATE:
        assert_in_range(disk->file_count, 0, FILES_MAX - 1);
        disk->files[disk->file_count++] = (struct disk_file){event->file, BUFFER_INIT};
        /* fallthrough */
    case DISK_RENAME:
    case DISK_UNLINK:
    case DISK_MKDIR:
    case DISK_RMDIR:
        if (fate_of(disk, at, disk->cut->names) == CUT_KEEPS)
            change_names(disk, event);
        break;
    case DISK_UNKNOWN:
        fail_msg("%s: something was done that the record cannot describe", event->path);
        break;
    case DISK_SYNC:
    case DISK_PROGRESS:
        break;
    }
}

/* ---- making it so ---- */

static int by_path(const void *a, const void *b)
{
    return strcmp(((const struct disk_name *)a)->path, ((const struct disk_name *)b)->path);
}

/* A name in a folder that is not there is not there either. */
static bool has_folder(const struct disk *disk, const char *path)
{
    char folder[DISK_PATH_MAX] = "";
    memcpy(folder, path, folder_size(path));
    return folder[0] == '\0' || find_name(disk, folder) >= 0;
}

static void put_file(const char *path, const struct buffer *bytes)
{
    const int descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL, 0600);
    assert_true(descriptor >= 0);
    if (bytes->size > 0)
        assert_int_equal(write(descriptor, bytes->data, bytes->size), bytes->size);
    close(descriptor);
}

static uint64_t put_name(const struct disk *disk, const struct disk_name *name, const char *folder)
{
    static const struct buffer nothing = BUFFER_INIT;
    const struct buffer *bytes = name->file >= 0 ? &disk->files[name->file].bytes : &nothing;
    char *path = path_join(folder, name->path);
    assert_non_null(path);
    if (name->file >= 0)
        put_file(path, bytes);
    else
        assert_int_equal(mkdir(path, 0700), 0);
    free(path);
    const uint64_t sum = hash64(name->path, strlen(name->path), bytes->size);
    return bytes->size > 0 ? hash64(bytes->data, bytes->size, sum) : sum;
}

uint64_t power_cut_make(const struct power_cut *cut, const char *folder)
{
    struct disk *disk = calloc(1, sizeof *disk);
    uint64_t sum = 1;
    assert_non_null(disk);
    disk->cut = cut;
    disk->random.state = cut->seed + 1;
    for (size_t i = 0; i < cut->events; i++)
        replay(disk, i);
    qsort(disk->names, (size_t)disk->name_count, sizeof *disk->names, by_path);
    for (int i = 0; i < disk->name_count; i++)
        if (has_folder(disk, disk->names[i].path))
            sum = sum * 31 + put_name(disk, &disk->names[i], folder);
    for (int i = 0; i < disk->file_count; i++)
        buffer_free(&disk->files[i].bytes);
    free(disk);
    return sum;
}
