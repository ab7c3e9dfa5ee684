#include "common/text/char_class.h"

#include <stddef.h>

#include <utf8proc.h>

const uint8_t char_ascii_class[128] = {
    ['0'] = CHAR_DIGIT,  ['1'] = CHAR_DIGIT,  ['2'] = CHAR_DIGIT,       ['3'] = CHAR_DIGIT,
    ['4'] = CHAR_DIGIT,  ['5'] = CHAR_DIGIT,  ['6'] = CHAR_DIGIT,       ['7'] = CHAR_DIGIT,
    ['8'] = CHAR_DIGIT,  ['9'] = CHAR_DIGIT,  ['A'] = CHAR_LETTER,      ['B'] = CHAR_LETTER,
    ['C'] = CHAR_LETTER, ['D'] = CHAR_LETTER, ['E'] = CHAR_LETTER,      ['F'] = CHAR_LETTER,
    ['G'] = CHAR_LETTER, ['H'] = CHAR_LETTER, ['I'] = CHAR_LETTER,      ['J'] = CHAR_LETTER,
    ['K'] = CHAR_LETTER, ['L'] = CHAR_LETTER, ['M'] = CHAR_LETTER,      ['N'] = CHAR_LETTER,
    ['O'] = CHAR_LETTER, ['P'] = CHAR_LETTER, ['Q'] = CHAR_LETTER,      ['R'] = CHAR_LETTER,
    ['S'] = CHAR_LETTER, ['T'] = CHAR_LETTER, ['U'] = CHAR_LETTER,      ['V'] = CHAR_LETTER,
    ['W'] = CHAR_LETTER, ['X'] = CHAR_LETTER, ['Y'] = CHAR_LETTER,      ['Z'] = CHAR_LETTER,
    ['a'] = CHAR_LETTER, ['b'] = CHAR_LETTER, ['c'] = CHAR_LETTER,      ['d'] = CHAR_LETTER,
    ['e'] = CHAR_LETTER, ['f'] = CHAR_LETTER, ['g'] = CHAR_LETTER,      ['h'] = CHAR_LETTER,
    ['i'] = CHAR_LETTER, ['j'] = CHAR_LETTER, ['k'] = CHAR_LETTER,      ['l'] = CHAR_LETTER,
    ['m'] = CHAR_LETTER, ['n'] = CHAR_LETTER, ['o'] = CHAR_LETTER,      ['p'] = CHAR_LETTER,
    ['q'] = CHAR_LETTER, ['r'] = CHAR_LETTER, ['s'] = CHAR_LETTER,      ['t'] = CHAR_LETTER,
    ['u'] = CHAR_LETTER, ['v'] = CHAR_LETTER, ['w'] = CHAR_LETTER,      ['x'] = CHAR_LETTER,
    ['y'] = CHAR_LETTER, ['z'] = CHAR_LETTER, ['\''] = CHAR_APOSTROPHE, ['`'] = CHAR_APOSTROPHE,
    ['-'] = CHAR_HYPHEN, ['.'] = CHAR_DOT,    [','] = CHAR_COMMA,       ['&'] = CHAR_AMPERSAND};

/* Code points first to last, both included. */
struct range {
    uint32_t first;
    uint32_t last;
};

/* Characters whose class does not follow from their Unicode category. */
static const struct {
    struct range codes;
    enum char_class class;
} special[] = {
    {{0x00AD, 0x00AD}, CHAR_IGNORED},    /* soft hyphen */
    {{0x00B4, 0x00B4}, CHAR_APOSTROPHE}, /* acute accent on its own */
    {{0x00B7, 0x00B7}, CHAR_MIDDLE_DOT}, /* middle dot */
    {{0x00BC, 0x00BE}, CHAR_SEPARATOR},  /* fractions: "2½" must not become "21/2" */
    {{0x02BB, 0x02BC}, CHAR_APOSTROPHE}, /* modifier letters */
    {{0x034F, 0x034F}, CHAR_IGNORED},    /* combining grapheme joiner */
    {{0x061C, 0x061C}, CHAR_IGNORED},    /* Arabic letter mark */
    {{0x115F, 0x1160}, CHAR_IGNORED},    /* Hangul fillers */
    {{0x180B, 0x180F}, CHAR_IGNORED},    /* Mongolian variation selectors and vowel separator */
    {{0x200C, 0x200F}, CHAR_IGNORED},    /* joiners, direction marks */
    {{0x2010, 0x2011}, CHAR_HYPHEN},     /* hyphen, non-breaking hyphen */
    {{0x2018, 0x2019}, CHAR_APOSTROPHE}, /* single quotation marks */
    {{0x2060, 0x2060}, CHAR_IGNORED},    /* word joiner */
    {{0x2150, 0x215F}, CHAR_SEPARATOR},  /* fractions */
    {{0x2189, 0x2189}, CHAR_SEPARATOR},  /* fraction */
    {{0x3007, 0x3007}, CHAR_SPACELESS},  /* Han zero, by category a number */
    {{0x3021, 0x3029}, CHAR_SPACELESS},  /* Hangzhou numerals */
    {{0x3164, 0x3164}, CHAR_IGNORED},    /* Hangul filler */
    {{0xFE00, 0xFE0F}, CHAR_IGNORED},    /* variation selectors */
    {{0xFEFF, 0xFEFF}, CHAR_IGNORED},    /* byte order mark */
    {{0xFF9E, 0xFF9F}, CHAR_MARK},       /* halfwidth voicing marks, by category letters */
    {{0xFFA0, 0xFFA0}, CHAR_IGNORED},    /* halfwidth Hangul filler */
    {{0xE0000, 0xE0FFF}, CHAR_IGNORED},  /* tags, more variation selectors */
};

