/* What a character may do in a word. */
#ifndef MORGUE_TEXT_CHAR_CLASS_H
#define MORGUE_TEXT_CHAR_CLASS_H

#include <stdbool.h>
#include <stdint.h>

enum char_class {
    CHAR_SEPARATOR,  /* ends every word */
    CHAR_LETTER,     /* of a script that puts spaces between words */
    CHAR_DIGIT,      /* any digit or other number character but fractions */
    CHAR_MARK,       /* belongs to the character before it; begins no word */
    CHAR_SPACELESS,  /* letter of a script without spaces: Han, kana, Thai, Lao, Khmer, Myanmar */
    CHAR_APOSTROPHE, /* stays between letters */
    CHAR_HYPHEN,     /* joins parts of a compound */
    CHAR_DOT,        /* stays in acronyms and numbers */
    CHAR_COMMA,      /* stays in numbers */
    CHAR_AMPERSAND,  /* stays between capitals */
    CHAR_MIDDLE_DOT, /* stays between l and l: Catalan col·lecció */
    CHAR_IGNORED     /* vanishes within a word: soft hyphen, joiners, direction marks */
};

/* Whether `code` is a letter by range alone, for the scripts with spaces that most news beyond
 * ASCII is written in: Latin, Cyrillic, Hangul. False decides nothing. */
static inline bool char_is_common_letter(uint32_t code)
{
    return (code >= 0x00C0 && code <= 0x024F && code != 0x00D7 && code != 0x00F7) ||
           (code >= 0x0400 && code <= 0x052F && !(code >= 0x0482 && code <= 0x0489)) ||
           (code >= 0xAC00 && code <= 0xD7A3);
}

extern const uint8_t char_ascii_class[128];

/* char_class_of() for the rest; not to be called otherwise. */
enum char_class char_class_of_rare(uint32_t code);

/* The class of a code point (UTF8_BROKEN and what else is none: CHAR_SEPARATOR). Inline for what most
 * texts are made of. */
static inline enum char_class char_class_of(uint32_t code)
{
    if (code < 0x80)
        return (enum char_class)char_ascii_class[code];
    if (char_is_common_letter(code))
        return CHAR_LETTER;
    if (code >= 0x4E00 && code <= 0x9FFF)
        return CHAR_SPACELESS;
    return char_class_of_rare(code);
}

/* Whether it is an upper- or titlecase letter. */
bool char_is_capital(uint32_t code);

/* Whether it is a mark that only helps the reader and is left out as a rule: an Arabic vowel sign or a
 * Hebrew point. */
bool char_is_vowel_sign(uint32_t code);

/* Whether marks above or below it are diacritics: the Latin, Greek and Cyrillic scripts, and ASCII
 * digits. In other scripts a mark may be a vowel or make another consonant. */
bool char_takes_diacritics(uint32_t code);

#endif
