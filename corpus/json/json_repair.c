#include "corpus/json/json_repair.h"

#include "common/text/utf8.h"

enum { SAFE_DIGITS = 18 }; /* digits that 64 bits always hold */

/* A walk over the text that copies it piece by piece. */
struct repair {
    const char *at;     /* next byte to look at */
    const char *end;    /* behind the text */
    const char *copied; /* first byte not yet in `out` */
    struct buffer *out; /* borrowed */
    bool changed;       /* something was replaced */
};

/* Copy what was passed, then `replacement` in place of the next `size` bytes. */
static void replace(struct repair *repair, size_t size, const char *replacement)
{
    buffer_append(repair->out, repair->copied, (size_t)(repair->at - repair->copied));
    buffer_append_string(repair->out, replacement);
    repair->at += size;
    repair->copied = repair->at;
    repair->changed = true;
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The number of an escape \uXXXX at `at`; -1 when there is none. */
static int32_t unicode_escape(const char *at, const char *end)
{
    if (end - at < 6 || at[0] != '\\' || at[1] != 'u')
        return -1;
    int32_t value = 0;
    for (int i = 2; i < 6; i++) {
        int digit = hex_digit(at[i]);
        if (digit < 0)
            return -1;
        value = value * 16 + digit;
    }
    return value;
}

static void repair_escape(struct repair *repair)
{
    int32_t first = unicode_escape(repair->at, repair->end);
    if (first < 0xD800 || first > 0xDFFF) {
        repair->at += repair->end - repair->at > 1 ? 2 : 1;
        return;
    }
    int32_t second = unicode_escape(repair->at + 6, repair->end);
    if (first < 0xDC00 && second >= 0xDC00 && second <= 0xDFFF)
        repair->at += 12;
    else
        replace(repair, 6, "\\ufffd");
}

/* A byte outside ASCII: one whole character is passed, or one broken byte replaced. */
static void repair_character(struct repair *repair)
{
    size_t length;
    if (utf8_decode(repair->at, (size_t)(repair->end - repair->at), 0, &length) == UTF8_BROKEN)
        replace(repair, 1, "\xef\xbf\xbd");
    else
        repair->at += length;
}

/* From behind the opening quote to behind the closing one. */
static void repair_string(struct repair *repair)
{
    static const char hex[] = "0123456789abcdef";
    while (repair->at < repair->end) {
        unsigned char c = (unsigned char)*repair->at;
        if (c == '"') {
            repair->at++;
            return;
        }
        if (c == '\\') {
            repair_escape(repair);
        } else if (c < 0x20) {
            char escape[] = {'\\', 'u', '0', '0', hex[c >> 4], hex[c & 15], '\0'};
            replace(repair, 1, escape);
        } else if (c < 0x80) {
            repair->at++;
        } else {
            repair_character(repair);
        }
    }
}

static bool is_number_byte(char c)
{
    return (c >= '0' && c <= '9') || c == '-' || c == '+' || c == '.' || c == 'e' || c == 'E';
}

static void repair_number(struct repair *repair)
{
    const char *end = repair->at;
    bool is_whole = true;
    for (; end < repair->end && is_number_byte(*end); end++)
        is_whole = is_whole && ((*end >= '0' && *end <= '9') || end == repair->at);
    if (is_whole && end - repair->at > SAFE_DIGITS) {
        replace(repair, 0, "\"");
        repair->at = end;
        replace(repair, 0, "\"");
    }
    repair->at = end;
}

static bool repair_word(struct repair *repair, const char *word)
{
    size_t size = strlen(word);
    if ((size_t)(repair->end - repair->at) < size || memcmp(repair->at, word, size) != 0)
        return false;
    replace(repair, size, "null");
    return true;
}

bool json_repair(mrg_text text, struct buffer *repaired)
{
    struct repair repair = {text.data, text.data + text.size, text.data, repaired, false};
    buffer_clear(repaired);
    while (repair.at < repair.end) {
        char c = *repair.at;
        if (c == '"') {
            repair.at++;
            repair_string(&repair);
        } else if (c == 'N' || c == 'I' || c == '-') {
            if (!repair_word(&repair, "NaN") && !repair_word(&repair, "Infinity") &&
                !repair_word(&repair, "-Infinity")) {
                if (c == '-')
                    repair_number(&repair);
                else
                    repair.at++;
            }
        } else if (c >= '0' && c <= '9') {
            repair_number(&repair);
        } else {
            repair.at++;
        }
    }
    buffer_append(repaired, repair.copied, (size_t)(repair.end - repair.copied));
    return repair.changed;
}
