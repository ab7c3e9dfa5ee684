/* The files of a Xapian database of its glass backend, as far as one need know them to say which one is bad and
 * to read what is left of the others.
 *
 * A database is a folder with up to six tables, NAME.glass, B-trees of blocks of one size, and iamglass:
 *
 *   iamglass = 0F 0D "Xapian Glass" version:u16 uuid:16 bytes, revision, root{6}, statistics
 *   root     = block, level << 2 | is_sequential << 1 | is_fake, entries, block size >> 11, compression,
 *              size of what follows, what is free in the table
 *
 * numbers of 7 bits a byte, the lowest first. A root is *fake* where the table is empty: there is no block to
 * read then. A table that was always empty need not have a file. */
#ifndef MORGUE_GLASS_TABLES_H
#define MORGUE_GLASS_TABLES_H

#include "common/base/buffer.h"
#include "common/segment/findings.h"

enum glass_table_id {
    TABLE_POSTLIST,
    TABLE_DOCDATA,
    TABLE_TERMLIST,
    TABLE_POSITION,
    TABLE_SPELLING,
    TABLE_SYNONYM,
    TABLE_COUNT
};

struct glass_table {
    size_t at, size;     /* where in iamglass its root is, and its size there, in bytes */
    uint64_t block;      /* number of its root block */
    uint64_t entries;    /* in the B-tree */
    uint64_t block_size; /* in bytes */
    uint64_t used;       /* blocks in use; those behind are what a writer left unfinished */
    bool is_fake;        /* it is empty */
    bool is_usable;      /* its file is there and holds its root */
};

struct glass_tables {
    struct buffer version; /* contents of iamglass; owned */
    bool is_read;          /* iamglass was understood: `tables` holds */
    struct glass_table tables[TABLE_COUNT];
};

/* The name of a table's file. Static. */
const char *glass_table_name(enum glass_table_id table);

/* Look at the files of the database in folder `path`: a finding for each that is missing, cut short or, like
 * iamglass, not as Xapian writes it. One of another version of Xapian is none, but not understood. `findings`
 * may be NULL. MRG_ERR_IO when a file may not be read, MRG_ERR_MEMORY. glass_tables_free afterwards in any
 * case. */
mrg_status glass_tables_read(struct glass_tables *tables, const char *path,
                             struct findings *findings, mrg_error *error);
void glass_tables_free(struct glass_tables *tables);

/* Make folder `to`, beside the database's folder `name`, a database with the tables of that but those whose
 * bit (1 << table) is set in `without`: these are empty. The others are links, so it is for reading only.
 * `tables` is read. MRG_ERR_IO, MRG_ERR_NO_SPACE, MRG_ERR_MEMORY. */
mrg_status glass_tables_leave_out(const struct glass_tables *tables, const char *name,
                                  const char *to, unsigned without, mrg_error *error);

#endif
