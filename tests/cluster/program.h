/* The two programs, run as a user runs them. */
#ifndef MORGUE_TESTS_CLUSTER_PROGRAM_H
#define MORGUE_TESTS_CLUSTER_PROGRAM_H

#define INDEX_PROGRAM  MORGUE_BINARY_DIR "/indexer/cli/morgue-index"
#define SEARCH_PROGRAM MORGUE_BINARY_DIR "/searcher/cli/morgue-search"

enum { PROGRAM_OUTPUT_MAX = 1 << 16 };

/* What a program's run came to. */
struct program_run {
    int status;                   /* its exit status; 128 plus the signal that ended it */
    double seconds;               /* from start to exit */
    char out[PROGRAM_OUTPUT_MAX]; /* its standard output, as much as fits; NUL-terminated */
    char err[PROGRAM_OUTPUT_MAX]; /* its standard error, likewise */
};

/* Run a shell command. Fails the test when it cannot be started. */
void program_run(struct program_run *run, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* The same for a command that must leave 0: fails the test, printing what it said, when it does not. */
void program_must_run(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* The time in seconds, from any start. */
double seconds_now(void);

#endif
