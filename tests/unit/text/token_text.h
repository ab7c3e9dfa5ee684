/* Tokens as a line of text, for tables of expectations. */
#ifndef MORGUE_TESTS_TOKEN_TEXT_H
#define MORGUE_TESTS_TOKEN_TEXT_H

#include "common/morgue.h"
#include "common/text/analyzer.h"

/* Write the tokens of `text` as "form@position[start-end]", a space between two, to `out` (room for
 * `capacity` bytes, cut there), with a NUL. */
void tokens_as_text(mrg_text text, char *out, size_t capacity);

/* The same as "term@position". */
void terms_as_text(struct analyzer *analyzer, language_id language, mrg_text text, char *out,
                   size_t capacity);

/* The term of one form as a string in `out`, room for TERM_SIZE_MAX + 1 bytes. */
void term_as_text(struct analyzer *analyzer, language_id language, mrg_text form, char *out);

static inline mrg_text text_of_string(const char *string)
{
    return (mrg_text){string, __builtin_strlen(string)};
}

#endif
