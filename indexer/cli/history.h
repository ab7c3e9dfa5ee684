/* The log of an index: a line for each run that was to change it, in the file `log` of its folder. */
#ifndef MORGUE_INDEXER_CLI_HISTORY_H
#define MORGUE_INDEXER_CLI_HISTORY_H

#include "common/base/buffer.h"

/* Append " name=value" to the facts of a run. */
void history_fact(struct buffer *facts, const char *name, uint64_t value);

/* The same with three digits behind the point. */
void history_decimal(struct buffer *facts, const char *name, double value);

/* Append the line of a run to the log of the index folder `index`: the time, `verb`, the exit code and
 * `facts` (may be NULL). Does nothing where there is no index; says on stderr why it could not. */
void history_append(const char *index, const char *verb, int exit_code, const struct buffer *facts);

/* The time in UTC, as it stands in a log: 2022-01-14T02:00:05Z. */
enum { HISTORY_TIME_ROOM = 32 };
void history_time(char out[HISTORY_TIME_ROOM]);

#endif
