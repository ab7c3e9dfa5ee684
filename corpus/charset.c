#include "corpus/charset.h"

#include "common/text/utf8.h"

bool charset_is_windows_1252(mrg_text text)
{
    size_t broken = 0;
    size_t whole = 0;
    size_t length;
    for (size_t at = 0; at < text.size; at += length) {
        uint32_t code = utf8_decode(text.data, text.size, at, &length);
        broken += code == UTF8_BROKEN;
        whole += code >= 0x80 && code != UTF8_BROKEN;
    }
    return broken > whole;
}

/* What windows-1252 has at 0x80 to 0x9F; its five gaps stay the control characters of Latin-1. */
static const uint16_t windows_1252_high[32] = {
    0x20AC, 0x0081, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0x008D, 0x017D, 0x008F, 0x0090, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x009D, 0x017E, 0x0178,
};

static void append_code(struct buffer *utf8, uint32_t code)
{
    char bytes[UTF8_SIZE_MAX];
    buffer_append(utf8, bytes, utf8_encode(code, bytes));
}

void charset_from_windows_1252(mrg_text text, struct buffer *utf8)
{
    for (size_t i = 0; i < text.size; i++) {
        unsigned char byte = (unsigned char)text.data[i];
        if (byte < 0x80)
            buffer_append_byte(utf8, byte);
        else
            append_code(utf8, byte < 0xA0 ? windows_1252_high[byte - 0x80] : byte);
    }
}

static uint32_t utf16_unit(mrg_text text, size_t at, bool big_endian)
{
    unsigned char first = (unsigned char)text.data[at];
    unsigned char second = (unsigned char)text.data[at + 1];
    return big_endian ? (uint32_t)first << 8 | second : (uint32_t)second << 8 | first;
}

void charset_from_utf16(mrg_text text, bool big_endian, struct buffer *utf8)
{
    for (size_t at = 0; at + 1 < text.size; at += 2) {
        uint32_t code = utf16_unit(text, at, big_endian);
        if (code >= 0xD800 && code < 0xDC00 && at + 3 < text.size) {
            uint32_t low = utf16_unit(text, at + 2, big_endian);
            if (low >= 0xDC00 && low < 0xE000) {
                code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
                at += 2;
            }
        }
        append_code(utf8, code);
    }
}
