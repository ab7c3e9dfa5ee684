/* The same made-up articles indexed whole and as shards, and cluster files that list these. */
#ifndef MORGUE_TESTS_CLUSTER_ARCHIVE_H
#define MORGUE_TESTS_CLUSTER_ARCHIVE_H

#include "common/base/buffer.h"
#include "tests/unit/support/scratch_folder.h"

enum { SHARDS = 3 };

struct archive {
    struct scratch_folder folder; /* holds all of it */
    struct buffer words;          /* bodies one behind the other: what queries are made of */
};

/* Write `articles` articles, some of which replace earlier ones, to articles.jsonl in a new folder. */
void archive_make(struct archive *archive, unsigned articles);
void archive_free(struct archive *archive);

/* Index them with `engine` as a whole ("native.idx") and as SHARDS shards ("native-1.idx" ...). */
void archive_index(struct archive *archive, const char *engine);

/* Write a cluster file of these lines; returns its path, borrowed until the next call on the folder. */
const char *archive_cluster(struct archive *archive, const char *name, const char *lines);

#endif
