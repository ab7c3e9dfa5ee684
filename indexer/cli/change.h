/* Opening an index that must be there already, for the verbs that change one. */
#ifndef MORGUE_INDEXER_CLI_CHANGE_H
#define MORGUE_INDEXER_CLI_CHANGE_H

#include "indexer/cli/command.h"

/* Open the writer of the index that is the first operand. Unlike mrg_writer_open this creates
 * nothing. *writer is owned. Returns an exit code; other than EXIT_DONE after saying why on stderr.
 */
int change_begin(const struct invocation *invocation, mrg_writer **writer);

/* Say what failed and return the exit code for it; EXIT_DONE for success. */
int change_result(mrg_status status, const mrg_error *error);

#endif
