/* Stopping on request: SIGINT and SIGTERM ask, the program ends in good order. */
#ifndef MORGUE_INDEXER_CLI_INTERRUPT_H
#define MORGUE_INDEXER_CLI_INTERRUPT_H

/* From now on the first SIGINT or SIGTERM only sets a mark; a second one ends the process at once.
 * SIGPIPE is ignored: losing the terminal must not lose a night's work. */
void interrupt_prepare(void);

/* The number of the signal that came; 0 as long as none did. */
int interrupt_signal(void);

#endif
