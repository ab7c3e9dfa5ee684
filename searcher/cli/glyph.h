/* The characters of article text on their way to a terminal: how wide they are, and which must never
 * get there. */
#ifndef MORGUE_SEARCHER_GLYPH_H
#define MORGUE_SEARCHER_GLYPH_H

#include "common/base/buffer.h"
#include "common/morgue.h"

#define REPLACEMENT "\xEF\xBF\xBD" /* U+FFFD in UTF-8 */

struct glyph {
    const char *bytes; /* as in the text; borrowed from it */
    size_t size;       /* bytes, at least 1 */
    int32_t code;      /* code point; U+FFFD for a broken byte */
    bool is_broken;    /* a byte that is not UTF-8 */
};

/* The character at byte `at` (< text.size). */
struct glyph glyph_read(mrg_text text, size_t at);

/* Columns it takes on a terminal as glyph_append writes it: 0, 1 or 2. */
unsigned glyph_columns(const struct glyph *glyph);

/* Whether a terminal would take it as a command or reorder the line by it: control characters and
 * the directional overrides. */
bool glyph_is_unsafe(const struct glyph *glyph);

/* Whether a line may be broken before or behind it without a space: Han, kana, wide punctuation. */
bool glyph_is_wide(const struct glyph *glyph);

/* Append it as it may be shown: unsafe and broken ones as U+FFFD, white space as a space, soft
 * hyphens not at all. */
void glyph_append(struct buffer *out, const struct glyph *glyph);

/* Append all of `text` that way. */
void glyphs_append(struct buffer *out, mrg_text text);

#endif
