/* Building an mrg_marked: a text with its matches. */
#ifndef MORGUE_SEARCHER_MARKED_H
#define MORGUE_SEARCHER_MARKED_H

#include "common/base/buffer.h"
#include "searcher/snippet/match_list.h"

struct mrg_marked {
    struct buffer text;  /* owned */
    struct buffer spans; /* array of mrg_span, owned; ascending, none touching the next */
};

/* An empty one, owned by the caller; NULL when memory is short. After that its buffers tell of
 * failures. */
mrg_marked *marked_new(void);

/* Whether an allocation failed on the way. */
bool marked_failed(const mrg_marked *marked);

/* Append `text` as it is, with `matches` (in order of start) marked. */
void marked_append(mrg_marked *marked, mrg_text text, const struct match *matches, size_t count);

/* Append text[start..end), every run of white space and control characters as one space, with the
 * `matches` of `text` that begin inside marked as far as they lie inside. */
void marked_append_collapsed(mrg_marked *marked, mrg_text text, size_t start, size_t end,
                             const struct match *matches, size_t count);

#endif
