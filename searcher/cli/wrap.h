/* Text in lines of a given width, with its matches set off. */
#ifndef MORGUE_SEARCHER_WRAP_H
#define MORGUE_SEARCHER_WRAP_H

#include "common/base/buffer.h"
#include "common/morgue.h"
#include "searcher/cli/terminal.h"

/* How lines are laid out. */
struct layout {
    size_t width; /* columns of a line, indent included; 0: as long as the paragraph */
    const char
        *first;       /* what the first line begins with: plain ASCII, taking its size in columns */
    size_t indent;    /* columns that every later line is set in by */
    enum style style; /* of the text */
    bool has_style;   /* styles are written at all, for matches too */
};

/* Append `text` in lines, each ending in a line break. Lines break at white space, between wide
 * characters, and inside a word only where it is longer than a line; a line break in the text stays
 * one. Columns are counted as terminals do. `spans` (ascending) are written in STYLE_MATCH. No style
 * reaches over the end of a line. Text without a character gives `first` alone on its line. */
void wrap_append(struct buffer *out, mrg_text text, const mrg_span *spans, size_t span_count,
                 const struct layout *layout);

#endif
