/* Fixed courses of writing, with what each of their commits must leave behind. Running one again over
 * whatever an interrupted run has left ends in the same index.
 *
 * script_run does not use cmocka: it may run in a process that is killed. */
#ifndef MORGUE_TESTS_CRASH_SCRIPT_H
#define MORGUE_TESTS_CRASH_SCRIPT_H

#include "common/base/buffer.h"
#include "common/morgue.h"

enum {
    SCRIPT_ARTICLES = 48, /* numbers of articles */
    SCRIPT_WORDS = 16,    /* the vocabulary of their bodies */
    SCRIPT_STEPS_MAX = 64,
    SCRIPT_COMMITS_MAX = 16
};

enum script_verb {
    SCRIPT_END,
    SCRIPT_OPEN,
    SCRIPT_ADD,
    SCRIPT_REPLACE,
    SCRIPT_REMOVE,
    SCRIPT_COMMIT,
    SCRIPT_SETTLE,
    SCRIPT_MERGE,
    SCRIPT_CLOSE
};

struct script_step {
    enum script_verb verb;
    unsigned first, count; /* articles */
};

struct script {
    const char *name;
    const char *engine; /* as in mrg_writer_options */
    unsigned workers;   /* as in mrg_writer_options */
    size_t bulk;        /* bytes that every body is made longer by */
    const struct script_step *steps;
};

/* Adds, replaces, removes, merges and opens again; with small commits that are merged of themselves; with
 * large articles; the first of them with the other engine. */
extern const struct script script_life, script_tiers, script_bulk, script_xapian;

/* The file that articles are said to come from; as many of its records are read as commits are made. */
#define SCRIPT_SOURCE "stories of the harbour"

/* Called after each commit; `commits` counts them, merges included. */
typedef void script_watcher(void *context, unsigned commits);

/* Run it on the index in folder `path`. Tells faults.h of its progress, and `watcher` (may be NULL). A
 * failure ends it; the writer is closed in any case. */
mrg_status script_run(const struct script *script, const char *path, script_watcher *watcher,
                      void *context, mrg_error *error);

/* How many commits it makes. */
unsigned script_commits(const struct script *script);

/* What is there after some commits: for each number, 0 or the version. */
struct script_model {
    unsigned versions[SCRIPT_ARTICLES];
};
void script_model_after(const struct script *script, unsigned commits, struct script_model *model);

/* Article `number` in version 1 or 2; borrows from `text`, which starts as BUFFER_INIT or used. *words (may be
 * NULL) receives which words its body holds, a bit each. */
mrg_article script_article(const struct script *script, unsigned number, unsigned version,
                           struct buffer *text, unsigned *words);

/* Word `number` of the vocabulary; NUL-terminated, static. No two have a stem in common. */
const char *script_word(unsigned number);

#endif
