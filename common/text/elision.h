/* Elided articles and pronouns: "l'État", "dell'Unione". */
#ifndef MORGUE_TEXT_ELISION_H
#define MORGUE_TEXT_ELISION_H

#include "common/morgue.h"
#include "common/text/language.h"

/* How many bytes at the start of `word` (folded) are an elided word of `language` with its
 * apostrophe; 0 when none are, or nothing but these. */
size_t elision_size(language_id language, mrg_text word);

#endif
