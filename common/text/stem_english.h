/* The English stemmer of Snowball ("Porter 2", snowballstem.org/algorithms/english) as xapian-core has
 * it, in C and for plain words: most words of most archives, without a detour through C++ strings. Gives the
 * same stems; tests hold it against xapian-core's. */
#ifndef MORGUE_TEXT_STEM_ENGLISH_H
#define MORGUE_TEXT_STEM_ENGLISH_H

#include "common/morgue.h"

enum { ENGLISH_SIZE_MAX = 64 }; /* bytes of a word that is stemmed here */

/* Write the stem of `word` to `stem`; its size, at most that of the word. 0 when the word is not one of 1 to
 * ENGLISH_SIZE_MAX bytes of ASCII without digits and capitals: such is left to xapian-core. */
size_t stem_english(mrg_text word, char stem[ENGLISH_SIZE_MAX]);

#endif
