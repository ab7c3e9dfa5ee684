/* Checking a database for damage. */
#ifndef MORGUE_XAPIAN_C_CHECK_H
#define MORGUE_XAPIAN_C_CHECK_H

#include "common/xapian-c/database.h"

#ifdef __cplusplus
extern "C" {
#endif

/* One line of what Xapian has to say (NUL-terminated, without its end), borrowed for the call. */
typedef void (*xc_check_line)(void *context, const char *line);

/* Verify the structure of the local database at `path` (a folder or a single file; NUL-terminated), as of
 * its last commit. `line` (may be NULL) is called with each line that Xapian prints, about what is in
 * order as well; `context` is handed to it. *errors receives how many errors were found. A writer that
 * commits meanwhile can make a sound database look damaged. MRG_OK when it could be looked at, whatever
 * was found; else as xc_database_open. */
mrg_status xc_database_check(const char *path, xc_check_line line, void *context, uint64_t *errors,
                             mrg_error *error);

#ifdef __cplusplus
}
#endif

#endif
