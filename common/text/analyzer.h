/* From written forms to terms: possessive and elision off, NFKC, case folding, stemming, diacritics
 * off. Rules: docs/ANALYSIS.md. */
#ifndef MORGUE_TEXT_ANALYZER_H
#define MORGUE_TEXT_ANALYZER_H

#include "common/base/buffer.h"
#include "common/text/language.h"

enum { TERM_SIZE_MAX = 64 }; /* bytes of a term's text; a longer one is cut at a character */

/* Holds the stemmers in use. One per thread; opaque. */
struct analyzer;

/* NULL when memory is short. Stemmers are made when first needed. */
struct analyzer *analyzer_new(void);
void analyzer_free(struct analyzer *analyzer);

/* Write the term of written form `form` in `language` to `term` (NUL-free bytes, at most
 * TERM_SIZE_MAX, *size receives how many). Never empty for a form with a letter or digit. Fails
 * only with MRG_ERR_MEMORY, or with that of a stemmer that cannot be loaded. */
mrg_status analyzer_term(struct analyzer *analyzer, language_id language, mrg_text form,
                         char term[TERM_SIZE_MAX], size_t *size, mrg_error *error);

/* As analyzer_term but without the stemmer: what wildcards and fuzzy words compare with, and, with
 * `keep_diacritics`, what language_is_stopword takes. Appends to `folded`. */
mrg_status analyzer_fold(struct analyzer *analyzer, mrg_text form, bool keep_diacritics,
                         struct buffer *folded, mrg_error *error);

/* Write the value of a keyword field as it is indexed and looked up: NFKC, case folded, diacritics
 * off, white space runs one space, none at the ends. Over KEYWORD_SIZE_MAX bytes: cut, and the 16
 * hex digits of a 64-bit hash of the whole folded value behind. Replaces the contents of `folded`.
 */
enum { KEYWORD_SIZE_MAX = 200 };
mrg_status analyzer_fold_keyword(struct analyzer *analyzer, mrg_text value, struct buffer *folded,
                                 mrg_error *error);

/* Clean a written form for comparing "as written": NFC, every apostrophe U+0027. Appends. Two
 * occurrences have the same written form when these bytes are equal. */
mrg_status analyzer_clean_form(struct analyzer *analyzer, mrg_text form, struct buffer *clean,
                               mrg_error *error);

#endif
