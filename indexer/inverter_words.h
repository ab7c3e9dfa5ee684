/* What an inverter learns once per distinct word: the term of a written form. Behind inverter.h, for inverter_runs.c
 * and inverter_keywords.c alone.
 *
 * Most of that time is waiting for memory: nothing of what is new lies in the cache. So a word's item is made at once,
 * and its form is found later, together with those of others, if need be of other articles. Where a run is not one
 * plain word, the forms of its tokens are found first.
 */
#ifndef MORGUE_INDEXER_INVERTER_WORDS_H
#define MORGUE_INDEXER_INVERTER_WORDS_H

#include "common/text/tokenizer.h"
#include "indexer/inverter.h"

/* ---- tokens of one run or keyword ---- */

/* A term with the way in which it is written. */
struct new_token {
    uint32_t at;        /* where term, then form, are in the inverter's token_texts */
    uint32_t term_size; /* bytes */
    uint32_t form_size; /* bytes */
    bool is_joined;     /* at the position of the one before */
    uint32_t form;      /* once learnt */
    const char *text;   /* once learnt: its form, which stays as long as items do */
};

/* Forget tokens. */
void inverter_clear_tokens(struct inverter *inverter);

/* Add a token of a text in `language`, as the analyzer reads it. */
void inverter_add_token(struct inverter *inverter, language_id language, const struct token *token);

/* Add one that is its term as it is. */
void inverter_add_term(struct inverter *inverter, mrg_text term);

/* Have the forms of all tokens, whose terms are of `field`. They and *count are borrowed until the next is added; there
 * are none where memory is short. */
const struct new_token *inverter_learn_tokens(struct inverter *inverter, enum key_field field,
                                              uint32_t *count);

/* ---- plain words ---- */

/* Note a new word, whose form is not known before inverter_learn. */
void inverter_new_word(struct inverter *inverter, const struct new_word *word);

#endif
