/* Sources to articles to the writer: what `add` does with one file after another. */
#ifndef MORGUE_INDEXER_CLI_LOAD_H
#define MORGUE_INDEXER_CLI_LOAD_H

#include <sys/stat.h>

#include "corpus/reader.h"
#include "indexer/cli/command.h"
#include "indexer/cli/content_hash.h"
#include "indexer/cli/progress.h"
#include "indexer/cli/settlement.h"
#include "indexer/cli/tally.h"

struct reading;

/* One run of the verb. */
struct load {
    const struct settings *settings; /* borrowed */
    const char *index;               /* path of the index folder; borrowed */
    struct reader_options reader;    /* how sources are read */
    mrg_writer *writer;              /* owned */
    struct tally tally;
    struct progress progress;
    struct settlement settlement; /* files read again since the last commit */
    mrg_index *held; /* what the index holds, while shared files are sought through; else NULL */
    bool has_sought; /* a file was met that is to be sought through */
    struct reading *current;      /* the source being read; NULL between two */
    struct content_hasher hasher; /* of the file being read */
    double committed;             /* when the last commit ended, clock_now() */
    uint64_t committed_bytes;     /* read until then, gzip undone */
    uint64_t pending;             /* articles given to the writer since */
    mrg_error trouble;            /* what stopped the writer; MRG_OK while it works */
};

/* A source to be read. */
struct load_source {
    const char *path;        /* to open it by; "-" for standard input; borrowed */
    mrg_text known_as;       /* its absolute path; borrowed */
    const struct stat *what; /* NULL for standard input; borrowed */
};

/* Whether the writer has failed, or a signal asks to stop. */
bool load_must_stop(const struct load *load);

/* Read what the index does not hold yet of a source. Failures go to the tally. */
void load_read(struct load *load, const struct load_source *source);

/* Whether files are to be sought through (shared_files.h), once all was read, settled, pruned and committed.
 * load_read is then called for all sources again with load->held set, and reads those files only. */
bool load_has_sought(const struct load *load);

/* Commit what was read, with how far; then remove what files read again no longer hold, which becomes part
 * of the next commit. */
void load_commit(struct load *load);

#endif
