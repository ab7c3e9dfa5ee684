#include "common/base/file.h"
#include "common/base/error.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

enum {
    WRITE_SIZE = 1 << 20, /* bytes per write(): large enough that its cost vanishes */
    START_SIZE = 8 << 20  /* bytes that are sent on their way to the disk together */
};

/* ---- reading ---- */

static mrg_status open_regular(const char *path, int *descriptor, uint64_t *size, mrg_error *error)
{
    *descriptor = open(path, O_RDONLY | O_CLOEXEC);
    if (*descriptor < 0)
        return fail_errno(error, errno, "cannot open", path);
    struct stat about;
    mrg_status status = MRG_OK;
    if (fstat(*descriptor, &about) != 0)
        status = fail_errno(error, errno, "cannot examine", path);
    else if (!S_ISREG(about.st_mode))
        status = fail(error, MRG_ERR_IO, "%s: not a regular file", path);
    if (status != MRG_OK) {
        close(*descriptor);
        *descriptor = -1;
        return status;
    }
    *size = (uint64_t)about.st_size;
    return MRG_OK;
}

mrg_status mapped_file_open(struct mapped_file *file, const char *path, mrg_error *error)
{
    *file = (struct mapped_file){NULL, 0};
    int descriptor;
    uint64_t size = 0;
    mrg_status status = open_regular(path, &descriptor, &size, error);
    if (status != MRG_OK)
        return status;
    if (size > 0) {
        void *data = mmap(NULL, size, PROT_READ, MAP_SHARED, descriptor, 0);
        if (data == MAP_FAILED)
            status = fail_errno(error, errno, "cannot map", path);
        else
            *file = (struct mapped_file){data, size};
    }
    close(descriptor);
    return status;
}

void mapped_file_close(struct mapped_file *file)
{
    if (file->data != NULL)
        munmap((void *)(uintptr_t)file->data, file->size);
    *file = (struct mapped_file){NULL, 0};
}

void mapped_file_release(const struct mapped_file *file)
{
    if (file->data != NULL)
        madvise((void *)(uintptr_t)file->data, file->size, MADV_DONTNEED);
}

static mrg_status read_descriptor(int descriptor, size_t size, const char *path,
                                  struct buffer *buffer, mrg_error *error)
{
    if (!buffer_reserve(buffer, size))
        return fail_memory(error);
    for (size_t got = 0; got < size;) {
        ssize_t count = read(descriptor, buffer->data + buffer->size, size - got);
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return fail_errno(error, errno, "cannot read", path);
        if (count == 0)
            break;
        got += (size_t)count;
        buffer->size += (size_t)count;
    }
    return MRG_OK;
}

mrg_status file_read(const char *path, size_t limit, struct buffer *buffer, mrg_error *error)
{
    int descriptor;
    uint64_t size = 0;
    mrg_status status = open_regular(path, &descriptor, &size, error);
    if (status != MRG_OK)
        return status;
    if (size > limit)
        status = fail(error, MRG_ERR_LIMIT, "%s: larger than %zu bytes", path, limit);
    else
        status = read_descriptor(descriptor, (size_t)size, path, buffer, error);
    close(descriptor);
    return status;
}

/* ---- writing ---- */

mrg_status file_writer_open(struct file_writer *writer, const char *path, mrg_error *error)
{
    *writer = (struct file_writer){.descriptor = -1};
    writer->path = strdup(path);
    if (writer->path == NULL)
        return fail_memory(error);
    writer->descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (writer->descriptor >= 0)
        return MRG_OK;
    mrg_status status = fail_errno(error, errno, "cannot create", path);
    free(writer->path);
    *writer = (struct file_writer){.descriptor = -1};
    return status;
}

static mrg_status write_all(int descriptor, const void *bytes, size_t size, const char *path,
                            mrg_error *error)
{
    const char *from = bytes;
    while (size > 0) {
        ssize_t count = write(descriptor, from, size);
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return fail_errno(error, errno, "cannot write", path);
        from += count;
        size -= (size_t)count;
    }
    return MRG_OK;
}

/* Have the system begin with what it has: syncing a large file would wait for all of it at the end, when nothing else
 * is left to do. A hint; whether it is on the disk only fsync tells. */
static void start_writing_back(struct file_writer *writer)
{
#ifdef SYNC_FILE_RANGE_WRITE
    uint64_t size = writer->written - writer->started;
    if (size < START_SIZE)
        return;
    sync_file_range(writer->descriptor, (off_t)writer->started, (off_t)size, SYNC_FILE_RANGE_WRITE);
    writer->started = writer->written;
#else
    (void)writer;
#endif
}

static void hand_over(struct file_writer *writer, const void *bytes, size_t size)
{
    if (writer->error.status != MRG_OK)
        return;
    if (write_all(writer->descriptor, bytes, size, writer->path, &writer->error) != MRG_OK)
        return;
    writer->written += size;
    start_writing_back(writer);
}

static void flush_writer(struct file_writer *writer)
{
    hand_over(writer, writer->buffer.data, writer->buffer.size);
    buffer_clear(&writer->buffer);
}

void file_writer_append(struct file_writer *writer, const void *bytes, size_t size)
{
    writer->size += size;
    if (writer->error.status != MRG_OK)
        return;
    if (writer->buffer.size + size > WRITE_SIZE)
        flush_writer(writer);
    if (size >= WRITE_SIZE) {
        hand_over(writer, bytes, size);
        return;
    }
    if (writer->buffer.capacity < WRITE_SIZE)
        buffer_reserve(&writer->buffer, WRITE_SIZE);
    buffer_append(&writer->buffer, bytes, size);
    if (writer->buffer.failed)
        fail_memory(&writer->error);
}

