/* Files that were read again after a change: the articles that are no longer in them go out of the index.
 *
 * Which articles the index holds of a file is known for what is committed only. So files are gathered here
 * with the ids that were seen in them, and settled after the next commit: each article that carries the
 * file and was not seen in it is removed, and the file noted as complete; both become part of the commit
 * after that. A run that is killed in between finds the file incomplete, reads it again and settles it.
 *
 * What is removed may stand in other files as well: those that may hold it are to be sought through, which
 * becomes part of the same commit (shared_files.h). */
#ifndef MORGUE_INDEXER_CLI_SETTLEMENT_H
#define MORGUE_INDEXER_CLI_SETTLEMENT_H

#include "common/base/arena.h"
#include "common/base/buffer.h"
#include "indexer/cli/tally.h"

struct settlement {
    struct buffer files; /* struct file_read_again each */
    struct arena paths;  /* of them */
    size_t seen;         /* bytes of hashes held */
};

#define SETTLEMENT_INIT                                                                            \
    {                                                                                              \
        .files = BUFFER_INIT, .paths = ARENA_INIT                                                  \
    }

void settlement_free(struct settlement *settlement);

/* Add a file. `source` (copied) is what to note when it is settled; `seen` holds the hash64 of the id of
 * each article in it and is taken over when this succeeds. False when memory is short. */
bool settlement_add(struct settlement *settlement, const mrg_source *source, struct buffer *seen);

/* Whether so much is held that it should be settled soon. */
bool settlement_is_full(const struct settlement *settlement);

/* Settle all files, directly after a commit of `writer` to the index folder `index`. Counts what it removes
 * as vanished. A signal ends it early: what is left is forgotten here and still incomplete in the index. */
mrg_status settlement_run(struct settlement *settlement, const char *index, mrg_writer *writer,
                          struct tally *tally, mrg_error *error);

#endif
