/* How internal code reports failure: fill the caller's mrg_error and return its status. */
#ifndef MORGUE_BASE_ERROR_H
#define MORGUE_BASE_ERROR_H

#include "common/morgue.h"

/* Set `error` (may be NULL) to `status` and the formatted line; return `status`. Control characters
 * that came in with file names or article text are replaced, so that the message stays one line. */
mrg_status fail(mrg_error *error, mrg_status status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* fail() for a refused system call: "`doing` `path`: reason", the reason being that of errno value
 * `code`. Picks MRG_ERR_MISSING for ENOENT, MRG_ERR_NO_SPACE for ENOSPC and EDQUOT, MRG_ERR_MEMORY
 * for ENOMEM, else MRG_ERR_IO. `doing` is a phrase such as "cannot open". */
mrg_status fail_errno(mrg_error *error, int code, const char *doing, const char *path);

/* fail() for a refused allocation. */
mrg_status fail_memory(mrg_error *error);

#endif