static void release_writer(struct file_writer *writer)
{
    if (writer->descriptor >= 0)
        close(writer->descriptor);
    free(writer->path);
    buffer_free(&writer->buffer);
    writer->descriptor = -1;
    writer->path = NULL;
}

mrg_status file_writer_close(struct file_writer *writer, mrg_error *error)
{
    flush_writer(writer);
    if (writer->error.status == MRG_OK && fsync(writer->descriptor) != 0)
        fail_errno(&writer->error, errno, "cannot sync", writer->path);
    int descriptor = writer->descriptor;
    writer->descriptor = -1;
    if (close(descriptor) != 0 && writer->error.status == MRG_OK)
        fail_errno(&writer->error, errno, "cannot close", writer->path);
    mrg_status status = writer->error.status;
    if (status != MRG_OK) {
        unlink(writer->path);
        if (error != NULL)
            *error = writer->error;
    }
    release_writer(writer);
    return status;
}

void file_writer_abandon(struct file_writer *writer)
{
    if (writer->descriptor >= 0)
        unlink(writer->path);
    release_writer(writer);
}

mrg_status folder_sync(const char *folder, mrg_error *error)
{
    int descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0)
        return fail_errno(error, errno, "cannot open", folder);
    mrg_status status = MRG_OK;
    if (fsync(descriptor) != 0)
        status = fail_errno(error, errno, "cannot sync", folder);
    close(descriptor);
    return status;
}

mrg_status parent_sync(const char *path, mrg_error *error)
{
    size_t size = strlen(path);
    while (size > 1 && path[size - 1] == '/')
        size--;
    while (size > 0 && path[size - 1] != '/')
        size--;
    char *parent = size > 0 ? strndup(path, size) : strdup(".");
    if (parent == NULL)
        return fail_memory(error);
    mrg_status status = access(parent, R_OK) == 0 ? folder_sync(parent, error) : MRG_OK;
    free(parent);
    return status;
}

mrg_status file_replace(const char *folder, const char *path, const void *bytes, size_t size,
                        mrg_error *error)
{
    struct buffer aside = BUFFER_INIT;
    buffer_append_string(&aside, path);
    buffer_append_string(&aside, ".new");
    const char *temporary = buffer_c_string(&aside);
    if (temporary == NULL) {
        buffer_free(&aside);
        return fail_memory(error);
    }
    unlink(temporary); /* left by a run that was killed */
    struct file_writer writer;
    mrg_status status = file_writer_open(&writer, temporary, error);
    if (status == MRG_OK) {
        file_writer_append(&writer, bytes, size);
        status = file_writer_close(&writer, error);
    }
    if (status == MRG_OK && rename(temporary, path) != 0) {
        status = fail_errno(error, errno, "cannot replace", path);
        unlink(temporary);
    }
    buffer_free(&aside);
    return status == MRG_OK ? folder_sync(folder, error) : status;
}

mrg_status folder_check_space(const char *folder, uint64_t bytes, mrg_error *error)
{
    struct statvfs about;
    if (statvfs(folder, &about) != 0)
        return MRG_OK;
    uint64_t room = (uint64_t)about.f_bavail * about.f_frsize;
    if (room >= bytes)
        return MRG_OK;
    return fail(error, MRG_ERR_NO_SPACE, "%s: %.1f MB are needed, %.1f MB are free", folder,
                (double)bytes / 1e6, (double)room / 1e6);
}

char *path_join(const char *folder, const char *name)
{
    size_t size = strlen(folder) + strlen(name) + 2;
    char *path = malloc(size);
    if (path != NULL)
        snprintf(path, size, "%s/%s", folder, name);
    return path;
}

/* ---- locking ---- */

static mrg_status say_locked(int descriptor, const char *path, mrg_error *error)
{
    char holder[32] = "";
    ssize_t size = pread(descriptor, holder, sizeof holder - 1, 0);
    holder[size > 0 ? size : 0] = '\0';
    long process = strtol(holder, NULL, 10);
    if (process > 0)
        return fail(error, MRG_ERR_LOCKED, "%s: locked by process %ld, which is writing", path,
                    process);
    return fail(error, MRG_ERR_LOCKED, "%s: locked by another process, which is writing", path);
}

mrg_status file_lock_take(struct file_lock *lock, const char *path, mrg_error *error)
{
    lock->descriptor = -1;
    int descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (descriptor < 0)
        return fail_errno(error, errno, "cannot open", path);
    mrg_status status = MRG_OK;
    if (flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
        if (errno == EWOULDBLOCK)
            status = say_locked(descriptor, path, error);
        else
            status = fail_errno(error, errno, "cannot lock", path);
        close(descriptor);
        return status;
    }
    /* Who holds it, for the message above only: the lock itself is the system's. */
    char holder[32];
    int size = snprintf(holder, sizeof holder, "%ld\n", (long)getpid());
    if (ftruncate(descriptor, 0) != 0)
        status = fail_errno(error, errno, "cannot write", path);
    else
        status = write_all(descriptor, holder, (size_t)size, path, error);
    if (status != MRG_OK) {
        close(descriptor);
        return status;
    }
    lock->descriptor = descriptor;
    return MRG_OK;
}

void file_lock_release(struct file_lock *lock)
{
    if (lock->descriptor >= 0)
        close(lock->descriptor);
    lock->descriptor = -1;
}
