/* Verifying the database of an index of engine "xapian": by Xapian's own check, and every document
 * against the scheme. */
#ifndef MORGUE_GLASS_CHECK_H
#define MORGUE_GLASS_CHECK_H

#include "common/segment/findings.h"
#include "common/xapian-c/xapian_c.h"

enum { GLASS_FINDINGS_MAX = 50 };

/* A document of the index. */
struct glass_document {
    const xc_database *database;
    const char *path; /* of the database, for messages */
    xc_docid docid;
    mrg_text record; /* its data */
    mrg_article article;
};

/* A further look, for a deeper check. Errors of all three are those of reading a database. */
struct glass_more {
    mrg_status (*begin)(void *context, mrg_error *error); /* the check begins, perhaps anew */
    mrg_status (*document)(void *context, const struct glass_document *document,
                           struct findings *findings, mrg_error *error);
    mrg_status (*end)(void *context, const xc_database *database, const char *path,
                      struct findings *findings, mrg_error *error);
    void *context; /* handed to all */
};

/* Verify the database of the index in `folder`: no table is missing or cut short; Xapian finds no error; the data of every document is an
 * article, whose id leads to it and to no other; the size of all agrees with the metadata. `more` may be
 * NULL. Where a table is missing no document is looked at. At most GLASS_FINDINGS_MAX findings are told, and
 * how many more there are. A writer that commits meanwhile does no harm. Returns why it could not look: MRG_ERR_VERSION,
 * MRG_ERR_IO, MRG_ERR_MEMORY. */
mrg_status glass_check(const char *folder, struct findings *findings, const struct glass_more *more,
                       mrg_error *error);

/* Whether the manifest of the index in `folder` can be read and names this engine. */
mrg_status glass_is_engine_of(const char *folder, bool *is_ours, mrg_error *error);

/* A finding about the database at `path`: what `reason` says, with the path in front unless it is there. */
void glass_say_reason(struct findings *findings, const char *path, const mrg_error *reason);

/* Put the path in front of the message of *error, unless that names it already. */
void glass_locate(const char *path, mrg_error *error);

/* A finding about the database at `path`. */
void glass_say(struct findings *findings, const char *path, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Read `number` from metadata `key`; 0 where there is none. Errors as xc_database_metadata. */
mrg_status glass_read_number(const xc_database *database, const char *key, uint64_t *number,
                             mrg_error *error);

#endif
