/* What is to be done about a file, by what the index remembers of it. */
#ifndef MORGUE_INDEXER_CLI_SOURCE_PLAN_H
#define MORGUE_INDEXER_CLI_SOURCE_PLAN_H

#include <sys/stat.h>

#include "common/morgue.h"

/* A file to be planned. */
struct source_file {
    const char *path;        /* to open it by; borrowed */
    mrg_text known_as;       /* its absolute path; borrowed */
    const struct stat *what; /* a regular file; borrowed */
};

struct source_plan {
    bool is_unchanged; /* it need not be read */
    bool is_emptied;   /* nothing is left of it, though something was read from it before */
    bool
        is_sought; /* it is as it was, and read for articles of it that other files no longer hold */
    mrg_source
        source; /* to be noted of it: as the file is now. `records` are those to be passed over,
                          as they are in the index; `is_complete` only when it is unchanged */
};

/* Plan `file`; with `read_all` nothing counts as unchanged. Reads the file's content where its size and
 * time do not settle the matter and hashes can. An unchanged file whose time has changed is noted anew.
 * Fails as mrg_writer_find_source. */
mrg_status source_plan_make(mrg_writer *writer, const struct source_file *file, bool read_all,
                            struct source_plan *plan, mrg_error *error);

/* Whether a file is to be hashed while it is read, as it was not before and is not too large. */
bool source_plan_hash_is_due(const mrg_source *source);

/* The file has been read to its end, which was plan->source.records records: complete the source. Where it
 * changed meanwhile, what was read counts for nothing the next time. */
void source_plan_finish(const struct source_file *file, mrg_source *source);

#endif
