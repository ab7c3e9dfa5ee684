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

enum {
    SHARED_UNIT = 60, /* divides evenly by 1 to 6 */
    GUESS_ROOM = 32,  /* GUESS_COUNT and zeros behind, so that shares are added 16 at a time */
    FREQUENT_WORD_ROOM = 16 /* bytes of the longest word, with a NUL */
};

/* To be called before anything below. */
void frequent_words_prepare(void);

/* What `word` (lower case, zeros behind it; a longer one is none) says: for each language that has it among its
 * frequent words SHARED_UNIT divided by how many these are, else 0. */
const uint8_t *frequent_word_shares(const char word[FREQUENT_WORD_ROOM]);

/* The same of `size` ASCII letters and digits in whatever case; what is behind them is only read. */
const uint8_t *frequent_word_shares_plain(const char word[FREQUENT_WORD_ROOM], size_t size);

#endif
