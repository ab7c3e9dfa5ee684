/* One file from the index to its copy. Files of an index never change, so a link is as good as a copy. */
#include "common/base/error.h"
#include "common/base/file.h"
#include "indexer/backup/backup.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    FOOTER_SIZE = 40, /* every file of ours has its checksum at its end */
    STEP = 64 << 20,  /* bytes asked for in one call */
    COPY_BUFFER = 256 * 1024
};

/* A name that writers sweep up, should the copy never be finished. */
#define UNFINISHED "spool-backup.mrg"

/* ---- is it there already ---- */

static bool read_end(int file, off_t size, uint8_t end[FOOTER_SIZE])
{
    size_t wanted = size < FOOTER_SIZE ? (size_t)size : FOOTER_SIZE;
    memset(end, 0, FOOTER_SIZE);
    return pread(file, end, wanted, size - (off_t)wanted) == (ssize_t)wanted;
}

/* Whether `path` has the size of the open file `source` and ends as it does, with the same checksum. */
static bool is_there(const char *path, int source, const struct stat *about)
{
    uint8_t end[FOOTER_SIZE], wanted[FOOTER_SIZE];
    struct stat found;
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (file < 0)
        return false;
    bool same = fstat(file, &found) == 0 && found.st_size == about->st_size &&
                read_end(file, found.st_size, end) && read_end(source, about->st_size, wanted) &&
                memcmp(end, wanted, sizeof end) == 0;
    close(file);
    return same;
}

/* ---- copying ---- */

static int write_all(int file, const uint8_t *bytes, size_t size)
{
    while (size > 0) {
        ssize_t count = write(file, bytes, size);
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return errno;
        bytes += count;
        size -= (size_t)count;
    }
    return 0;
}

/* The plain way, from where both files stand. Returns an errno value. */
static int copy_plainly(int from, int to)
{
    uint8_t *bytes = malloc(COPY_BUFFER);
    ssize_t count = 1;
    int code = bytes == NULL ? ENOMEM : 0;
    while (code == 0 && count != 0) {
        count = read(from, bytes, COPY_BUFFER);
        if (count > 0)
            code = write_all(to, bytes, (size_t)count);
        else if (count < 0 && errno != EINTR)
            code = errno;
    }
    free(bytes);
    return code;
}

/* Within the system where it can do that. Returns an errno value. */
static int copy_bytes(int from, int to)
{
    ssize_t count = 1;
    while (count > 0 || (count < 0 && errno == EINTR))
        count = copy_file_range(from, NULL, to, NULL, STEP, 0);
    bool is_refused = count < 0 && (errno == EXDEV || errno == EINVAL || errno == ENOSYS ||
                                    errno == EOPNOTSUPP || errno == EPERM || errno == EBADF);
    if (count == 0 || is_refused)
        return copy_plainly(from, to); /* some file systems say 0 where they mean "cannot" */
    return count < 0 ? errno : 0;
}

static mrg_status copy_to(int source, off_t size, const char *path, mrg_error *error)
{
    struct stat about;
    unlink(path); /* left by one that was killed */
    int file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (file < 0)
        return fail_errno(error, errno, "cannot create", path);
    int code = copy_bytes(source, file);
    if (code == 0 && (fsync(file) != 0 || fstat(file, &about) != 0))
        code = errno;
    if (close(file) != 0 && code == 0)
        code = errno;
    if (code != 0) {
        unlink(path);
        return fail_errno(error, code, "cannot write", path);
    }
    if (about.st_size == size)
        return MRG_OK;
    unlink(path);
    return fail(error, MRG_ERR_IO, "%s: the copy has another size", path);
}

/* ---- one file ---- */

static mrg_status bring(struct backup *backup, int source, const struct stat *about,
                        const char *from, const char *to, const char *unfinished, mrg_error *error)
{
    unlink(to); /* something else, or damaged; the manifest of an earlier copy says so */
    backup->result.copied++;
    if (link(from, to) == 0) {
        backup->result.linked++;
        return MRG_OK;
    }
    mrg_status status = copy_to(source, about->st_size, unfinished, error);
    if (status == MRG_OK && rename(unfinished, to) != 0)
        status = fail_errno(error, errno, "cannot create", to);
    backup->result.bytes += (uint64_t)about->st_size;
    return status;
}

/* ---- with checksums ---- */

static bool is_same_file(const char *path, const struct stat *about)
{
    struct stat found;
    return lstat(path, &found) == 0 && found.st_dev == about->st_dev &&
           found.st_ino == about->st_ino;
}

/* Whether to keep what is at `to`: it is as it was written, and the index's file is not a sound one that is
 * different. */
static mrg_status judge(struct backup *backup, const char *from, const char *to, const char *name,
                        const struct stat *about, bool *keep, mrg_error *error)
{
    bool is_sound = false, is_linked = is_same_file(to, about), is_copy_sound = false;
    mrg_status status = backup_verify(from, name, &is_sound, error);
    if (status != MRG_OK)
        return status;
    if (!is_linked)
        status = backup_verify(to, name, &is_copy_sound, error);
    if (status == MRG_ERR_MISSING)
        status = MRG_OK;
    if (!is_sound)
        backup_say_damaged(backup, from,
                           is_linked       ? " (the copy is the same file, by a link)"
                           : is_copy_sound ? "; the copy is not, and stays"
                                           : "; the copy too");
    *keep = is_linked || (is_copy_sound && (!is_sound || *keep));
    return status;
}

static mrg_status bring_or_keep(struct backup *backup, const char *from, const char *to,
                                const char *name, const char *unfinished, mrg_error *error)
{
    struct stat about;
    bool keep = false;
    int source = open(from, O_RDONLY | O_CLOEXEC);
    if (source < 0)
        return fail_errno(error, errno, "cannot open", from);
    mrg_status status = MRG_OK;
    if (fstat(source, &about) != 0)
        status = fail_errno(error, errno, "cannot examine", from);
    else
        keep = is_there(to, source, &about);
    if (status == MRG_OK && backup->options.verify)
        status = judge(backup, from, to, name, &about, &keep, error);
    if (status == MRG_OK && keep)
        backup->result.kept++;
    else if (status == MRG_OK)
        status = bring(backup, source, &about, from, to, unfinished, error);
    close(source);
    return status;
}

mrg_status backup_file(struct backup *backup, const char *name, mrg_error *error)
{
    char *from = path_join(backup->from, name), *to = path_join(backup->to, name);
    char *unfinished = path_join(backup->to, UNFINISHED);
    mrg_status status = from != NULL && to != NULL && unfinished != NULL
                            ? bring_or_keep(backup, from, to, name, unfinished, error)
                            : fail_memory(error);
    free(from);
    free(to);
    free(unfinished);
    return status;
}
