/* A matcher for tests, from a text such as `airport "red level" curfew^3 kaz*`: plain words match
 * without regard to ASCII case and hyphens, quoted ones as a phrase, ^N is a weight (else 1), a star
 * stands for any end, =Word wants this very form. Words without spaces (Han, kana) are phrases of
 * their bigrams. */
#ifndef MORGUE_TESTS_SIMPLE_MATCHER_H
#define MORGUE_TESTS_SIMPLE_MATCHER_H

#include "searcher/snippet/matcher.h"

enum { SIMPLE_WORDS_MAX = 32, SIMPLE_FORM_MAX = 64 };

struct simple_matcher {
    struct matcher matcher; /* what to pass on; points into this struct: do not copy it */
    struct match_word words[SIMPLE_WORDS_MAX];
    struct match_phrase phrases[SIMPLE_WORDS_MAX];
    size_t phrase_words[SIMPLE_WORDS_MAX]; /* n at n: what phrases point into */
    char forms[SIMPLE_WORDS_MAX][SIMPLE_FORM_MAX];
    size_t sizes[SIMPLE_WORDS_MAX];
    bool is_exact[SIMPLE_WORDS_MAX];
    bool is_prefix[SIMPLE_WORDS_MAX];
};

void simple_matcher_init(struct simple_matcher *simple, mrg_text query);

#endif
