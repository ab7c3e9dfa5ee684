/* The built-in vocabulary of synthetic articles. */
#ifndef MORGUE_CORPUS_GENERATE_WORDS_H
#define MORGUE_CORPUS_GENERATE_WORDS_H

#include <stddef.h>

/* A list of NUL-terminated words, the most frequent first. Static. */
struct word_list {
    const char *const *words;
    size_t count;
};

/* What an article is about. Its words turn up together. */
struct topic {
    const char *name;       /* becomes a tag */
    const char *section;    /* of the paper */
    struct word_list nouns; /* singular, with regular plurals */
};

extern const struct word_list word_nouns; /* of every subject; singular */
extern const struct word_list word_verbs; /* transitive and regular; see inflect.h for '+' */
extern const struct word_list word_adjectives;
extern const struct word_list word_adverbs;
extern const struct word_list word_roles;     /* "minister", "spokeswoman" */
extern const struct word_list word_compounds; /* hyphenated adjectives */
extern const struct word_list word_first_names;
extern const struct word_list word_cities;
extern const struct word_list word_acronyms; /* of bodies and companies */
extern const struct word_list word_sources;  /* publications and agencies */
extern const struct word_list word_prefixes; /* making rarer words of common ones */

extern const struct topic topics[];
extern const size_t topic_count;

#endif
