/* The C library's calls on files, in front of the real ones: see faults.h. The linker lets every part of
 * the process, shared libraries included, find these first. */
#include "tests/crash/disk_log.h"
#include "tests/crash/faults.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

/* The functions behind these. */
static struct {
    __typeof__(openat) *openat;
    __typeof__(mkostemps) *mkostemps;
    __typeof__(write) *write;
    __typeof__(pwrite) *pwrite;
    __typeof__(writev) *writev;
    __typeof__(copy_file_range) *copy_file_range;
    __typeof__(read) *read;
    __typeof__(pread) *pread;
    __typeof__(fsync) *fsync;
    __typeof__(fdatasync) *fdatasync;
    __typeof__(renameat2) *renameat2;
    __typeof__(linkat) *linkat;
    __typeof__(unlinkat) *unlinkat;
    __typeof__(mkdirat) *mkdirat;
    __typeof__(ftruncate) *ftruncate;
    __typeof__(fallocate) *fallocate;
    __typeof__(mmap) *mmap;
    __typeof__(close) *close;
} real;

static void find(void *function, const char *name)
{
    void *address = dlsym(RTLD_NEXT, name);
    memcpy(function, &address, sizeof address);
}

static void find_all(void)
{
    if (real.close != NULL)
        return;
#define FIND(NAME) find(&real.NAME, #NAME)
    FIND(openat);
    FIND(mkostemps);
    FIND(write);
    FIND(pwrite);
    FIND(writev);
    FIND(copy_file_range);
    FIND(read);
    FIND(pread);
    FIND(fsync);
    FIND(fdatasync);
    FIND(renameat2);
    FIND(linkat);
    FIND(unlinkat);
    FIND(mkdirat);
    FIND(ftruncate);
    FIND(fallocate);
    FIND(mmap);
    FIND(close);
#undef FIND
}

/* Threads of the process come later than this. */
__attribute__((constructor)) static void prepare(void)
{
    find_all();
}

#pragma GCC visibility push(default)

/* Some are called before `prepare` has run, and not all are declared by every header. */
int open64(const char *path, int flags, ...);
int openat64(int folder, const char *path, int flags, ...);
ssize_t pwrite64(int descriptor, const void *bytes, size_t size, off64_t at);
ssize_t pread64(int descriptor, void *bytes, size_t size, off64_t at);
int ftruncate64(int descriptor, off64_t size);
void *mmap64(void *address, size_t size, int protection, int flags, int descriptor, off64_t at);

/* ---- opening ---- */

static bool is_there(int folder, const char *path)
{
    struct stat about;
    return fstatat(folder, path, &about, AT_SYMLINK_NOFOLLOW) == 0;
}

static uint64_t file_of(int folder, const char *path)
{
    struct stat about;
    return fstatat(folder, path, &about, AT_SYMLINK_NOFOLLOW) == 0 ? about.st_ino : 0;
}

static int open_any(int folder, const char *path, int flags, mode_t mode)
{
    struct call call;
    bool may_change = (flags & (O_CREAT | O_TRUNC)) != 0 || (flags & O_ACCMODE) != O_RDONLY;
    int before = errno;
    find_all();
    if (!call_begin_path(&call, may_change ? FAULT_CREATE : FAULT_OPEN, folder, path))
        return real.openat(folder, path, flags, mode);
    int descriptor = -1;
    if (!call.is_refused) {
        bool was_there = is_there(folder, path);
        errno = before;
        descriptor = real.openat(folder, path, flags, mode);
        if (descriptor >= 0 && !was_there)
            disk_log_path(DISK_CREATE, call.path, NULL, file_of(folder, path));
        else if (descriptor >= 0 && (flags & O_TRUNC) != 0)
            disk_log_truncate(descriptor, 0);
    }
    call_end(&call);
    return descriptor;
}

