/* Usage and help, written from the table of verbs. */
#ifndef MORGUE_INDEXER_CLI_HELP_H
#define MORGUE_INDEXER_CLI_HELP_H

#include <stdio.h>

#include "indexer/cli/command.h"

/* All verbs, one line each, and the exit codes. */
void print_usage(FILE *out);

/* One verb with its options. */
void print_command_help(FILE *out, const struct command *command);

#endif
