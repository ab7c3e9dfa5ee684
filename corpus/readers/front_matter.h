/* "Key: value" lines before a plain text, as in mail and in texts kept with their particulars. */
#ifndef MORGUE_CORPUS_READERS_FRONT_MATTER_H
#define MORGUE_CORPUS_READERS_FRONT_MATTER_H

#include "corpus/article.h"

/* Read the lines at the head of `text` into the article when they are such (every line up to a
 * blank one is, and one key at least is known). Returns the text behind them, or all of it. */
mrg_text front_matter_read(mrg_text text, struct article_builder *builder);

#endif