static mode_t mode_of(int flags, va_list arguments)
{
    return (flags & (O_CREAT | __O_TMPFILE)) != 0 ? (mode_t)va_arg(arguments, unsigned) : 0;
}

#define OPEN(FOLDER)                                                                               \
    va_list arguments;                                                                             \
    va_start(arguments, flags);                                                                    \
    mode_t mode = mode_of(flags, arguments);                                                       \
    va_end(arguments);                                                                             \
    return open_any(FOLDER, path, flags, mode)

int open(const char *path, int flags, ...)
{
    OPEN(AT_FDCWD);
}

int open64(const char *path, int flags, ...)
{
    OPEN(AT_FDCWD);
}

int openat(int folder, const char *path, int flags, ...)
{
    OPEN(folder);
}

int openat64(int folder, const char *path, int flags, ...)
{
    OPEN(folder);
}

int mkostemps(char *path, int tail, int flags)
{
    struct call call;
    find_all();
    if (!call_begin_path(&call, FAULT_CREATE, AT_FDCWD, path))
        return real.mkostemps(path, tail, flags);
    int descriptor = call.is_refused ? -1 : real.mkostemps(path, tail, flags);
    if (descriptor >= 0 && fault_path(AT_FDCWD, path, call.path))
        disk_log_path(DISK_CREATE, call.path, NULL, file_of(AT_FDCWD, path));
    call_end(&call);
    return descriptor;
}

/* ---- writing ---- */

/* Half of a write that is to be cut: a short one must still write something. */
static size_t part_of(const struct call *call, size_t size)
{
    if (!call->is_cut)
        return size;
    return size > 1 || call->is_last ? size / 2 : size;
}

static ssize_t write_any(int descriptor, const void *bytes, size_t size, off_t at)
{
    struct call call;
    find_all();
    if (!call_begin_descriptor(&call, FAULT_WRITE, descriptor))
        return at < 0 ? real.write(descriptor, bytes, size)
                      : real.pwrite(descriptor, bytes, size, at);
    ssize_t count = -1;
    if (!call.is_refused) {
        size_t part = part_of(&call, size);
        off_t from = at < 0 ? lseek(descriptor, 0, SEEK_CUR) : at;
        count =
            at < 0 ? real.write(descriptor, bytes, part) : real.pwrite(descriptor, bytes, part, at);
        if (count > 0)
            disk_log_write(descriptor, from, bytes, (size_t)count);
    }
    call_end(&call);
    return count;
}

ssize_t write(int descriptor, const void *bytes, size_t size)
{
    return write_any(descriptor, bytes, size, -1);
}

ssize_t pwrite(int descriptor, const void *bytes, size_t size, off_t at)
{
    return write_any(descriptor, bytes, size, at);
}

ssize_t pwrite64(int descriptor, const void *bytes, size_t size, off64_t at)
{
    return write_any(descriptor, bytes, size, at);
}

ssize_t writev(int descriptor, const struct iovec *pieces, int count)
{
    struct call call;
    find_all();
    if (!call_begin_descriptor(&call, FAULT_WRITE, descriptor))
        return real.writev(descriptor, pieces, count);
    ssize_t size = call.is_refused ? -1 : real.writev(descriptor, pieces, call.is_cut ? 1 : count);
    disk_log_path(DISK_UNKNOWN, call.path, NULL, 0);
    call_end(&call);
    return size;
}

ssize_t copy_file_range(int from, off64_t *from_at, int to, off64_t *to_at, size_t size,
                        unsigned flags)
{
    struct call call;
    find_all();
    if (!call_begin_descriptor(&call, FAULT_WRITE, to))
        return real.copy_file_range(from, from_at, to, to_at, size, flags);
    ssize_t count = call.is_refused ? -1
                                    : real.copy_file_range(from, from_at, to, to_at,
                                                           part_of(&call, size), flags);
    disk_log_path(DISK_UNKNOWN, call.path, NULL, 0);
    call_end(&call);
    return count;
}

