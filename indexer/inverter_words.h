/* What an inverter learns once per distinct word: the term of a written form. Behind inverter.h, for inverter.c and
 * inverter_text.c alone.
 *
 * Most of that time is waiting for memory: nothing of what is new lies in the cache. So a word's item is made at once,
 * and its form is found later, together with those of others, if need be of other articles.
 */
#ifndef MORGUE_INDEXER_INVERTER_WORDS_H
#define MORGUE_INDEXER_INVERTER_WORDS_H

#include "indexer/inverter.h"

/* The form of a term; added when it is new. */
uint32_t inverter_add_form(struct inverter *inverter, enum key_field field, mrg_text term,
                           mrg_text form);

/* The form of a token in `language`; added when it is new. */
uint32_t inverter_form_of_token(struct inverter *inverter, enum key_field field,
                                language_id language, mrg_text token);

/* A new item for `word`, whose form is not known before inverter_learn. ITEM_NONE when memory is short. */
uint32_t inverter_new_word(struct inverter *inverter, const struct new_word *word);

#endif
