/* One article, whole. */
#ifndef MORGUE_SEARCHER_SHOW_H
#define MORGUE_SEARCHER_SHOW_H

#include "searcher/cli/options.h"
#include "searcher/cli/output.h"

/* Append the article that --show names, the matches of the query (if any) marked, as text or JSON.
 * MRG_ERR_MISSING when the index holds no such article, or one whose embargo has not ended. */
mrg_status show_article(struct output *output, const mrg_index *index,
                        const struct options *options, mrg_error *error);

#endif
