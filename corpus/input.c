/* A window that moves over a source.
 *
 * The window lies in one buffer. Consuming only moves its start; bytes move only when the buffer's
 * free end is used up, and then just the unread rest, which is small beside a refill or has grown
 * to the size of the refill. So each byte is moved a bounded number of times, however long a record
 * is.
 */
#include "corpus/input.h"

#include "common/base/error.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

/* Bytes asked of the system at once: few enough that they stay in the processor's cache until they are parsed. With
 * a MiB reading took a twelfth longer. */
enum { REFILL_SIZE = 128 * 1024 };

enum {
    GZIP_WINDOW = 15 + 16, /* zlib: largest window, gzip wrapping */
    GZIP_MAGIC_SIZE = 3    /* bytes that tell a gzip stream */
};

/* Where a gzip source stands. */
enum gzip_state {
    GZIP_NONE,   /* the source is not compressed */
    GZIP_INSIDE, /* within a member */
    GZIP_BETWEEN /* behind a complete member */
};

struct input_state {
    int file;                 /* descriptor; -1 for memory */
    bool owns_file;           /* standard input stays open */
    const uint8_t *memory;    /* memory sources: what is left of the copy */
    size_t memory_left;       /* bytes */
    uint8_t *memory_copy;     /* owned */
    size_t refill_size;       /* bytes asked for at once; tests make it tiny */
    struct input_watch watch; /* `seen` NULL: nobody */
    uint8_t *buffer;          /* owned: holds the window, INPUT_PADDING more than capacity */
    size_t capacity;          /* bytes usable */
    size_t start;             /* of the window in the buffer */
    enum gzip_state gzip;     /* where decompression stands */
    z_stream stream;          /* set up unless gzip is GZIP_NONE */
    uint8_t *raw;      /* owned: compressed bytes, room for a refill and the head before it */
    bool raw_at_end;   /* the file itself has ended */
    mrg_error pending; /* trouble to be told when the bytes before it are used up */
};

/* Up to `size` bytes of the file itself; *got 0 at its end. */
static mrg_status read_raw(struct input *input, uint8_t *bytes, size_t size, size_t *got,
                           mrg_error *error)
{
    struct input_state *state = input->state;
    ssize_t count;
    if (state->file < 0) {
        count = (ssize_t)(size < state->memory_left ? size : state->memory_left);
        memcpy(bytes, state->memory, (size_t)count);
        state->memory += count;
        state->memory_left -= (size_t)count;
    } else if (input->wait != NULL && !input->wait(input->wait_context, state->file)) {
        return fail(error, MRG_ERR_IO, "%s: stopped", input->path);
    } else {
        do
            count = read(state->file, bytes, size);
        while (count < 0 && errno == EINTR);
    }
    if (count < 0)
        return fail_errno(error, errno, "cannot read", input->path);
    *got = (size_t)count;
    input->raw_read += (uint64_t)count;
    state->raw_at_end = count == 0;
    if (state->watch.seen != NULL)
        state->watch.seen(state->watch.context, bytes, *got);
    return MRG_OK;
}

/* -------------------------------------------------------------------------------------------------
 * gzip
 * ---------------------------------------------------------------------------------------------- */

static bool is_gzip(const uint8_t *bytes, size_t size)
{
    return size >= GZIP_MAGIC_SIZE && bytes[0] == 0x1f && bytes[1] == 0x8b && bytes[2] == 8;
}

/* Offset in the file of the next compressed byte. */
static uint64_t gzip_offset(const struct input *input)
{
    return input->raw_read - input->state->stream.avail_in;
}

static mrg_status gzip_damage(const struct input *input, const char *what, mrg_error *error)
{
    return fail(error, MRG_ERR_INPUT, "%s: %s at byte %llu of the file", input->path, what,
                (unsigned long long)gzip_offset(input));
}

/* Make compressed bytes available; none at the end of the file. */
static mrg_status gzip_refill(struct input *input, mrg_error *error)
{
    struct input_state *state = input->state;
    if (state->stream.avail_in > 0 || state->raw_at_end)
        return MRG_OK;
    size_t got = 0;
    mrg_status status = read_raw(input, state->raw, state->refill_size, &got, error);
    state->stream.next_in = state->raw;
    state->stream.avail_in = (uInt)got;
    return status;
}

/* Behind a member: pass over zero bytes, which tapes and block devices pad with, and see whether
 * another member follows. *ended is set at the end of the file. */
