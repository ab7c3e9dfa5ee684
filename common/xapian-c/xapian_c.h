/* The C face of xapian-core 1.4. Including this file gives all of it; names begin xc_.
 *
 * Reading order: kinds.h (how calls fail), database.h (reading), writable.h and document.h
 * (writing), query.h and enquire.h (searching), cursor.h (walking through lists), compact.h
 * (several databases into one), check.h (damage), stem.h (stemmers).
 *
 * Conventions
 * - Every call that can fail returns a mrg_status and takes a `mrg_error *` that may be NULL.
 *   Whatever is thrown inside comes back that way; no C++ exception leaves a call. On success the
 *   mrg_error is left alone.
 * - *Owned*: an out-parameter of handle type; released with the handle's _free, which takes NULL.
 *   It is NULL after a failure. *Borrowed*: lives as long as the comment says.
 * - Handles share what lies below them: one may be freed while another made from it is in use. The
 *   exceptions are named where they occur.
 * - Pointers must not be NULL unless the comment says so. A mrg_text may have NULL data when its
 *   size is 0. Text is bytes: NUL bytes and broken UTF-8 are stored as they are.
 * - All handles made from one database are used by one thread at a time. Handles of different
 *   databases have nothing in common.
 * - MRG_ERR_MEMORY can come from every call that returns a status and is not repeated below. After
 *   it, as after every failure, handles may be used further or freed, unless said otherwise.
 */
#ifndef MORGUE_XAPIAN_C_H
#define MORGUE_XAPIAN_C_H

#include "common/xapian-c/check.h"
#include "common/xapian-c/compact.h"
#include "common/xapian-c/cursor.h"
#include "common/xapian-c/database.h"
#include "common/xapian-c/document.h"
#include "common/xapian-c/enquire.h"
#include "common/xapian-c/kinds.h"
#include "common/xapian-c/query.h"
#include "common/xapian-c/stem.h"
#include "common/xapian-c/writable.h"

#endif
