/* The command line of morgue-index: one table of verbs that drives dispatch, usage and help. */
#ifndef MORGUE_INDEXER_CLI_COMMAND_H
#define MORGUE_INDEXER_CLI_COMMAND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/morgue.h"

/* What the options of all verbs come to. */
struct settings {
    bool quiet;             /* print failures only */
    bool json;              /* print one JSON document */
    bool help;              /* print the verb's help and do nothing */
    size_t memory;          /* bytes; 0: the library's default */
    const char *language;   /* code; NULL when not given */
    mrg_time date;          /* of articles without one; MRG_NO_TIME when not given */
    double commit_every;    /* seconds between commits while adding; 0: not by time */
    size_t commit_articles; /* articles between commits; 0: not by number */
    size_t commit_bytes;    /* bytes read between commits, gzip undone; 0: not by size */
    bool read_all;          /* read what is unchanged as well */
    bool prune;             /* remove articles of files that are gone */
    bool dry_run;           /* say what would be removed */
    const char *file;       /* remove the articles of this file; NULL when not given */
    const char *query;      /* remove what this query finds; NULL when not given */
    const char *engine;     /* of a new index; NULL when not given */
    double wait;            /* seconds to wait for another writer */
    unsigned workers;       /* threads that index; 0: one per core */
    unsigned shard;         /* which shard's articles are taken, from 1; 0: all */
    unsigned shards;        /* how many shards there are; 0: no shards */
    uint16_t port;          /* to serve at */
    const char *interface;  /* address to serve at */
    bool run;               /* become the server rather than print how to run it */
    bool deep;              /* compare postings with stored articles, too */
    bool verify;            /* hold a backup against its checksums */
    const char *report;     /* path of the JSON report; NULL: none */
    const char **map;       /* "theirs=ours", owned; room for one per argument */
    size_t map_count;       /* how many are set */
};

/* An option: `set` stores `value` (NULL when the option takes none) or returns false, and is then
 * blamed on the value. */
struct option {
    const char *name;     /* without the dashes */
    const char *argument; /* what the value is called; NULL: takes none */
    const char *help;     /* one line */
    bool (*set)(struct settings *settings, const char *value);
};

struct invocation;

/* A verb. */
struct command {
    const char *name;
    const char *operands;                            /* as usage shows them */
    const char *summary;                             /* one line */
    const char *details;                             /* more lines for its help; may be "" */
    const struct option *const *options;             /* NULL-terminated; NULL when it has none */
    size_t least, most;                              /* operands it takes */
    int (*run)(const struct invocation *invocation); /* returns the exit code */
};

/* A command line, read. Strings are borrowed from argv. */
struct invocation {
    const struct command *command;
    struct settings settings;
    const char **operands; /* owned */
    size_t operand_count;
};

/* The table; ends with a NULL name. */
extern const struct command commands[];

/* The verb of this name, or NULL. */
const struct command *command_find(const char *name);

/* The verbs, each in a file of its own. */
int run_add(const struct invocation *invocation);
int run_remove(const struct invocation *invocation);
int run_merge(const struct invocation *invocation);
int run_stats(const struct invocation *invocation);
int run_check(const struct invocation *invocation);
int run_repair(const struct invocation *invocation);
int run_backup(const struct invocation *invocation);
int run_serve(const struct invocation *invocation);
int run_help(const struct invocation *invocation);

/* Read the arguments behind the verb into *invocation, to be released with invocation_free whatever
 * is returned. False after printing to stderr what is wrong. */
bool invocation_read(struct invocation *invocation, const struct command *command, int count,
                     char **arguments);
void invocation_free(struct invocation *invocation);

/* Print a failure of the program itself to stderr: "morgue-index: " and one line. */
void complain(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
