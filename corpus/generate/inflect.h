/* Regular English inflection, enough for the built-in word lists. */
#ifndef MORGUE_CORPUS_GENERATE_INFLECT_H
#define MORGUE_CORPUS_GENERATE_INFLECT_H

#include "common/base/buffer.h"

/* Each appends a form of `word` (NUL-terminated). A verb whose last letter doubles before an ending
 * is listed with a '+' behind it ("plan+": plan, plans, planned, planning). */
void append_plural(struct buffer *out, const char *word);
void append_base(struct buffer *out, const char *verb);
void append_third_person(struct buffer *out, const char *verb);
void append_past(struct buffer *out, const char *verb);
void append_gerund(struct buffer *out, const char *verb);

#endif
