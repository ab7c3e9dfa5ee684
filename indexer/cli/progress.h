/* How far a run is: a line that is rewritten on a terminal, a plain line now and then elsewhere. */
#ifndef MORGUE_INDEXER_CLI_PROGRESS_H
#define MORGUE_INDEXER_CLI_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

struct progress {
    FILE *out;               /* where lines go; NULL: nowhere */
    bool is_terminal;        /* rewrite one line */
    bool line_is_open;       /* a line without its end stands on the terminal */
    double started;          /* seconds of the monotonic clock */
    double shown;            /* when the last line was shown, same clock */
    uint64_t raw_total;      /* bytes of all files as they lie on disk; 0: not known */
    uint64_t raw_finished;   /* of those, in files that are behind us */
    uint64_t bytes_finished; /* bytes of those files after gzip was undone */
    uint64_t articles;       /* read so far */
};

/* What the file being read has come to. */
struct progress_file {
    uint64_t raw;   /* bytes read of it as it lies on disk */
    uint64_t bytes; /* bytes consumed after gzip was undone */
};

/* Seconds of a clock that never jumps. */
double clock_now(void);

void progress_start(struct progress *progress, FILE *out);

/* Count an article and show a line when it is time. */
void progress_article(struct progress *progress, const struct progress_file *file);

/* A file is done. */
void progress_finish_file(struct progress *progress, const struct progress_file *file);

/* A file of `raw` bytes need not be read: it is no part of the way to go. */
void progress_skip_file(struct progress *progress, uint64_t raw);

/* Take the open line off the terminal, so that another line can be printed. */
void progress_clear(struct progress *progress);

#endif
