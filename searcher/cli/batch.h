/* Many queries in one process, for evaluation and for measuring. */
#ifndef MORGUE_SEARCHER_BATCH_H
#define MORGUE_SEARCHER_BATCH_H

#include "searcher/cli/options.h"
#include "searcher/cli/output.h"

/* Run every line of the file that --batch names: "NUMBER<TAB>TEXT", or a text whose number is that of
 * its line. Empty lines are passed over. Results are written query by query. *found tells whether any
 * query found something. MRG_ERR_MISSING or MRG_ERR_IO for the file, else as searching and writing. */
mrg_status batch_run(struct output *output, const mrg_index *index, const struct options *options,
                     bool *found, mrg_error *error);

/* Take a line (without its line break) apart. `line_number` counts from 1; its digits are written to
 * `scratch` when the line has no number of its own. False for an empty line. */
bool batch_split_line(mrg_text line, size_t line_number, char scratch[24], mrg_text *number,
                      mrg_text *text);

#endif
