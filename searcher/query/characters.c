#include "searcher/query/characters.h"

#include <string.h>
#include <utf8proc.h>

struct character character_at(mrg_text text, size_t at)
{
    unsigned char byte = (unsigned char)text.data[at];
    if (byte < 0x80)
        return (struct character){byte, 1};
    size_t left = text.size - at;
    utf8proc_int32_t code;
    utf8proc_ssize_t size = utf8proc_iterate((const utf8proc_uint8_t *)text.data + at,
                                             left < 4 ? (utf8proc_ssize_t)left : 4, &code);
    if (size <= 0 || code < 0)
        return (struct character){0xFFFD, 1};
    return (struct character){(uint32_t)code, (size_t)size};
}

struct character character_before(mrg_text text, size_t end)
{
    size_t reach = end < 4 ? end : 4;
    for (size_t size = 1; size <= reach; size++) {
        struct character c = character_at(text, end - size);
        if (c.size == size && (c.code != 0xFFFD || size > 1))
            return c;
    }
    return (struct character){0xFFFD, 1};
}

bool is_space(uint32_t code)
{
    if (code <= 0x20 || code == 0x7F)
        return true;
    if (code < 0x85)
        return false;
    switch (code) {
    case 0x85:
    case 0xA0:
    case 0x1680:
    case 0x200B: /* zero width, but it parts words */
    case 0x2028:
    case 0x2029:
    case 0x202F:
    case 0x205F:
    case 0x3000:
    case 0xFEFF: /* byte order mark of a pasted file */
        return true;
    default:
        return code >= 0x2000 && code <= 0x200A;
    }
}

enum quote_family quote_family_of(uint32_t code)
{
    switch (code) {
    case '"':
    case 0x201C: /* left double */
    case 0x201D: /* right double */
    case 0x201E: /* low double */
    case 0x201F: /* high reversed double */
    case 0x2E42: /* low reversed double */
    case 0x301D: /* reversed double prime */
    case 0x301E: /* double prime */
    case 0x301F: /* low double prime */
    case 0xFF02: /* full width */
        return QUOTE_DOUBLE;
    case 0xAB:
    case 0xBB:
        return QUOTE_GUILLEMET;
    case 0x2039:
    case 0x203A:
        return QUOTE_SINGLE_GUILLEMET;
    case 0x300C:
    case 0x300D:
    case 0xFF62: /* half width */
    case 0xFF63:
        return QUOTE_CORNER;
    case 0x300E:
    case 0x300F:
        return QUOTE_WHITE_CORNER;
    default:
        return QUOTE_NONE;
    }
}

static bool is_ascii_letter_or_digit(uint32_t code)
{
    return (code >= 'a' && code <= 'z') || (code >= 'A' && code <= 'Z') ||
           (code >= '0' && code <= '9');
}

bool is_letter_or_digit(uint32_t code)
{
    if (code < 0x80)
        return is_ascii_letter_or_digit(code);
    switch (utf8proc_category((utf8proc_int32_t)code)) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_ND:
    case UTF8PROC_CATEGORY_NL:
    case UTF8PROC_CATEGORY_NO:
        return true;
    default:
        return false;
    }
}

bool is_word_character(uint32_t code)
{
    if (code < 0x80)
        return is_ascii_letter_or_digit(code);
    utf8proc_category_t category = utf8proc_category((utf8proc_int32_t)code);
    return category == UTF8PROC_CATEGORY_MN || category == UTF8PROC_CATEGORY_MC ||
           category == UTF8PROC_CATEGORY_ME || is_letter_or_digit(code);
}

bool has_letter_or_digit(mrg_text text)
{
    for (size_t at = 0; at < text.size;) {
        struct character c = character_at(text, at);
        if (is_letter_or_digit(c.code))
            return true;
        at += c.size;
    }
    return false;
}

bool text_is(mrg_text text, const char *string)
{
    return strlen(string) == text.size && memcmp(text.data, string, text.size) == 0;
}

bool text_is_folded(mrg_text text, const char *string)
{
    if (strlen(string) != text.size)
        return false;
    for (size_t i = 0; i < text.size; i++) {
        char c = text.data[i];
        if (c >= 'A' && c <= 'Z')
            c = (char)(c - 'A' + 'a');
        if (c != string[i])
            return false;
    }
    return true;
}

bool text_has_byte(mrg_text text, char byte)
{
    return text.size > 0 && memchr(text.data, byte, text.size) != NULL;
}