static mrg_status gzip_between(struct input *input, bool *ended, mrg_error *error)
{
    z_stream *stream = &input->state->stream;
    for (;;) {
        mrg_status status = gzip_refill(input, error);
        if (status != MRG_OK)
            return status;
        *ended = stream->avail_in == 0;
        if (*ended)
            return MRG_OK;
        if (*stream->next_in != 0)
            break;
        stream->next_in++;
        stream->avail_in--;
    }
    if (*stream->next_in != 0x1f)
        return gzip_damage(input, "bytes that are not gzip behind the compressed data", error);
    input->state->gzip = GZIP_INSIDE;
    if (inflateReset(stream) != Z_OK)
        return fail(error, MRG_ERR_INPUT, "%s: cannot restart decompression", input->path);
    return MRG_OK;
}

/* One step of decompression into `room` bytes at `out`. */
static mrg_status gzip_step(struct input *input, uint8_t *out, size_t room, size_t *got,
                            mrg_error *error)
{
    struct input_state *state = input->state;
    mrg_status status = gzip_refill(input, error);
    if (status != MRG_OK)
        return status;
    if (state->stream.avail_in == 0)
        return gzip_damage(input, "compressed data end too early,", error);
    state->stream.next_out = out;
    state->stream.avail_out = room < UINT32_MAX / 2 ? (uInt)room : UINT32_MAX / 2;
    uInt before = state->stream.avail_out;
    int outcome = inflate(&state->stream, Z_NO_FLUSH);
    *got = before - state->stream.avail_out;
    if (outcome == Z_STREAM_END)
        state->gzip = GZIP_BETWEEN;
    else if (outcome == Z_MEM_ERROR)
        return fail_memory(error);
    else if (outcome != Z_OK && outcome != Z_BUF_ERROR)
        return gzip_damage(input, "compressed data are damaged", error);
    return MRG_OK;
}

/* At least one decompressed byte, unless the source has ended. Bytes that came out before damage
 * count: the damage is then kept for the next call. */
static mrg_status gzip_read(struct input *input, uint8_t *out, size_t room, size_t *got,
                            mrg_error *error)
{
    struct input_state *state = input->state;
    mrg_error trouble = MRG_ERROR_INIT;
    bool ended = false;
    *got = 0;
    while (*got == 0 && !ended && trouble.status == MRG_OK) {
        if (state->gzip == GZIP_BETWEEN)
            gzip_between(input, &ended, &trouble);
        else
            gzip_step(input, out, room, got, &trouble);
    }
    if (trouble.status == MRG_OK)
        return MRG_OK;
    state->pending = trouble;
    if (*got > 0)
        return MRG_OK;
    return fail(error, trouble.status, "%s", trouble.message);
}

/* -------------------------------------------------------------------------------------------------
 * The window
 * ---------------------------------------------------------------------------------------------- */

/* Free space for a refill behind the window. The window goes to the buffer's front, and the buffer
 * grows to four refills or twice the window, so that moving costs no more than reading does. */
static mrg_status make_room(struct input *input, mrg_error *error)
{
    struct input_state *state = input->state;
    if (state->capacity - state->start - input->size >= state->refill_size)
        return MRG_OK;
    size_t wanted = input->size * 2 + 4 * state->refill_size;
    if (input->size > SIZE_MAX / 4)
        return fail_memory(error);
    if (state->capacity >= wanted) {
        memmove(state->buffer, input->data, input->size);
    } else {
        uint8_t *buffer = malloc(wanted + INPUT_PADDING);
        if (buffer == NULL)
            return fail_memory(error);
        if (input->size > 0)
            memcpy(buffer, input->data, input->size);
        free(state->buffer);
        state->buffer = buffer;
        state->capacity = wanted;
    }
    state->start = 0;
    input->data = (const char *)state->buffer;
    return MRG_OK;
}

mrg_status input_more(struct input *input, mrg_error *error)
{
    struct input_state *state = input->state;
    if (state->pending.status != MRG_OK)
        return fail(error, state->pending.status, "%s", state->pending.message);
    if (input->at_end)
        return MRG_OK;
    mrg_status status = make_room(input, error);
    if (status != MRG_OK)
        return status;
    uint8_t *free_end = state->buffer + state->start + input->size;
    size_t got = 0;
    if (state->gzip == GZIP_NONE)
        status = read_raw(input, free_end, state->refill_size, &got, error);
    else
        status = gzip_read(input, free_end, state->refill_size, &got, error);
    input->size += got;
    input->at_end = status == MRG_OK && got == 0;
    memset(free_end + got, 0, INPUT_PADDING);
    return status;
}

