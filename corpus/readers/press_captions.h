/* Captions in texts copied out of a press database. A picture leaves the mark "?? ??" there; behind
 * it stands the caption, and then mostly the caption once more, with a mark of its own or without.
 */
#ifndef MORGUE_CORPUS_READERS_PRESS_CAPTIONS_H
#define MORGUE_CORPUS_READERS_PRESS_CAPTIONS_H

#include "corpus/article.h"

/* Append `text` to `body` without marks, captions and their repeats; each caption is added to the
 * article once. */
void press_split_captions(mrg_text text, struct article_builder *builder, struct buffer *body);

#endif
