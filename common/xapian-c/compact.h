/* Compaction: the shards of a database written anew as one, without holes. */
#ifndef MORGUE_XAPIAN_C_COMPACT_H
#define MORGUE_XAPIAN_C_COMPACT_H

#include "common/xapian-c/database.h"

#ifdef __cplusplus
extern "C" {
#endif

/* How much effort goes into small tables. */
typedef enum xc_compaction XC_ENUM_TYPE {
    XC_COMPACT_STANDARD, /* no items are split that need not be */
    XC_COMPACT_FULL,     /* items are split to fill blocks */
    XC_COMPACT_FULLER    /* even when they are small; not for a database that will be written to */
} xc_compaction;

/* Several shards have metadata under `key`, not all the same: give what the new database keeps.
 * `values` are theirs, in the order of shards. Everything handed in is borrowed for the call. What
 * is returned must live until the next call or the end of the compaction; empty: nothing is kept. */
typedef mrg_text (*xc_metadata_resolver)(void *context, mrg_text key, mrg_texts values);

/* How to compact. */
typedef struct xc_compact_options {
    xc_compaction level;           /* see above */
    unsigned block_bytes;          /* as for xc_writable_options; 0: Xapian's own, 8192 */
    bool single_file;              /* write one file instead of a folder */
    bool keep_docids;              /* docids stay; those of the shards must lie in ranges apart, in
                                      any order. Else shard after shard is numbered on */
    xc_metadata_resolver resolver; /* NULL: the first shard's metadata is kept */
    void *context;                 /* handed to the resolver; not otherwise used */
} xc_compact_options;

#define XC_COMPACT_OPTIONS_INIT {XC_COMPACT_FULL, 0, false, false, NULL, NULL}

/* Write all shards of `database`, as committed, to one database at `path` (NUL-terminated; not that
 * of a shard; a database that is there is replaced). `options` may be NULL for the _INIT.
 * MRG_ERR_ARGUMENT for no shards, for changes that are not committed, for `path` being a shard's and
 * for docids that overlap; MRG_ERR_IO also for a shard that is not on this machine's disk; reading
 * errors (database.h), MRG_ERR_NO_SPACE: what is at `path` is then no database. */
mrg_status xc_database_compact(const xc_database *database, const char *path,
                               const xc_compact_options *options, mrg_error *error);

#ifdef __cplusplus
}
#endif

#endif
