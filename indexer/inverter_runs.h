/* What an inverter learns of a run of characters or a keyword's value that it has not met before. Behind inverter.h,
 * for inverter_text.c and inverter_keywords.c alone. */
#ifndef MORGUE_INDEXER_INVERTER_RUNS_H
#define MORGUE_INDEXER_INVERTER_RUNS_H

#include "common/text/tokenizer.h"
#include "indexer/inverter.h"

/* Scopes that runs are cached under: a kind, beyond the fields' own numbers, and a language. */
enum run_scope_kind {
    SCOPE_HIDDEN = 0x40, /* + field: indexed, not stored */
    SCOPE_STORED = 0x80, /* not indexed */
    SCOPE_GAP = 0x81,    /* the same, between words */
    SCOPE_KEYWORD = 0xC0 /* + field */
};

static inline uint32_t run_scope(unsigned kind, language_id language)
{
    return kind << 8 | language;
}

/* What is to be known of a run. */
struct run_lesson {
    enum key_field field; /* whose terms its words are; 0: it has none, and is stored */
    language_id language;
    bool is_stored; /* as it is */
    bool is_gap;    /* it stands between words */
};

/* Put a run into the cache, unless somebody has done so meanwhile; its value there. */
uint32_t inverter_learn_run(struct inverter *inverter, const struct run_key *key,
                            const struct run_lesson *lesson);

/* The same of the value of a keyword of `field`, whose terms the caller has made the inverter's tokens. */
uint32_t inverter_learn_keyword(struct inverter *inverter, const struct run_key *key,
                                enum key_field field);

/* The item of a text that is stored and has no form of its own. ITEM_NONE when memory is short. */
uint32_t inverter_text_item(struct inverter *inverter, mrg_text text, bool is_gap);

/* A new item for a keyword's term that is not cached, as nothing else has it; the bytes of `term` must stay where they
 * are until inverter_learn. ITEM_NONE when memory is short. */
uint32_t inverter_term_item(struct inverter *inverter, enum key_field field, mrg_text term);

/* The item of a token that is not stored here. ITEM_NONE when memory is short. */
uint32_t inverter_token_item(struct inverter *inverter, enum key_field field, language_id language,
                             const struct token *token);

/* The item that is `form` and no text. ITEM_NONE when memory is short. */
uint32_t inverter_form_item(struct inverter *inverter, uint32_t form);

#endif
