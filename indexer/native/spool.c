#include "indexer/native/spool.h"
#include "common/base/error.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { COPY_SIZE = 1 << 20 };

void spool_init(struct spool *spool, const char *folder, size_t limit)
{
    *spool = (struct spool){.folder = folder, .descriptor = -1, .limit = limit};
}

void spool_free(struct spool *spool)
{
    if (spool->descriptor >= 0)
        close(spool->descriptor);
    buffer_free(&spool->memory);
    spool->descriptor = -1;
}

uint64_t spool_size(const struct spool *spool)
{
    return spool->spilled + spool->memory.size;
}

/* A file that has no name any more: nothing is left behind whatever happens. */
static int open_unnamed(struct spool *spool)
{
    struct buffer name = BUFFER_INIT;
    buffer_append_format(&name, "%s/spool-XXXXXX.mrg", spool->folder);
    char *path = (char *)(uintptr_t)buffer_c_string(&name);
    int descriptor = -1;
    if (path == NULL) {
        fail_memory(&spool->error);
    } else {
        descriptor = mkostemps(path, (int)strlen(".mrg"), O_CLOEXEC);
        if (descriptor < 0)
            fail_errno(&spool->error, errno, "cannot create", path);
        else
            unlink(path);
    }
    buffer_free(&name);
    return descriptor;
}

static void spill(struct spool *spool)
{
    if (spool->descriptor < 0 && (spool->descriptor = open_unnamed(spool)) < 0)
        return;
    for (size_t done = 0; done < spool->memory.size;) {
        ssize_t count =
            write(spool->descriptor, spool->memory.data + done, spool->memory.size - done);
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0) {
            fail_errno(&spool->error, errno, "cannot write a temporary file in", spool->folder);
            return;
        }
        done += (size_t)count;
    }
    spool->spilled += spool->memory.size;
    buffer_clear(&spool->memory);
}

void spool_append(struct spool *spool, const void *bytes, size_t size)
{
    if (spool->error.status != MRG_OK)
        return;
    buffer_append(&spool->memory, bytes, size);
    if (spool->memory.failed)
        fail_memory(&spool->error);
    else if (spool->memory.size > spool->limit)
        spill(spool);
}

static void copy_file(struct spool *spool, struct segment_file_writer *file)
{
    struct buffer piece = BUFFER_INIT;
    if (!buffer_reserve(&piece, COPY_SIZE)) {
        fail_memory(&spool->error);
        return;
    }
    for (uint64_t at = 0; at < spool->spilled;) {
        ssize_t count = pread(spool->descriptor, piece.data, COPY_SIZE, (off_t)at);
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0) {
            fail_errno(&spool->error, count < 0 ? errno : EIO, "cannot read a temporary file in",
                       spool->folder);
            break;
        }
        section_append(file, piece.data, (size_t)count);
        at += (uint64_t)count;
    }
    buffer_free(&piece);
}

mrg_status spool_write(struct spool *spool, struct segment_file_writer *file, enum section_id id,
                       mrg_error *error)
{
    section_begin(file, id);
    if (spool->error.status == MRG_OK && spool->spilled > 0)
        copy_file(spool, file);
    section_append(file, spool->memory.data, spool->memory.size);
    section_end(file);
    if (spool->error.status != MRG_OK && error != NULL)
        *error = spool->error;
    return spool->error.status;
}
