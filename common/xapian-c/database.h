/* Databases for reading: opened, combined, reopened, closed, and what they say about themselves. */
#ifndef MORGUE_XAPIAN_C_DATABASE_H
#define MORGUE_XAPIAN_C_DATABASE_H

#include "common/xapian-c/document.h"
#include "common/xapian-c/kinds.h"

#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A database for reading: none, one or several shards, local or remote, searched as one with the
 * statistics of all. It is a snapshot: commits made later are seen after xc_database_reopen. With
 * n shards, document d of shard s (both from 0) has the docid d * n + s + 1. */
typedef struct xc_database xc_database;

/* ---------------------------------------------------------------------------------------------
 * Opening and closing
 * ------------------------------------------------------------------------------------------- */

/* Make a database without shards: it has no documents and cannot be searched. *database is owned.
 * Adding shards to it rather than using xc_database_open keeps the kind of a failed opening. */
mrg_status xc_database_new(xc_database **database, mrg_error *error);

/* Open the local database at `path` (a folder, a single file or a stub file; NUL-terminated).
 * *database is owned. MRG_ERR_MISSING, MRG_ERR_NOT_INDEX when something else is there,
 * MRG_ERR_VERSION, MRG_ERR_DAMAGED, MRG_ERR_IO. */
mrg_status xc_database_open(const char *path, xc_database **database, mrg_error *error);

/* Add the local database at `path` (NUL-terminated) as the last shard. Errors as xc_database_open;
 * the shards are then as before. Docids of what was there change with the number of shards. */
mrg_status xc_database_add_local(xc_database *database, const char *path, mrg_error *error);

/* How long to wait for a server, in seconds; fractions count to the millisecond. */
typedef struct xc_timeouts {
    double connect; /* for the connection */
    double answer;  /* for each answer; 0: for ever */
} xc_timeouts;

#define XC_TIMEOUTS_INIT {10, 10}

/* Add the database that an xapian-tcpsrv on `host` (NUL-terminated) serves at TCP port `port` as the
 * last shard. `timeouts` may be NULL for XC_TIMEOUTS_INIT. The message of every later failure of the
 * network names the server; no reading over a connection that failed succeeds again, so make a new
 * database then. MRG_ERR_IO of kind XC_NETWORK or
 * XC_TIMEOUT, the message naming host and port; MRG_ERR_ARGUMENT for a negative or not finite time;
 * the shards are then as before. */
mrg_status xc_database_add_remote(xc_database *database, const char *host, uint16_t port,
                                  const xc_timeouts *timeouts, mrg_error *error);

/* Add all shards of `other`, which must not be `database` and stays the caller's; both then read
 * from the same connections and files. MRG_ERR_ARGUMENT when it is `database`. */
mrg_status xc_database_add(xc_database *database, const xc_database *other, mrg_error *error);

/* How many shards the database has. */
size_t xc_database_shards(const xc_database *database);

/* Move to the newest commit of every shard. *changed tells whether any was newer; a shard that was
 * never committed to always counts as changed. Cursors, and
 * documents and matches not fetched yet, may fail with kind XC_MODIFIED afterwards; an xc_enquire
 * searches the new snapshot. Errors as xc_database_open; free the database then. */
mrg_status xc_database_reopen(xc_database *database, bool *changed, mrg_error *error);

/* Close files and connections; later reading fails with kind XC_CLOSED. Closing twice is legal. */
mrg_status xc_database_close(xc_database *database, mrg_error *error);

/* Release a database; NULL is legal. Not for what xc_writable_database gave. What was made from it
 * stays usable. */
void xc_database_free(xc_database *database);

/* Tell the servers of remote shards that the client is still there. Errors as
 * xc_database_add_remote. */
mrg_status xc_database_keep_alive(xc_database *database, mrg_error *error);

/* ---------------------------------------------------------------------------------------------
 * Failures
 * ------------------------------------------------------------------------------------------- */

/* The kind of the last call that failed on this database or on anything made from it (writers,
 * documents read, cursors, enquires, matches); calls that succeed leave it alone. */
xc_kind xc_database_last_kind(const xc_database *database);

/* Status and message of that call; MRG_OK and an empty message when none failed. Borrowed from the
 * database, and overwritten by the next failure. */
