/* What the snippet code needs to know about a query: which tokens of a text belong to it.
 *
 * The planner makes a matcher from a parsed query; the snippet code knows nothing of terms, stems or
 * engines. A query is a list of *words*, numbered from 0: whatever one leaf of the query accepts (the
 * inflections of a stem, the expansions of a wildcard, one written form) is one word. Words that count
 * only in a row are listed as *phrases*.
 */
#ifndef MORGUE_SEARCHER_MATCHER_H
#define MORGUE_SEARCHER_MATCHER_H

#include "common/morgue.h"
#include "common/text/language.h"
#include "common/text/tokenizer.h"

enum { MATCHER_WORDS_MAX = 8 }; /* words of the query that one token can belong to */

/* A word of the query. */
struct match_word {
    double weight; /* rarity, such as ln(N / n); what is not above 0 counts for next to nothing */
    bool is_alone; /* marked wherever it stands; false: only where a phrase holds it */
};

/* Words that must stand at positions in a row. */
struct match_phrase {
    const size_t *words; /* word numbers, in order; a word may be in several phrases; borrowed */
    size_t count;        /* how many; a phrase of none is never found */
};

struct matcher {
    const struct match_word *words;     /* borrowed */
    size_t word_count;                  /* how many words the query has */
    const struct match_phrase *phrases; /* borrowed; NULL when there are none */
    size_t phrase_count;                /* how many phrases the query has */
    void *context;                      /* passed to `match` */

    /* How many bytes a token of ASCII letters and digits alone has at least that belongs to any word, by
     * its first byte, in a text in `language`: shorter ones need not be shown to `match`. May be NULL, or
     * give NULL: nothing is known. */
    const uint8_t *(*least_sizes)(void *context, language_id language);

    /* Write to `words` the numbers of the words that `token` of a text in `language` belongs to, at
     * most MATCHER_WORDS_MAX, and to *count how many. LANGUAGE_NONE stands for an article that names no
     * language. Called for every token of the text that `least_sizes` does not rule out, so results are
     * worth caching per written form. Fails only with MRG_ERR_MEMORY. */
    mrg_status (*match)(void *context, language_id language, const struct token *token,
                        size_t words[MATCHER_WORDS_MAX], size_t *count, mrg_error *error);
};

#endif
