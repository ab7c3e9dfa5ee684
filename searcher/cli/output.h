/* Getting what was printed to standard output, through a pager where that helps, and noticing when it
 * does not arrive. */
#ifndef MORGUE_SEARCHER_OUTPUT_H
#define MORGUE_SEARCHER_OUTPUT_H

#include "common/base/buffer.h"
#include "common/morgue.h"
#include "searcher/cli/terminal.h"

struct output {
    struct buffer text;       /* not yet written; owned */
    struct terminal terminal; /* what standard output is */
    bool use_pager;           /* long text on a terminal goes through a pager */
    bool is_closed; /* the reader has gone (a pipe to head): write nothing more, no error */
};

/* Write what has gathered and clear it. A reader that has gone is no error. MRG_ERR_IO, MRG_ERR_NO_SPACE,
 * or MRG_ERR_MEMORY when the text could not be put together. */
mrg_status output_flush(struct output *output, mrg_error *error);

/* output_flush for the last text of a run: through a pager ($MORGUE_PAGER, $PAGER, else "less -R") when
 * it is longer than the terminal is high. */
mrg_status output_finish(struct output *output, mrg_error *error);

void output_free(struct output *output);

#endif