void input_consume(struct input *input, size_t size)
{
    input->state->start += size;
    input->data += size;
    input->size -= size;
    input->offset += size;
}

/* -------------------------------------------------------------------------------------------------
 * Opening
 * ---------------------------------------------------------------------------------------------- */

/* The window so far holds the head of a gzip source: from now on it is decompressed. */
static mrg_status start_gzip(struct input *input, mrg_error *error)
{
    struct input_state *state = input->state;
    state->raw = malloc(state->refill_size + GZIP_MAGIC_SIZE);
    if (state->raw == NULL || inflateInit2(&state->stream, GZIP_WINDOW) != Z_OK)
        return fail_memory(error);
    state->gzip = GZIP_INSIDE;
    memcpy(state->raw, input->data, input->size); /* see read_head: under a refill and a magic */
    state->stream.next_in = state->raw;
    state->stream.avail_in = (uInt)input->size;
    input->size = 0;
    input->at_end = false;
    return input_more(input, error);
}

/* Enough of the source to tell whether it is compressed; a pipe may give a byte at a time. */
static mrg_status read_head(struct input *input, mrg_error *error)
{
    mrg_status status = MRG_OK;
    while (status == MRG_OK && input->size < GZIP_MAGIC_SIZE && !input->at_end)
        status = input_more(input, error);
    if (status == MRG_OK && is_gzip((const uint8_t *)input->data, input->size))
        status = start_gzip(input, error);
    return status;
}

static mrg_status open_state(struct input *input, const char *path, mrg_error *error)
{
    *input = (struct input){.path = path};
    input->state = calloc(1, sizeof *input->state);
    if (input->state == NULL)
        return fail_memory(error);
    input->state->file = -1;
    input->state->refill_size = REFILL_SIZE;
    return MRG_OK;
}

/* Open the file and find out its size. */
static mrg_status open_file(struct input *input, mrg_error *error)
{
    struct input_state *state = input->state;
    state->owns_file = strcmp(input->path, "-") != 0;
    state->file = state->owns_file ? open(input->path, O_RDONLY | O_CLOEXEC) : STDIN_FILENO;
    if (state->file < 0)
        return fail_errno(error, errno, "cannot open", input->path);
    struct stat info;
    if (fstat(state->file, &info) != 0)
        return fail_errno(error, errno, "cannot read", input->path);
    if (S_ISDIR(info.st_mode))
        return fail(error, MRG_ERR_IO, "cannot read %s: it is a folder", input->path);
    if (S_ISREG(info.st_mode))
        input->raw_size = (uint64_t)info.st_size;
    return MRG_OK;
}

mrg_status input_open(struct input *input, const char *path, const struct input_watch *watch,
                      mrg_error *error)
{
    mrg_status status = open_state(input, path, error);
    if (status == MRG_OK && watch != NULL)
        input->state->watch = *watch;
    if (status == MRG_OK)
        status = open_file(input, error);
    if (status == MRG_OK)
        status = read_head(input, error);
    if (status != MRG_OK)
        input_close(input);
    return status;
}

mrg_status input_open_pieces(struct input *input, const char *name, const void *bytes, size_t size,
                             size_t piece_size, mrg_error *error)
{
    mrg_status status = open_state(input, name, error);
    if (status != MRG_OK)
        return status;
    struct input_state *state = input->state;
    state->refill_size = piece_size;
    state->memory_copy = malloc(size > 0 ? size : 1);
    if (state->memory_copy == NULL) {
        input_close(input);
        return fail_memory(error);
    }
    if (size > 0)
        memcpy(state->memory_copy, bytes, size);
    state->memory = state->memory_copy;
    state->memory_left = size;
    input->raw_size = size;
    status = read_head(input, error);
    if (status != MRG_OK)
        input_close(input);
    return status;
}

mrg_status input_open_memory(struct input *input, const char *name, const void *bytes, size_t size,
                             mrg_error *error)
{
    return input_open_pieces(input, name, bytes, size, REFILL_SIZE, error);
}

void input_close(struct input *input)
{
    struct input_state *state = input->state;
    if (state == NULL)
        return;
    if (state->gzip != GZIP_NONE)
        inflateEnd(&state->stream);
    if (state->owns_file && state->file >= 0)
        close(state->file);
    free(state->raw);
    free(state->memory_copy);
    free(state->buffer);
    free(state);
    *input = (struct input){.path = input->path};
}
