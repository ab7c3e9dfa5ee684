/* What the characters of a query are to its lexer. */
#ifndef MORGUE_SEARCHER_QUERY_CHARACTERS_H
#define MORGUE_SEARCHER_QUERY_CHARACTERS_H

#include "common/morgue.h"

struct character {
    uint32_t code; /* code point; U+FFFD for a byte of broken UTF-8 */
    size_t size;   /* bytes it takes, 1 to 4 */
};

/* Quotation marks that close each other. A mark never closes a quotation opened by another family,
 * so that a quotation can stand within another. Apostrophes are in none. */
enum quote_family {
    QUOTE_NONE,
    QUOTE_DOUBLE,           /* " and its curly, low, reversed, prime and full-width relatives */
    QUOTE_GUILLEMET,        /* double guillemets, either way round */
    QUOTE_SINGLE_GUILLEMET, /* single guillemets, either way round */
    QUOTE_CORNER,           /* CJK corner brackets */
    QUOTE_WHITE_CORNER      /* CJK white corner brackets */
};

/* The character at byte offset `at`, which must be below the text's size. */
struct character character_at(mrg_text text, size_t at);

/* The character that ends at byte offset `end`, which must be above 0. */
struct character character_before(mrg_text text, size_t end);

/* White space of every kind; control characters, NUL among them, count as such. */
bool is_space(uint32_t code);

enum quote_family quote_family_of(uint32_t code);

/* A letter or a digit: what makes a word. */
bool is_letter_or_digit(uint32_t code);

/* A letter, a digit or a mark: what a word begins and ends with. */
bool is_word_character(uint32_t code);

/* Whether some letter or digit stands in it. */
bool has_letter_or_digit(mrg_text text);

/* The bytes from `start` up to, not including, `end`. */
static inline mrg_text text_slice(mrg_text text, size_t start, size_t end)
{
    return (mrg_text){text.data == NULL ? NULL : text.data + start, end - start};
}

/* Whether `text` is the NUL-terminated `string`, byte for byte. */
bool text_is(mrg_text text, const char *string);

/* The same without regard to ASCII case; `string` in lower case. */
bool text_is_folded(mrg_text text, const char *string);

/* Whether byte `byte` occurs in it. */
bool text_has_byte(mrg_text text, char byte);

#endif
