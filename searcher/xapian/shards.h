/* The databases of an engine: opened one by one, held against each other, then searched as one.
 *
 * Of n shards, article d of shard s (d from 1, s from 0) has the number (d - 1) * n + s for good. The
 * docid in the database of all shards is that number + 1 while none is left out, and moves when one is.
 */
#ifndef MORGUE_SEARCHER_XAPIAN_SHARDS_H
#define MORGUE_SEARCHER_XAPIAN_SHARDS_H

#include "common/xapian-c/xapian_c.h"
#include "searcher/engine.h"

struct open_shard {
    char *name;          /* owned; for messages */
    char *folder;        /* owned; NULL: remote */
    char *host;          /* owned; NULL: local */
    uint16_t port;       /* of the host */
    bool is_missing;     /* did not answer and is left out */
    xc_docid last_docid; /* the highest it has used */
    uint64_t documents;  /* of its commit */
    uint64_t generation; /* of its commit */
    uint64_t text_bytes; /* size of its records */
};

struct shards {
    struct open_shard *items; /* owned */
    size_t count;
    size_t *live; /* owned: those in `database`, ascending */
    size_t live_count;
    bool has_remote; /* any of these is on a server */
    mrg_open_options options;
    char language[LANGUAGE_CODE_MAX]; /* default language's code, or "none" */
    xc_database *database;            /* owned; NULL: to be opened anew */
};

/* Copy what `given` says; opens nothing. MRG_ERR_MEMORY; then and later, free with shards_free. */
mrg_status shards_init(struct shards *shards, const struct shard *given, size_t count,
                       const mrg_open_options *options, mrg_error *error);
void shards_free(struct shards *shards);

/* Open all shards that are not left out, at their newest commits. With options.partial servers that do
 * not answer are left out from then on. Errors as mrg_index_open, naming the shard; there is then no
 * database. */
mrg_status shards_connect(struct shards *shards, mrg_error *error);

/* Forget the database: it is out of date, or its connections are dead. */
void shards_disconnect(struct shards *shards);

/* From an article's number to its docid; false when its shard is left out or there is no such docid. */
bool shards_docid(const struct shards *shards, uint64_t number, xc_docid *docid);

/* And back. */
uint64_t shards_number(const struct shards *shards, xc_docid docid);

/* Documents of the shard that has fewest; 0 when there is none. */
uint64_t shards_least_documents(const struct shards *shards);

/* Leave out the servers that `message`, of a failure of the network, names; false when it names none. */
bool shards_leave_out(struct shards *shards, const char *message);

/* Put `failure` into `error` with the shards it is about before it; returns its status. */
mrg_status shards_fail(const struct shards *shards, const mrg_error *failure, mrg_error *error);

#endif
