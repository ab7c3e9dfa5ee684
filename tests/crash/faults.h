/* The system calls that one folder sees, counted, recorded, and on request refused, cut short, or made
 * the process's last.
 *
 * A program that links interpose.c has these calls of all its parts, shared libraries included, go
 * through here. What is counted and recorded lies in memory that processes forked later share, so that
 * it outlives a killed one. Calls of several threads are put in a row: each is done whole before the
 * next begins. Nothing here uses cmocka. */
#ifndef MORGUE_TESTS_CRASH_FAULTS_H
#define MORGUE_TESTS_CRASH_FAULTS_H

#include <stdbool.h>
#include <stddef.h>

/* Kinds of calls; several are or-ed together. */
enum fault_kind {
    FAULT_CREATE = 1 << 0, /* open for writing: may create a file or empty it */
    FAULT_WRITE = 1 << 1,
    FAULT_TRUNCATE = 1 << 2, /* or allocate space */
    FAULT_SYNC = 1 << 3,     /* of a file or folder */
    FAULT_RENAME = 1 << 4,
    FAULT_LINK = 1 << 5,
    FAULT_UNLINK = 1 << 6, /* of files and folders */
    FAULT_MKDIR = 1 << 7,
    FAULT_OPEN = 1 << 8, /* for reading */
    FAULT_READ = 1 << 9,
    FAULT_MAP = 1 << 10,
    FAULT_CLOSE = 1 << 11
};

/* What changes the folder or makes a change durable. */
#define FAULT_CHANGES                                                                              \
    (FAULT_CREATE | FAULT_WRITE | FAULT_TRUNCATE | FAULT_SYNC | FAULT_RENAME | FAULT_LINK |        \
     FAULT_UNLINK | FAULT_MKDIR)

enum fault_action {
    FAULT_NONE,        /* only count and record */
    FAULT_KILL_BEFORE, /* SIGKILL instead of the call */
    FAULT_KILL_AFTER,  /* SIGKILL when the call is done */
    FAULT_KILL_TORN,   /* write half of it, then SIGKILL */
    FAULT_FAIL,        /* do nothing and fail; a close is done all the same */
    FAULT_SHORT        /* write half of it and say so */
};

struct fault {
    enum fault_action action;
    unsigned kinds;   /* of calls that count */
    unsigned long at; /* which of these is met, from 1 */
    bool is_lasting;  /* and all of these after it */
    int error;        /* errno of FAULT_FAIL */
};

/* A call that was met, for messages. */
struct fault_call {
    enum fault_kind kind;
    char path[200]; /* below the folder watched */
};

/* Watch `folder`, an absolute path without links, which must be empty; borrowed. To be called in the
 * first process, again for each new folder. False when memory is short. */
bool faults_watch(const char *folder);

/* From here on, in this process: clear all counts and the record, and do as `fault` says. */
void faults_arm(const struct fault *fault);
void faults_disarm(void);

/* Calls that counted since faults_arm, in whichever process that was. */
unsigned long faults_count(void);

/* The first call that was met; kind 0 when none was. */
const struct fault_call *faults_met(void);
const char *fault_kind_name(enum fault_kind kind);

/* The writer says how far it is: commits begun, and commits that have succeeded. A change is recorded
 * between the calls. */
struct fault_progress {
    unsigned begun, done;
};
void faults_set_progress(struct fault_progress progress);
struct fault_progress faults_progress(void);

/* ---- for interpose.c ---- */

enum { FAULT_PATH_MAX = 512 };

/* A call under way. */
struct call {
    enum fault_kind kind;
    bool is_refused;           /* do not do it: errno is set */
    bool is_cut;               /* write half of it */
    bool is_last;              /* the process dies at its end */
    char path[FAULT_PATH_MAX]; /* below the folder watched; "" for itself */
};

/* Begin a call on a path (relative to `folder`, a descriptor or AT_FDCWD) or on a descriptor. False when it
 * is none of ours: then it is done as if nothing were here. */
bool call_begin_path(struct call *call, enum fault_kind kind, int folder, const char *path);
bool call_begin_descriptor(struct call *call, enum fault_kind kind, int descriptor);
void call_end(const struct call *call);

/* The path below the folder watched; false when it is not there. */
bool fault_path(int folder, const char *path, char relative[FAULT_PATH_MAX]);

#endif
