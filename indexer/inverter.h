/* Turns articles into a run: for each article the sequence of its items, as numbers.
 *
 * A *form* is a distinct way of writing a term of a field; it knows its term. An item (stream_items.h) is a form,
 * or a stretch of text as it is stored, or both. The stream (number_stream.h) holds one number per item, positions
 * being implied:
 *
 *   number below STREAM_SET    an item; if it has a form, an occurrence of that, at the position after the one
 *                              before
 *   STREAM_SET | p             the next occurrence is at position p + 1
 *   STREAM_SET | STREAM_BITS | n   the next 30 bits of a number that is stored, lowest first; three for each time
 *
 * so that nearly every word of the archive costs two bytes here, as most are forms met early, and the stemmer runs
 * once per distinct form. For an inverter that keeps text, an article begins with all that its record holds, field by field (lexicon.h), up to
 * ITEM_END; what follows is indexed only. native/run_sort.c sorts streams by term, native/run_texts.c stores them.
 */
#ifndef MORGUE_INDEXER_INVERTER_H
#define MORGUE_INDEXER_INVERTER_H

#include "common/segment/dictionary.h"
#include "common/text/analyzer.h"
#include "indexer/number_stream.h"
#include "indexer/vocabulary.h"

#define STREAM_BITS UINT32_C(0x40000000)

enum {
    POSITION_BITS = 26,         /* positions in an article: 67 million */
    RUN_ARTICLES_MAX = 1 << 22, /* articles in a run */
    STREAM_NUMBER_BITS = 30,    /* of a stored number, in one number of the stream */
    STREAM_NUMBER_PARTS = 3
};

/* A word whose form is still to be found (inverter_words.h). */
struct new_word {
    mrg_text
        form; /* borrowed: as written, which is the same cleaned; at most FORM_SIZE_MAX bytes */
    mrg_text keyword; /* borrowed: its term; data NULL: what the analyzer makes of the form */
    enum key_field field;
    language_id language;
    bool is_stored; /* as written */
    uint32_t item;  /* its item */
};

enum { NEW_WORDS_MAX = STRINGS_TOGETHER };

struct inverter {
    struct analyzer *analyzer; /* owned */
    bool keeps_text;           /* set by the owner: the stream tells how articles are stored, too */
    struct vocabulary *words;  /* what its stream's numbers stand for */
    struct item_stock stock;   /* of these */
    bool shares_words;         /* with others: borrowed; whose they are enters and leaves them */
    struct buffer folded;      /* scratch */
    struct buffer tokens;      /* scratch: struct new_token (inverter_words.h) */
    struct buffer token_texts; /* scratch: their terms and forms */
    struct new_word new_words[NEW_WORDS_MAX];
    unsigned new_count;

    struct number_stream stream; /* all articles of the run, one behind the other */
    uint64_t broken;             /* bytes of broken UTF-8 met */
    bool failed;                 /* memory ran short: the run is not complete */
};

/* With a vocabulary of its own where `words` is NULL; otherwise it shares these, which must outlast it. False when
 * memory is short. */
bool inverter_init(struct inverter *inverter, struct vocabulary *words);
void inverter_free(struct inverter *inverter);

/* What adding an article found out. */
struct inverted_article {
    uint32_t length;      /* scored occurrences: text, headline and byline */
    uint64_t words;       /* occurrences in the text, joined forms not counted */
    uint64_t fingerprint; /* of the body */
    uint32_t highest;     /* position of an occurrence */
    uint64_t stored;      /* numbers of the stream, from its start, that tell how it is stored */
};

/* The form of an item of the stream; without text in the stream, every item has one. */
static inline uint32_t inverter_form(const struct inverter *inverter, uint32_t number)
{
    return inverter->words->items.all[number].form;
}

/* Add `article`, in `language`; words that are shared must have been entered. MRG_ERR_LIMIT (it is not added) when it
 * has too many words, MRG_ERR_MEMORY. */
mrg_status inverter_add(struct inverter *inverter, const mrg_article *article, language_id language,
                        struct inverted_article *about, mrg_error *error);

/* Find the forms of words that were new in the articles added since the last time. inverter_add does, unless words are
 * shared: then it is to be called before they are left, while these articles are still there. */
void inverter_learn(struct inverter *inverter);

/* Forget articles and stream; and what was learnt, if it is not shared and takes more than `cache_limit` bytes. */
void inverter_clear(struct inverter *inverter, size_t cache_limit);

/* What the inverter knows of shared words means nothing any more, as they were cleared. */
void inverter_forget(struct inverter *inverter);

/* Bytes held, shared words not counted. */
size_t inverter_memory(const struct inverter *inverter);

/* Every distinct term of `article`, as keys, each once: calls `each` for them. For removing a stored
 * article. Uses the same path as inverter_add, on a scratch inverter without articles. */
mrg_status inverter_terms(struct inverter *scratch, const mrg_article *article,
                          language_id language,
                          void (*each)(void *context, enum key_field field, mrg_text term),
                          void *context, mrg_error *error);

#endif
