/* Lines on standard error. */
#ifndef MORGUE_SEARCHER_COMPLAIN_H
#define MORGUE_SEARCHER_COMPLAIN_H

#include "common/morgue.h"

/* Print "morgue-search: `kind``message`", made safe for a terminal, on a line. `kind` is "" or such as
 * "warning: ". */
void complain(const char *kind, const char *message);

/* Print the warnings about how `query` was read. `number` is that of the query in a batch, or empty. */
void complain_about_query(const mrg_query *query, mrg_text number);

#endif
