/* Databases for writing. */
#ifndef MORGUE_XAPIAN_C_WRITABLE_H
#define MORGUE_XAPIAN_C_WRITABLE_H

#include "common/xapian-c/database.h"

#ifdef __cplusplus
extern "C" {
#endif

/* A database for writing, locked against every other writer until it is closed or freed. Its reading
 * side sees changes that are not committed yet; other readers do not. */
typedef struct xc_writable xc_writable;

/* What to do about a database that is there, or is not. */
typedef enum xc_open_mode XC_ENUM_TYPE {
    XC_CREATE_OR_OPEN,     /* use it, or create it */
    XC_CREATE,             /* refuse one that is there */
    XC_OPEN,               /* refuse when there is none */
    XC_CREATE_OR_OVERWRITE /* empty one that is there */
} xc_open_mode;

/* How to open for writing. */
typedef struct xc_writable_options {
    xc_open_mode mode;     /* see above */
    double wait;           /* seconds to wait for another writer's lock; 0: fail at once */
    bool no_sync;          /* commits do not wait for the disk: faster, lost in a power cut */
    unsigned block_bytes;  /* size of a block of a new database: a power of two from 2048 to 65536;
                              0: Xapian's own, 8192 */
} xc_writable_options;

#define XC_WRITABLE_OPTIONS_INIT {XC_CREATE_OR_OPEN, 0, false, 0}

/* Open the local database at `path` (NUL-terminated). `options` may be NULL for
 * XC_WRITABLE_OPTIONS_INIT. *writable is owned. MRG_ERR_LOCKED when another writer holds it and
 * still does after the wait; the lock is tried every 50 ms. MRG_ERR_MISSING, MRG_ERR_NOT_INDEX,
 * MRG_ERR_VERSION, MRG_ERR_DAMAGED, MRG_ERR_IO; MRG_ERR_ARGUMENT when XC_CREATE meets a database, for
 * a wait that is negative or not a number and for a wrong size of block. */
mrg_status xc_writable_open(const char *path, const xc_writable_options *options,
                            xc_writable **writable, mrg_error *error);

/* Open for writing the database that an xapian-tcpsrv started with --writable serves. Arguments and
 * errors as xc_database_add_remote. *writable is owned. */
mrg_status xc_writable_open_remote(const char *host, uint16_t port, const xc_timeouts *timeouts,
                                   xc_writable **writable, mrg_error *error);

/* Make an empty database in memory, which is gone when the last handle is. It keeps no spellings.
 * *writable is owned. */
mrg_status xc_writable_new_in_memory(xc_writable **writable, mrg_error *error);

/* The reading side, for every call that takes a const xc_database: searches, cursors, statistics,
 * last kind. Borrowed from `writable`; not to be freed, reopened or added to. */
const xc_database *xc_writable_database(const xc_writable *writable);

/* Write what is not committed, unless a transaction is running, whose changes are dropped, then close
 * files and unlock. Later calls fail with kind XC_CLOSED. MRG_ERR_IO, MRG_ERR_NO_SPACE: the last
 * commit is intact. */
mrg_status xc_writable_close(xc_writable *writable, mrg_error *error);

/* Release a writer; NULL is legal. One that was not closed is closed as by xc_writable_close, only
 * that nobody learns of a failure; other handles made from it put that off until they are freed. */
void xc_writable_free(xc_writable *writable);

/* ---------------------------------------------------------------------------------------------
 * Changes. Each can fail as xc_writable_close; what was changed since the last commit may then be
 * lost.
 * ------------------------------------------------------------------------------------------- */

/* Store `document` (borrowed for the call) under the next docid, which *docid receives (may be NULL). */
mrg_status xc_writable_add(xc_writable *writable, const xc_document *document, xc_docid *docid,
                           mrg_error *error);

/* Store `document` as `docid` in place of what was there, if anything. MRG_ERR_ARGUMENT for 0. */
mrg_status xc_writable_replace(xc_writable *writable, xc_docid docid, const xc_document *document,
                               mrg_error *error);

/* Store `document` in place of all documents with `term`, under the lowest docid of them, or a new
 * one when there was none; *docid (may be NULL) receives it. MRG_ERR_ARGUMENT for an empty term. */
mrg_status xc_writable_replace_by_term(xc_writable *writable, mrg_text term,
                                       const xc_document *document, xc_docid *docid,
                                       mrg_error *error);

/* Delete one document. MRG_ERR_MISSING when there is none. */
mrg_status xc_writable_delete(xc_writable *writable, xc_docid docid, mrg_error *error);

/* Delete all documents with `term`, of which there may be none. MRG_ERR_ARGUMENT for an empty one. */
mrg_status xc_writable_delete_by_term(xc_writable *writable, mrg_text term, mrg_error *error);

/* Keep `metadata` under `key`, or nothing when it is empty. MRG_ERR_ARGUMENT for an empty key. */
mrg_status xc_writable_set_metadata(xc_writable *writable, mrg_text key, mrg_text metadata,
                                    mrg_error *error);

/* Add to, or take from, how often `word` was seen by the spelling dictionary. Local only:
 * MRG_ERR_UNSUPPORTED for a remote database. */
mrg_status xc_writable_add_spelling(xc_writable *writable, mrg_text word, uint32_t frequency,
                                    mrg_error *error);
mrg_status xc_writable_remove_spelling(xc_writable *writable, mrg_text word, uint32_t frequency,
                                       mrg_error *error);

/* ---------------------------------------------------------------------------------------------
 * Commits and transactions. MRG_ERR_ARGUMENT when the order is wrong: a transaction in another,
 * committing or cancelling none, xc_writable_commit within one.
 * ------------------------------------------------------------------------------------------- */

/* Make all changes so far visible to readers and, unless no_sync, safe on disk. */
mrg_status xc_writable_commit(xc_writable *writable, mrg_error *error);

/* Begin a transaction: what follows is kept or dropped as a whole. `flushed` also commits before and
 * behind it, so that it is whole on disk as well. */
mrg_status xc_writable_begin(xc_writable *writable, bool flushed, mrg_error *error);

/* End the transaction and keep its changes. */
mrg_status xc_writable_commit_transaction(xc_writable *writable, mrg_error *error);

/* End the transaction and drop its changes. */
mrg_status xc_writable_cancel_transaction(xc_writable *writable, mrg_error *error);

#ifdef __cplusplus
}
#endif

#endif
