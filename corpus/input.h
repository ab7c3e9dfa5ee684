/* Bytes of a source: a file or standard input, gzip undone on the way. */
#ifndef MORGUE_CORPUS_INPUT_H
#define MORGUE_CORPUS_INPUT_H

#include "common/morgue.h"

/* A window on the source's bytes that moves forward. Opaque outside input.c but for these fields.
 */
struct input {
    const char *path;  /* as given, "-" for standard input; borrowed */
    const char *data;  /* bytes not yet consumed; borrowed until the next input_* call; at least
                          INPUT_PADDING readable bytes follow `size` (needed by the JSON parser) */
    size_t size;       /* how many are in the window */
    uint64_t offset;   /* of data[0], in bytes from the start of the (decompressed) source */
    uint64_t raw_read; /* bytes read from the file itself so far, for progress */
    uint64_t raw_size; /* size of the file itself; 0 when not known */
    bool at_end;       /* nothing lies behind the window */
    /* Called before each read of the file with its descriptor, to wait until it is readable and do something
       else meanwhile; returns false to have the read fail. NULL: reads just wait. */
    bool (*wait)(void *context, int file);
    void *wait_context;        /* given to it; borrowed */
    struct input_state *state; /* owned */
};

enum { INPUT_PADDING = 64 };

/* Who is shown the bytes of the file itself, gzip not undone, all of them in order as they are read. */
struct input_watch {
    void (*seen)(void *context, const void *bytes, size_t size);
    void *context; /* given to it; borrowed */
};

/* Open `path` ("-": standard input). `watch` is copied; NULL: nobody. MRG_ERR_MISSING, MRG_ERR_IO, MRG_ERR_MEMORY. */
mrg_status input_open(struct input *input, const char *path, const struct input_watch *watch,
                      mrg_error *error);

/* An input over `size` bytes in memory (copied), for tests and fuzzers; gzip undone as well. */
mrg_status input_open_memory(struct input *input, const char *name, const void *bytes, size_t size,
                             mrg_error *error);

/* The same, with the bytes arriving at most `piece_size` (1 to 1,048,576) at a time. */
mrg_status input_open_pieces(struct input *input, const char *name, const void *bytes, size_t size,
                             size_t piece_size, mrg_error *error);

/* Bring more bytes into the window, at least one unless the source has ended (at_end is set then).
 * A truncated or damaged gzip stream gives MRG_ERR_INPUT after all bytes before the damage have
 * been handed out. */
mrg_status input_more(struct input *input, mrg_error *error);

/* Drop the first `size` bytes of the window. */
void input_consume(struct input *input, size_t size);

void input_close(struct input *input);

#endif