static int truncate_any(int descriptor, off_t size)
{
    struct call call;
    find_all();
    if (!call_begin_descriptor(&call, FAULT_TRUNCATE, descriptor))
        return real.ftruncate(descriptor, size);
    int result = call.is_refused ? -1 : real.ftruncate(descriptor, size);
    if (result == 0)
        disk_log_truncate(descriptor, size);
    call_end(&call);
    return result;
}

int ftruncate(int descriptor, off_t size)
{
    return truncate_any(descriptor, size);
}

int ftruncate64(int descriptor, off64_t size)
{
    return truncate_any(descriptor, size);
}

int fallocate(int descriptor, int mode, off_t at, off_t size)
{
    struct call call;
    find_all();
    if (!call_begin_descriptor(&call, FAULT_TRUNCATE, descriptor))
        return real.fallocate(descriptor, mode, at, size);
    int result = call.is_refused ? -1 : real.fallocate(descriptor, mode, at, size);
    disk_log_path(DISK_UNKNOWN, call.path, NULL, 0);
    call_end(&call);
    return result;
}

static int sync_any(int descriptor, int (*function)(int))
{
    struct call call;
    if (!call_begin_descriptor(&call, FAULT_SYNC, descriptor))
        return function(descriptor);
    int result = call.is_refused ? -1 : function(descriptor);
    if (result == 0)
        disk_log_sync(descriptor, call.path);
    call_end(&call);
    return result;
}

int fsync(int descriptor)
{
    find_all();
    return sync_any(descriptor, real.fsync);
}

int fdatasync(int descriptor)
{
    find_all();
    return sync_any(descriptor, real.fdatasync);
}

/* ---- names ---- */

static bool is_folder(int folder, const char *path)
{
    struct stat about;
    return fstatat(folder, path, &about, AT_SYMLINK_NOFOLLOW) == 0 && S_ISDIR(about.st_mode);
}

static int rename_any(int folder, const char *path, int to_folder, const char *to, unsigned flags)
{
    struct call call;
    char new_path[FAULT_PATH_MAX] = "";
    find_all();
    if (!call_begin_path(&call, FAULT_RENAME, folder, path))
        return real.renameat2(folder, path, to_folder, to, flags);
    int result = -1;
    if (!call.is_refused) {
        bool is_known =
            fault_path(to_folder, to, new_path) && !is_folder(folder, path) && flags == 0;
        uint64_t file = file_of(folder, path);
        result = real.renameat2(folder, path, to_folder, to, flags);
        if (result == 0)
            disk_log_path(is_known ? DISK_RENAME : DISK_UNKNOWN, call.path, new_path, file);
    }
    call_end(&call);
    return result;
}

int rename(const char *path, const char *to)
{
    return rename_any(AT_FDCWD, path, AT_FDCWD, to, 0);
}

int renameat(int folder, const char *path, int to_folder, const char *to)
{
    return rename_any(folder, path, to_folder, to, 0);
}

int renameat2(int folder, const char *path, int to_folder, const char *to, unsigned flags)
{
    return rename_any(folder, path, to_folder, to, flags);
}

static int link_any(int folder, const char *path, int to_folder, const char *to, int flags)
{
    struct call call;
    find_all();
    if (!call_begin_path(&call, FAULT_LINK, to_folder, to))
        return real.linkat(folder, path, to_folder, to, flags);
    int result = call.is_refused ? -1 : real.linkat(folder, path, to_folder, to, flags);
    disk_log_path(DISK_UNKNOWN, call.path, NULL, 0);
    call_end(&call);
    return result;
}

int link(const char *path, const char *to)
{
    return link_any(AT_FDCWD, path, AT_FDCWD, to, 0);
}

int linkat(int folder, const char *path, int to_folder, const char *to, int flags)
{
    return link_any(folder, path, to_folder, to, flags);
}

