/* Files that are gone: their articles go out of the index. */
#ifndef MORGUE_INDEXER_CLI_PRUNE_H
#define MORGUE_INDEXER_CLI_PRUNE_H

#include "indexer/cli/load.h"

/* A folder that was walked. */
struct pruned_folder {
    mrg_text path;  /* absolute, without a slash at the end unless it is the root; borrowed */
    uint64_t files; /* met in it */
};

/* Remove from the index the articles of every file it remembers below `folder` that is there no more, and
 * forget it. `load` has just committed; this becomes part of its next commit. A folder in which nothing is
 * left at all, this one or one below it, is more likely not mounted than emptied: that is a failure, and its
 * files stay. */
void prune(struct load *load, const struct pruned_folder *folder);

#endif
