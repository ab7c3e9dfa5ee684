/* HTML and SGML made plain, simply: no tree, no style, just the text and where its paragraphs end.
 * For bodies that come as markup inside another format. */
#ifndef MORGUE_CORPUS_MARKUP_H
#define MORGUE_CORPUS_MARKUP_H

#include "common/base/buffer.h"
#include "common/morgue.h"

/* Append the text of HTML `html`: tags, comments, scripts and styles off, entities decoded, white
 * space runs one space, a blank line where a block begins or ends, a line break for <br>. */
void markup_append_text(mrg_text html, struct buffer *text);

/* Append `text` with its entities decoded and nothing else changed. References to control
 * characters other than tab and line feed become a space; what is no entity stays as it is. */
void markup_append_decoded(mrg_text text, struct buffer *decoded);

/* Whether `text` begins with a tag and holds a closing one. */
bool markup_is_likely(mrg_text text);

#endif
