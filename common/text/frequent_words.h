/* The most frequent function words of the languages that are told apart by them. */
#ifndef MORGUE_TEXT_FREQUENT_WORDS_H
#define MORGUE_TEXT_FREQUENT_WORDS_H

#include <stddef.h>
#include <stdint.h>

/* The languages, as bit numbers. */
enum guess {
    GUESS_EN,
    GUESS_FR,
    GUESS_DE,
    GUESS_ES,
    GUESS_IT,
    GUESS_PT,
    GUESS_NL,
    GUESS_SV,
    GUESS_DA,
    GUESS_NO,
    GUESS_FI,
    GUESS_CA,
    GUESS_CS,
    GUESS_SK,
    GUESS_PL,
    GUESS_HR,
    GUESS_TR,
    GUESS_RO,
    GUESS_HU,
    GUESS_ID,
    GUESS_VI,
    GUESS_RU,
    GUESS_UK,
    GUESS_BG,
    GUESS_SR,
    GUESS_BE,
    GUESS_AR,
    GUESS_FA,
    GUESS_UR,
    GUESS_HI,
    GUESS_NE,
    GUESS_COUNT
};

/* Their ISO 639-1 codes. */
extern const char guess_code[GUESS_COUNT][3];

/* The languages (bits) among whose frequent words `word` (lower case, `size` bytes) is. */
uint32_t frequent_word_languages(const char *word, size_t size);

enum { FREQUENT_WORD_MAX = 15 /* bytes of the longest */ };

/* The same of a word that is ASCII letters and digits in whatever case, none above FREQUENT_WORD_MAX; `readable`
 * bytes lie at `word`, itself included. */
uint32_t frequent_word_languages_ascii(const char *word, size_t size, size_t readable);

#endif
