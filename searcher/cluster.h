/* Cluster files: several indexes, here and on other machines, that are searched as one.
 *
 * A text file, one shard a line: the path of an index folder (a relative one counts from the folder of
 * the cluster file) or host:port of a server (an IPv6 address stands in brackets, [::1]:7654). Blanks
 * around a line, empty lines and lines that begin with '#' count for nothing. Where a line could be
 * both, a folder that is there is meant.
 */
#ifndef MORGUE_SEARCHER_CLUSTER_H
#define MORGUE_SEARCHER_CLUSTER_H

#include "common/base/arena.h"
#include "searcher/engine.h"

#include <sys/types.h>

enum {
    CLUSTER_SIZE_MAX = 1 << 20, /* bytes of a cluster file */
    CLUSTER_SHARDS_MAX = 1024   /* shards it may list */
};

/* What is known of a shard besides how it is reached. */
struct cluster_line {
    size_t number;                    /* in the file, from 1 */
    dev_t device;                     /* of a local shard's folder: where it lies on disk */
    ino_t file;                       /* likewise */
    char engine[ENGINE_NAME_MAX];     /* cluster_agree sets it; "xapian" for a server */
    char language[LANGUAGE_CODE_MAX]; /* cluster_agree sets it; "" for a server */
};

struct cluster {
    const char *path;           /* of the file, for messages; borrowed */
    struct shard *shards;       /* owned; their texts are in `texts` */
    struct cluster_line *lines; /* owned: one for each shard */
    size_t count;               /* of shards; at least 1 */
    struct arena texts;
};

/* Whether `path` is a file, which as an index can only be a cluster file. */
bool cluster_is_file(const char *path);

/* Read the cluster file `path` (NUL-terminated; borrowed as long as the cluster) and find its folders.
 * *cluster is to be released with cluster_free and holds nothing after a failure. Each message names the
 * file and the line: MRG_ERR_NOT_INDEX for a file that is no list of shards or lists a list,
 * MRG_ERR_MISSING for a folder that is not there, MRG_ERR_UNSUPPORTED for a shard listed twice,
 * MRG_ERR_LIMIT for too many, MRG_ERR_IO, MRG_ERR_MEMORY. */
mrg_status cluster_read(struct cluster *cluster, const char *path, mrg_error *error);
void cluster_free(struct cluster *cluster);

/* Read the manifests of the local shards and see that all shards can be searched as one: one engine, and
 * the same settings. MRG_ERR_UNSUPPORTED says which shards differ in what; else errors as manifest_read,
 * with file and line. What servers were built with is seen when they are opened. */
mrg_status cluster_agree(struct cluster *cluster, mrg_error *error);

/* Open all shards that the cluster file `path` lists as one. *engine is owned. Errors as above, and as
 * native_engine_open and xapian_engine_open. */
mrg_status cluster_open(const char *path, const mrg_open_options *options, struct engine **engine,
                        mrg_error *error);

#endif
