/* What a run came to: counts, failures, and the report at the end. */
#ifndef MORGUE_INDEXER_CLI_TALLY_H
#define MORGUE_INDEXER_CLI_TALLY_H

#include <stdbool.h>
#include <stdint.h>

#include "common/base/arena.h"
#include "common/morgue.h"

enum {
    TALLY_OUTCOMES = MRG_IGNORED + 1, /* values of mrg_outcome */
    TALLY_PRINTED = 50,               /* failures listed on the terminal */
    TALLY_KEPT = 10000                /* failures listed in the JSON report; at most 5 MB */
};

struct tally {
    uint64_t outcomes[TALLY_OUTCOMES]; /* articles, by mrg_outcome */
    uint64_t failed;                   /* failures, kept or not */
    uint64_t files;                    /* sources opened */
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

/* Write the report to `path` as JSON. False after printing why not to stderr. `index` may be NULL.
 */
bool tally_write_json(const struct tally *tally, const mrg_index_stats *index, const char *path);

#endif
