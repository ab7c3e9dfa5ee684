#include "common/text/utf8.h"

#include <string.h>

static bool is_trail(unsigned char byte)
{
    return (byte & 0xC0) == 0x80;
}

/* Length of the character a lead byte announces and the least code point that needs that length;
 * 0 for a byte that leads nothing. */
static size_t announced_length(unsigned char lead, uint32_t *least)
{
    if (lead >= 0xC2 && lead <= 0xDF) {
        *least = 0x80;
        return 2;
    }
    if (lead >= 0xE0 && lead <= 0xEF) {
        *least = 0x800;
        return 3;
    }
    if (lead >= 0xF0 && lead <= 0xF4) {
        *least = 0x10000;
        return 4;
    }
    return 0;
}

uint32_t utf8_decode_slow(const char *text, size_t size, size_t at, size_t *length)
{
    const unsigned char *bytes = (const unsigned char *)text + at;
    *length = 1;
    if (bytes[0] < 0x80)
        return bytes[0];
    uint32_t least;
    size_t announced = announced_length(bytes[0], &least);
    if (announced == 0 || announced > size - at)
        return UTF8_BROKEN;
    uint32_t code = bytes[0] & (0x7Fu >> announced);
    for (size_t i = 1; i < announced; i++) {
        if (!is_trail(bytes[i]))
            return UTF8_BROKEN;
        code = code << 6 | (bytes[i] & 0x3Fu);
    }
    if (code < least || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF))
        return UTF8_BROKEN;
    *length = announced;
    return code;
}

size_t utf8_encode(uint32_t code, char *out)
{
    unsigned char *bytes = (unsigned char *)out;
    if (code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF))
        code = UTF8_REPLACEMENT;
    if (code < 0x80) {
        bytes[0] = (unsigned char)code;
        return 1;
    }
    size_t length = code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    static const unsigned char lead[UTF8_SIZE_MAX + 1] = {0, 0, 0xC0, 0xE0, 0xF0};
    for (size_t i = length - 1; i > 0; i--) {
        bytes[i] = (unsigned char)(0x80 | (code & 0x3F));
        code >>= 6;
    }
    bytes[0] = (unsigned char)(lead[length] | code);
    return length;
}

size_t utf8_cut(const char *text, size_t size, size_t limit)
{
    if (size <= limit)
        return size;
    size_t cut = limit;
    while (cut > 0 && limit - cut < UTF8_SIZE_MAX && is_trail((unsigned char)text[cut]))
        cut--;
    return is_trail((unsigned char)text[cut]) ? limit : cut;
}

bool utf8_is_valid(const char *text, size_t size)
{
    size_t length;
    for (size_t at = 0; at < size; at += length)
        if (utf8_decode(text, size, at, &length) == UTF8_BROKEN)
            return false;
    return true;
}

bool utf8_is_ascii(const char *text, size_t size)
{
    while (size >= sizeof(uint64_t)) {
        uint64_t word;
        memcpy(&word, text, sizeof word);
        if (word & UINT64_C(0x8080808080808080))
            return false;
        text += sizeof word;
        size -= sizeof word;
    }
    for (size_t i = 0; i < size; i++)
        if ((unsigned char)text[i] >= 0x80)
            return false;
    return true;
}
