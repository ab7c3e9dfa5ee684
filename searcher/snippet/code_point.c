#include "searcher/snippet/boundary.h"

#include <utf8proc.h>

/* Most text is ASCII, where a byte is a character: asked first, it makes cutting a snippet a third
 * faster. */
static bool is_ascii_at(mrg_text text, size_t offset)
{
    return (unsigned char)text.data[offset] < 0x80;
}

static int32_t ascii_at(mrg_text text, size_t offset, size_t *size)
{
    if (size != NULL)
        *size = 1;
    return text.data[offset];
}

int32_t code_point_at(mrg_text text, size_t offset, size_t *size)
{
    if (is_ascii_at(text, offset))
        return ascii_at(text, offset, size);
    const utf8proc_uint8_t *bytes = (const utf8proc_uint8_t *)text.data + offset;
    size_t left = text.size - offset;
    utf8proc_int32_t character = 0xFFFD;
    utf8proc_ssize_t used =
        utf8proc_iterate(bytes, (utf8proc_ssize_t)(left < 4 ? left : 4), &character);
    if (used < 1) {
        used = 1;
        character = 0xFFFD;
    }
    if (size != NULL)
        *size = (size_t)used;
    return character;
}

int32_t code_point_before(mrg_text text, size_t offset, size_t *size)
{
    if (is_ascii_at(text, offset - 1))
        return ascii_at(text, offset - 1, size);
    size_t start = code_point_start(text, offset - 1);
    size_t used;
    int32_t character = code_point_at(text, start, &used);
    if (start + used != offset) { /* broken UTF-8: the last byte stands for itself */
        used = 1;
        character = 0xFFFD;
    }
    if (size != NULL)
        *size = used;
    return character;
}

size_t code_point_start(mrg_text text, size_t offset)
{
    if (offset >= text.size)
        return text.size;
    if (is_ascii_at(text, offset))
        return offset;
    size_t start = offset;
    while (start > 0 && offset - start < 3 && ((unsigned char)text.data[start] & 0xC0) == 0x80)
        start--;
    size_t size;
    code_point_at(text, start, &size);
    return start + size > offset ? start : offset;
}

bool is_blank(int32_t character)
{
    return character <= 0x20 || (character >= 0x7F && character <= 0xA0) || character == 0x2028 ||
           character == 0x2029 || character == 0x3000;
}

size_t trim_end(mrg_text text, size_t start, size_t end)
{
    size_t size;
    while (end > start && is_blank(code_point_before(text, end, &size)))
        end -= size;
    return end;
}

size_t trim_start(mrg_text text, size_t start, size_t end)
{
    size_t size;
    while (start < end && is_blank(code_point_at(text, start, &size)))
        start += size;
    return start;
}

/* Scripts written without spaces between words: Han, kana, Bopomofo and the scripts of Southeast
 * Asia. Hangul is not among them. */
static bool is_spaceless(int32_t character)
{
    return (character >= 0x3040 && character <= 0x31BF) ||
           (character >= 0x31F0 && character <= 0x31FF) ||
           (character >= 0x3400 && character <= 0x9FFF) ||
           (character >= 0xF900 && character <= 0xFAFF) ||
           (character >= 0xFF66 && character <= 0xFF9F) ||
           (character >= 0x20000 && character <= 0x3FFFF) ||
           (character >= 0x0E00 && character <= 0x0EFF) || /* Thai, Lao */
           (character >= 0x1000 && character <= 0x109F) || /* Myanmar */
           (character >= 0x1780 && character <= 0x17FF);   /* Khmer */
}

/* Punctuation between ideographs that a line or fragment may not begin with is everything but opening
 * brackets; marks belong to the character before. */
static bool may_begin(int32_t character)
{
    switch (utf8proc_category(character)) {
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ME:
    case UTF8PROC_CATEGORY_LM: /* the long vowel mark of kana, repetition marks */
    case UTF8PROC_CATEGORY_PE:
    case UTF8PROC_CATEGORY_PF:
    case UTF8PROC_CATEGORY_PO:
        return false;
    default:
        return true;
    }
}

/* Closing brackets and full stops of East Asian writing, behind which a word may begin at once. */
static bool is_wide_punctuation(int32_t character)
{
    return character >= 0x3001 && character <= 0x301F;
}

bool is_word_start(mrg_text text, size_t offset)
{
    if (offset >= text.size || code_point_start(text, offset) != offset)
        return false;
    int32_t here = code_point_at(text, offset, NULL);
    if (is_blank(here))
        return false;
    if (offset == 0)
        return true;
    int32_t before = code_point_before(text, offset, NULL);
    if (is_blank(before))
        return true;
    if (here < 0x80 && before < 0x80)
        return false;
    return (is_spaceless(here) || is_spaceless(before) || is_wide_punctuation(before)) &&
           may_begin(here) && utf8proc_category(before) != UTF8PROC_CATEGORY_PS;
}
