/* Private to this folder: the writer's handle. */
#ifndef MORGUE_XAPIAN_C_WRITABLE_HANDLE_H
#define MORGUE_XAPIAN_C_WRITABLE_HANDLE_H

#include "common/xapian-c/handles.h"
#include "common/xapian-c/writable.h"

struct xc_writable {
    Xapian::WritableDatabase db; /* the database, with its lock */
    xc_database reader;          /* the same database as its readers take it */

    explicit xc_writable(const Xapian::WritableDatabase &opened) : db(opened)
    {
        reader.db = db;
    }
};

#endif
