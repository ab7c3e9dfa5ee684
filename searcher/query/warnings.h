/* Collecting the warnings about a query, and the one failure reading it can have. */
#ifndef MORGUE_SEARCHER_QUERY_WARNINGS_H
#define MORGUE_SEARCHER_QUERY_WARNINGS_H

#include "common/base/buffer.h"
#include "searcher/query/query_tree.h"

/* What every stage of reading shares. Once `out_of_memory` is set, what is made is thrown away. */
struct reading {
    mrg_text text;           /* the query; borrowed */
    mrg_time now;            /* what relative dates count from, or MRG_NO_TIME */
    bool any_word;           /* words side by side are joined by OR */
    struct query_tree *tree; /* receives nodes, texts and warnings; borrowed */
    size_t warnings_seen;    /* how many there were, those beyond the limit included */
    bool out_of_memory;      /* an allocation failed */
};

/* Add the warning `before`, a quotation of `quoted` (cut when long, control characters and broken
 * UTF-8 replaced), `after`. Over QUERY_WARNINGS_MAX it is only counted. */
void warn(struct reading *reading, const char *before, mrg_text quoted, const char *after);

/* Add the line that says how many warnings were left out, if any were. */
void warnings_finish(struct reading *reading);

#endif