static int unlink_any(int folder, const char *path, int flags)
{
    struct call call;
    find_all();
    if (!call_begin_path(&call, FAULT_UNLINK, folder, path))
        return real.unlinkat(folder, path, flags);
    int result = call.is_refused ? -1 : real.unlinkat(folder, path, flags);
    if (result == 0)
        disk_log_path((flags & AT_REMOVEDIR) != 0 ? DISK_RMDIR : DISK_UNLINK, call.path, NULL, 0);
    call_end(&call);
    return result;
}

int unlink(const char *path)
{
    return unlink_any(AT_FDCWD, path, 0);
}

int unlinkat(int folder, const char *path, int flags)
{
    return unlink_any(folder, path, flags);
}

int rmdir(const char *path)
{
    return unlink_any(AT_FDCWD, path, AT_REMOVEDIR);
}

static int mkdir_any(int folder, const char *path, mode_t mode)
{
    struct call call;
    find_all();
    if (!call_begin_path(&call, FAULT_MKDIR, folder, path))
        return real.mkdirat(folder, path, mode);
    int result = call.is_refused ? -1 : real.mkdirat(folder, path, mode);
    if (result == 0)
        disk_log_path(DISK_MKDIR, call.path, NULL, 0);
    call_end(&call);
    return result;
}

int mkdir(const char *path, mode_t mode)
{
    return mkdir_any(AT_FDCWD, path, mode);
}

int mkdirat(int folder, const char *path, mode_t mode)
{
    return mkdir_any(folder, path, mode);
}

/* ---- reading and the rest ---- */

static ssize_t read_any(int descriptor, void *bytes, size_t size, off_t at)
{
    struct call call;
    find_all();
    if (!call_begin_descriptor(&call, FAULT_READ, descriptor))
        return at < 0 ? real.read(descriptor, bytes, size)
                      : real.pread(descriptor, bytes, size, at);
    ssize_t count = -1;
    if (!call.is_refused) {
        size_t part = part_of(&call, size);
        count =
            at < 0 ? real.read(descriptor, bytes, part) : real.pread(descriptor, bytes, part, at);
    }
    call_end(&call);
    return count;
}

ssize_t read(int descriptor, void *bytes, size_t size)
{
    return read_any(descriptor, bytes, size, -1);
}

ssize_t pread(int descriptor, void *bytes, size_t size, off_t at)
{
    return read_any(descriptor, bytes, size, at);
}

ssize_t pread64(int descriptor, void *bytes, size_t size, off64_t at)
{
    return read_any(descriptor, bytes, size, at);
}

static void *map_any(void *address, size_t size, int protection, int flags, int descriptor,
                     off_t at)
{
    struct call call;
    find_all();
    if (descriptor < 0 || !call_begin_descriptor(&call, FAULT_MAP, descriptor))
        return real.mmap(address, size, protection, flags, descriptor, at);
    void *memory =
        call.is_refused ? MAP_FAILED : real.mmap(address, size, protection, flags, descriptor, at);
    if ((protection & PROT_WRITE) != 0 && (flags & MAP_SHARED) != 0)
        disk_log_path(DISK_UNKNOWN, call.path, NULL, 0); /* writes nobody sees */
    call_end(&call);
    return memory;
}

void *mmap(void *address, size_t size, int protection, int flags, int descriptor, off_t at)
{
    return map_any(address, size, protection, flags, descriptor, at);
}

void *mmap64(void *address, size_t size, int protection, int flags, int descriptor, off64_t at)
{
    return map_any(address, size, protection, flags, descriptor, at);
}

int close(int descriptor)
{
    struct call call;
    find_all();
    if (!call_begin_descriptor(&call, FAULT_CLOSE, descriptor))
        return real.close(descriptor);
    int before = errno;
    int result = real.close(descriptor);
    if (call.is_refused) {
        errno = before;
        result = -1;
    }
    call_end(&call);
    return result;
}

#pragma GCC visibility pop
