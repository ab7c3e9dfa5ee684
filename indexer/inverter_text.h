/* How an inverter walks over text: the hot loop of indexing. Behind inverter.h, for inverter.c alone. */
#ifndef MORGUE_INDEXER_INVERTER_TEXT_H
#define MORGUE_INDEXER_INVERTER_TEXT_H

#include "common/segment/fingerprint.h"
#include "indexer/inverter.h"

/* A walk over the texts of one field of an article. */
struct field_pass {
    struct inverter *inverter;
    enum key_field field; /* whose terms the words are; 0: they are only stored */
    language_id language;
    bool is_stored;                  /* what is passed is stored as well */
    unsigned scope;                  /* of runs that are words, under which they are cached */
    unsigned hidden_scope;           /* of runs that are indexed but not stored here */
    unsigned gap_scope;              /* of what stands between words */
    uint32_t position;               /* of the occurrence put last */
    uint64_t occurrences;            /* put so far */
    uint64_t joined;                 /* of them at the position of the one before */
    struct fingerprint *fingerprint; /* takes words in when not NULL */
    size_t stored_end;               /* in the current text: behind what is stored so far, bytes */
    bool after_word;                 /* what was stored last is a word */
};

/* A walk over texts in `language` whose words become terms of `field` (0: none), and which are stored or not. */
struct field_pass field_pass_new(struct inverter *inverter, enum key_field field,
                                 language_id language, bool is_stored);

/* Add the words of `text`, the first at position `base` + 1. */
void field_pass_add(struct field_pass *pass, mrg_text text, uint32_t base);

/* One number more. */
void inverter_put(struct inverter *inverter, uint32_t number);

/* An item; ITEM_NONE, as memory was short, is none, and the inverter has failed. */
void inverter_put_item(struct inverter *inverter, uint32_t item);

#endif
