/* What a run came to: counts, failures, and the report at the end. */
#ifndef MORGUE_INDEXER_CLI_TALLY_H
#define MORGUE_INDEXER_CLI_TALLY_H

#include <stdbool.h>
#include <stdint.h>

#include "common/base/arena.h"
#include "common/base/buffer.h"
#include "common/morgue.h"

enum {
    TALLY_OUTCOMES = MRG_IGNORED + 1, /* values of mrg_outcome */
    TALLY_PRINTED = 50,               /* failures listed on the terminal */
    TALLY_KEPT = 10000                /* failures listed in the JSON report; at most 5 MB */
};

struct tally {
    uint64_t outcomes[TALLY_OUTCOMES]; /* articles, by mrg_outcome */
    bool is_shard;                     /* only one shard's articles are taken */
    uint64_t other_shards;             /* articles that belong to others */
    uint64_t failed;                   /* failures, kept or not */
    uint64_t files;                    /* sources opened */
    uint64_t files_unchanged;          /* not opened: the index has all of them */
    uint64_t files_gone;               /* forgotten, with their articles */
    uint64_t passed_over;              /* records that an earlier run had read */
    uint64_t vanished;                 /* articles removed: no longer in their files */
    uint64_t pruned;                   /* articles removed: their files are gone */
    uint64_t bytes;                    /* read, gzip undone */
    double seconds;                    /* from start to the last commit */
    const char **lines;                /* the first failures, owned; the texts are in `texts` */
    size_t line_count;
    size_t line_room;
    struct arena texts;
};

#define TALLY_INIT                                                                                 \
    {                                                                                              \
        .texts = ARENA_INIT                                                                        \
    }

void tally_free(struct tally *tally);

/* Count an article. */
void tally_outcome(struct tally *tally, mrg_outcome outcome);

/* Count a failure and keep its line (copied) while there is room. */
void tally_failure(struct tally *tally, const char *line);

/* List the failures on stderr, the first TALLY_PRINTED of them. */
void tally_print_failures(const struct tally *tally);

/* Print the report to stdout. `index` holds what was committed. */
void tally_print(const struct tally *tally, const mrg_index_stats *index);

/* What the JSON report says beside the tally. */
struct tally_report {
    const char *folder;           /* of the index */
    const char *started;          /* time in UTC */
    int exit_code;                /* that the run is to end with */
    const mrg_index_stats *index; /* of what was committed; may be NULL */
};

/* Write the report to `path` as JSON. False after printing why not to stderr. */
bool tally_write_json(const struct tally *tally, const struct tally_report *report,
                      const char *path);

/* Append the same facts for the log. */
void tally_log(const struct tally *tally, const mrg_index_stats *index, struct buffer *facts);

#endif