/* Blocks whose letters are written without spaces. */
static const struct range spaceless[] = {
    {0x0E00, 0x0EFF},   /* Thai, Lao */
    {0x1000, 0x109F},   /* Myanmar */
    {0x1780, 0x17FF},   /* Khmer */
    {0x3005, 0x30FF},   /* Han marks of repetition, Hiragana, Katakana */
    {0x3100, 0x312F},   /* Bopomofo */
    {0x31A0, 0x31BF},   /* Bopomofo */
    {0x31F0, 0x31FF},   /* Katakana */
    {0x3400, 0x4DBF},   /* Han */
    {0x4E00, 0x9FFF},   /* Han */
    {0xA9E0, 0xA9FF},   /* Myanmar */
    {0xAA60, 0xAA7F},   /* Myanmar */
    {0xF900, 0xFAFF},   /* Han, compatibility */
    {0xFF66, 0xFF9D},   /* Katakana, halfwidth */
    {0x1AFF0, 0x1B16F}, /* kana */
    {0x20000, 0x3FFFF}, /* Han */
};

static bool is_spaceless(uint32_t code)
{
    if (code < spaceless[0].first)
        return false;
    for (size_t i = 0; i < sizeof spaceless / sizeof spaceless[0]; i++)
        if (code <= spaceless[i].last)
            return code >= spaceless[i].first;
    return false;
}

static enum char_class class_by_category(uint32_t code)
{
    switch (utf8proc_category((utf8proc_int32_t)code)) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
        return is_spaceless(code) ? CHAR_SPACELESS : CHAR_LETTER;
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ME:
        return CHAR_MARK;
    case UTF8PROC_CATEGORY_ND:
    case UTF8PROC_CATEGORY_NL:
    case UTF8PROC_CATEGORY_NO:
        return CHAR_DIGIT;
    default:
        return CHAR_SEPARATOR;
    }
}

enum char_class char_class_of_rare(uint32_t code)
{
    for (size_t i = 0; i < sizeof special / sizeof special[0] && code >= special[i].codes.first;
         i++)
        if (code <= special[i].codes.last)
            return special[i].class;
    return class_by_category(code);
}

bool char_is_capital(uint32_t code)
{
    if (code < 0x80)
        return code >= 'A' && code <= 'Z';
    utf8proc_category_t category = utf8proc_category((utf8proc_int32_t)code);
    return category == UTF8PROC_CATEGORY_LU || category == UTF8PROC_CATEGORY_LT;
}

bool char_is_vowel_sign(uint32_t code)
{
    return (code >= 0x0591 && code <= 0x05C7 && code != 0x05BE && code != 0x05C0 &&
            code != 0x05C3 && code != 0x05C6) ||
           (code >= 0x064B && code <= 0x0652) || code == 0x0670;
}

bool char_takes_diacritics(uint32_t code)
{
    static const struct range scripts[] = {{'0', '9'},       {'A', 'Z'},       {'a', 'z'},
                                           {0x00AA, 0x02AF}, {0x0370, 0x03FF}, {0x0400, 0x052F},
                                           {0x1C80, 0x1C8F}, {0x1D00, 0x1DBF}, {0x1E00, 0x1FFF},
                                           {0x2C60, 0x2C7F}, {0xA640, 0xA69F}, {0xA720, 0xA7FF}};
    for (size_t i = 0; i < sizeof scripts / sizeof scripts[0]; i++)
        if (code <= scripts[i].last)
            return code >= scripts[i].first;
    return false;
}
