/* What the readers of plain text share: the source as one text, and its lines. */
#ifndef MORGUE_CORPUS_READERS_TEXT_SOURCE_H
#define MORGUE_CORPUS_READERS_TEXT_SOURCE_H

#include "corpus/reader_internal.h"

/* Whether a source that begins so is text for people: hardly any control characters, no markup, no
 * container that begins with words. UTF-16 with a byte order mark is. */
bool text_source_is_text(const struct source_head *head);

/* Read all of the source and put it into `text` (replaced) as UTF-8 with line feeds only; what is
 * not UTF-8 is read as windows-1252. READ_ARTICLE when there is anything but white space, else as
 * reader_format.next. */
enum read_outcome text_source_load(struct reader *reader, struct buffer *text, mrg_error *error);

/* The next line of *rest, without its line feed; false when nothing is left. */
bool text_next_line(mrg_text *rest, mrg_text *line);

/* Whether the line holds white space only. */
bool text_is_blank(mrg_text line);

/* Add `text` to the body: paragraphs are what blank lines divide; their lines stay as they are. */
void text_add_paragraphs(struct article_builder *builder, mrg_text text);

#endif