const mrg_error *xc_database_last_error(const xc_database *database);

/* ---------------------------------------------------------------------------------------------
 * Statistics
 * ------------------------------------------------------------------------------------------- */

/* Of a whole database. A length is the sum of a document's wdfs (within-document frequencies). */
typedef struct xc_statistics {
    uint32_t documents;      /* how many there are */
    xc_docid last_docid;     /* the highest ever used; 0 when none was */
    double average_length;   /* of the documents */
    uint64_t total_length;   /* of all documents */
    uint32_t shortest;       /* lower bound of the length of a document that is not empty */
    uint32_t longest;        /* upper bound of the length of a document */
    bool has_positions;      /* any term has positions */
} xc_statistics;

/* Of a value slot. The texts are borrowed from the database until its next call that gives text. */
typedef struct xc_value_statistics {
    uint32_t documents; /* how many have a value there */
    mrg_text lower;     /* no value sorts before it */
    mrg_text upper;     /* no value sorts behind it */
} xc_value_statistics;

/* The reading calls below fail with MRG_ERR_IO (kinds XC_MODIFIED, XC_NETWORK, XC_TIMEOUT, XC_OTHER),
 * MRG_ERR_DAMAGED or MRG_ERR_ARGUMENT of kind XC_CLOSED; their results are then not set. */

mrg_status xc_database_statistics(const xc_database *database, xc_statistics *statistics,
                                  mrg_error *error);

mrg_status xc_database_value_statistics(const xc_database *database, xc_slot slot,
                                        xc_value_statistics *statistics, mrg_error *error);

/* In how many documents `term` occurs; 0 when in none. */
mrg_status xc_database_term_frequency(const xc_database *database, mrg_text term,
                                      uint32_t *documents, mrg_error *error);

/* How often `term` occurs in all documents: the sum of its wdfs. */
mrg_status xc_database_collection_frequency(const xc_database *database, mrg_text term,
                                            uint32_t *occurrences, mrg_error *error);

/* The length of a document. Also MRG_ERR_MISSING. */
mrg_status xc_database_document_length(const xc_database *database, xc_docid docid,
                                       uint32_t *length, mrg_error *error);

/* How many different terms a document has. Also MRG_ERR_MISSING. */
mrg_status xc_database_unique_terms(const xc_database *database, xc_docid docid, uint32_t *terms,
                                    mrg_error *error);

/* The identifier of the database, of several shards joined by ':'; empty when the backend keeps none.
 * Borrowed from the database until its next call that gives text. */
mrg_status xc_database_uuid(const xc_database *database, mrg_text *uuid, mrg_error *error);

/* Whether a writer holds one of the local shards. MRG_ERR_UNSUPPORTED where that cannot be told. */
mrg_status xc_database_locked(const xc_database *database, bool *locked, mrg_error *error);

/* ---------------------------------------------------------------------------------------------
 * Contents
 * ------------------------------------------------------------------------------------------- */

/* The document with this docid; parts of it are read when asked for. *document is owned. Also
 * MRG_ERR_MISSING; MRG_ERR_ARGUMENT for docid 0. */
mrg_status xc_database_document(const xc_database *database, xc_docid docid,
                                xc_document **document, mrg_error *error);

/* The same without looking whether there is such a document: for what is left of a damaged database. One
 * that is not there has neither data nor terms nor values. */
mrg_status xc_database_document_assumed(const xc_database *database, xc_docid docid,
                                        xc_document **document, mrg_error *error);

/* The metadata kept under `key`; empty when there is none. Of several shards the first is asked.
 * Borrowed from the database until its next call that gives text. Also MRG_ERR_ARGUMENT for an empty
 * key. */
mrg_status xc_database_metadata(const xc_database *database, mrg_text key, mrg_text *metadata,
                                mrg_error *error);

/* The most frequent word of the spelling dictionary within `edits` edits (insert, delete, replace or
 * swap a character) of `word`; empty when there is no such word or it is `word` itself. Borrowed
 * from the database until its next call that gives text. Remote shards suggest nothing. */
mrg_status xc_database_suggest(const xc_database *database, mrg_text word, unsigned edits,
                               mrg_text *suggestion, mrg_error *error);

#ifdef __cplusplus
}
#endif

#endif
