/* Exit codes of morgue-index, the only place that knows them. */
#ifndef MORGUE_INDEXER_CLI_EXIT_CODE_H
#define MORGUE_INDEXER_CLI_EXIT_CODE_H

#include "common/morgue.h"

enum exit_code {
    EXIT_DONE = 0,         /* everything asked for was done */
    EXIT_FAILURES = 1,     /* done, but for what was listed as failed */
    EXIT_USAGE = 2,        /* the command line makes no sense; nothing was done */
    EXIT_INDEX = 3,        /* the index is missing, damaged, or cannot be read or written */
    EXIT_LOCKED = 4,       /* another program is writing this index */
    EXIT_SIGNAL_BASE = 128 /* plus the signal's number: stopped on request, work committed */
};

/* The exit code for a failed call on an index. */
int exit_code_of(mrg_status status);

#endif
