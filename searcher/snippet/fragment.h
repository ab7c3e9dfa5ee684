/* From a window to the piece of text that is shown: whole words, whole sentences where possible. */
#ifndef MORGUE_SEARCHER_FRAGMENT_H
#define MORGUE_SEARCHER_FRAGMENT_H

#include "searcher/snippet/window.h"

/* A piece of a passage. */
struct fragment {
    size_t passage;    /* number of the passage */
    size_t start;      /* byte offset in its text */
    size_t end;        /* byte offset behind it */
    bool cut_at_start; /* a sentence is cut there */
    bool cut_at_end;   /* a sentence is cut there */
};

/* The fragment for `window` on `text`. It never goes beyond `barrier` (bytes), where another fragment
 * begins or the text ends. */
struct fragment fragment_make(mrg_text text, const struct window *window, size_t barrier);

#endif
