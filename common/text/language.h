/* The languages text can be in: codes, names, stemmers, function words. */
#ifndef MORGUE_TEXT_LANGUAGE_H
#define MORGUE_TEXT_LANGUAGE_H

#include "common/morgue.h"

/* Index of a language in the table of language.c; 0 is "no language": words are not stemmed. Not
 * stored on disk (the ISO code is), so the table may grow and be reordered. */
typedef uint8_t language_id;
enum { LANGUAGE_NONE = 0 };

/* The language for an ISO 639-1 or 639-2 code, with or without region ("en", "EN-gb", "eng",
 * "pt_BR"), or an English or native name ("english", "Deutsch"). LANGUAGE_NONE when unknown. */
language_id language_find(mrg_text code_or_name);

/* Its ISO 639-1 code, such as "en"; "" for LANGUAGE_NONE. Static. */
const char *language_code(language_id language);

/* The name of its Snowball stemmer as xapian-core spells it; NULL when there is none (Japanese). */
const char *language_stemmer(language_id language);

/* Whether capital I is the capital of dotless i (Turkish, Azerbaijani). */
bool language_has_dotless_i(language_id language);

/* Whether its stemmer knows plain letters only, so that diacritics go before it instead of after
 * (English, Russian): "résumés" and "resumes", "ёлка" and "елка" then give the same term. */
bool language_stems_bare(language_id language);

/* Whether names are set apart from their endings by an apostrophe (Turkish "Ankara'da"), so that
 * what follows it is no part of the word. */
bool language_has_suffix_apostrophe(language_id language);

/* Whether the first letter of a word, when it is ASCII, is that of its stem, and no stem is longer than its
 * word: its stemmer does nothing but take off and shorten endings. */
bool language_keeps_initials(language_id language);

/* Whether its stemmer is that of stem_english.h. */
bool language_stems_english(language_id language);

/* Whether `word` (folded: lower case, NFKC, diacritics kept) is a function word of `language`. */
bool language_is_stopword(language_id language, mrg_text word);

/* How many languages there are; valid ids are below it. */
size_t language_count(void);

/* The likely language of `text` by script and by share of function words, for articles that name
 * none; LANGUAGE_NONE when there is too little to go by. Reads at most the first 4,096 bytes. */
language_id language_guess(mrg_text text);

#endif
