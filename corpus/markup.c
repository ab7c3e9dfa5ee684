#include "corpus/markup.h"

#include "common/text/utf8.h"

#include <strings.h>

/* The named entities that news is written with. */
static const struct {
    const char *name;
    uint32_t code;
} entities[] = {
    {"amp", '&'},       {"lt", '<'},       {"gt", '>'},       {"quot", '"'},     {"apos", '\''},
    {"nbsp", 0xA0},     {"shy", 0xAD},     {"copy", 0xA9},    {"reg", 0xAE},     {"trade", 0x2122},
    {"ndash", 0x2013},  {"mdash", 0x2014}, {"lsquo", 0x2018}, {"rsquo", 0x2019}, {"sbquo", 0x201A},
    {"ldquo", 0x201C},  {"rdquo", 0x201D}, {"bdquo", 0x201E}, {"laquo", 0xAB},   {"raquo", 0xBB},
    {"hellip", 0x2026}, {"bull", 0x2022},  {"middot", 0xB7},  {"euro", 0x20AC},  {"pound", 0xA3},
    {"yen", 0xA5},      {"cent", 0xA2},    {"sect", 0xA7},    {"deg", 0xB0},     {"frac12", 0xBD},
    {"agrave", 0xE0},   {"aacute", 0xE1},  {"acirc", 0xE2},   {"atilde", 0xE3},  {"auml", 0xE4},
    {"aring", 0xE5},    {"aelig", 0xE6},   {"ccedil", 0xE7},  {"egrave", 0xE8},  {"eacute", 0xE9},
    {"ecirc", 0xEA},    {"euml", 0xEB},    {"igrave", 0xEC},  {"iacute", 0xED},  {"icirc", 0xEE},
    {"iuml", 0xEF},     {"ntilde", 0xF1},  {"ograve", 0xF2},  {"oacute", 0xF3},  {"ocirc", 0xF4},
    {"otilde", 0xF5},   {"ouml", 0xF6},    {"oslash", 0xF8},  {"ugrave", 0xF9},  {"uacute", 0xFA},
    {"ucirc", 0xFB},    {"uuml", 0xFC},    {"szlig", 0xDF},   {"Agrave", 0xC0},  {"Aacute", 0xC1},
    {"Auml", 0xC4},     {"Aring", 0xC5},   {"AElig", 0xC6},   {"Ccedil", 0xC7},  {"Egrave", 0xC8},
    {"Eacute", 0xC9},   {"Ntilde", 0xD1},  {"Oacute", 0xD3},  {"Ouml", 0xD6},    {"Oslash", 0xD8},
    {"Uuml", 0xDC},     {"scaron", 0x161}, {"Scaron", 0x160}, {"oelig", 0x153},
};

/* Tags around which the text breaks into paragraphs. */
static const char *const block_tags[] = {
    "p",       "div",    "h1",     "h2",    "h3",     "h4",         "h5",         "h6",
    "li",      "ul",     "ol",     "tr",    "td",     "th",         "table",      "section",
    "article", "header", "footer", "aside", "figure", "figcaption", "blockquote", "pre",
    "hr",      "dl",     "dt",     "dd",    "body",   "title",      "hl2",        "block",
};

enum { ENTITY_SIZE_MAX = 12 }; /* bytes of the longest entity, with & and ; */

static uint32_t number_entity(const char *digits, size_t size)
{
    uint32_t code = 0;
    bool is_hex = size > 0 && (digits[0] | 0x20) == 'x';
    if (size == (is_hex ? 1 : 0))
        return UTF8_BROKEN;
    for (size_t i = is_hex ? 1 : 0; i < size; i++) {
        char c = digits[i];
        uint32_t digit = (uint32_t)(c - '0');
        if (c < '0' || c > '9') {
            c = (char)(c | 0x20);
            if (!is_hex || c < 'a' || c > 'f')
                return UTF8_BROKEN;
            digit = (uint32_t)(c - 'a') + 10;
        }
        code = code * (is_hex ? 16 : 10) + digit;
        if (code > 0x10FFFF)
            return UTF8_BROKEN;
    }
    bool is_control = (code < 0x20 && code != '\t' && code != '\n') || code == 0x7F;
    return is_control ? ' ' : code;
}

static uint32_t named_entity(const char *name, size_t size)
{
    for (size_t i = 0; i < sizeof entities / sizeof *entities; i++)
        if (strlen(entities[i].name) == size && memcmp(entities[i].name, name, size) == 0)
            return entities[i].code;
    return UTF8_BROKEN;
}

/* The character that the entity at `at` (an ampersand) stands for; *size receives its bytes.
 * UTF8_BROKEN when it is none. */
static uint32_t read_entity(const char *at, const char *end, size_t *size)
{
    size_t room = (size_t)(end - at);
    if (room > ENTITY_SIZE_MAX)
        room = ENTITY_SIZE_MAX;
    const char *semicolon = memchr(at, ';', room);
    if (semicolon == NULL)
        return UTF8_BROKEN;
    *size = (size_t)(semicolon - at) + 1;
    if (at[1] == '#')
        return number_entity(at + 2, *size - 3);
    return named_entity(at + 1, *size - 2);
}

static void append_code(struct buffer *text, uint32_t code)
{
    char bytes[UTF8_SIZE_MAX];
    buffer_append(text, bytes, utf8_encode(code, bytes));
}

void markup_append_decoded(mrg_text text, struct buffer *decoded)
{
    const char *at = text.data;
    const char *end = text.data + text.size;
    while (at < end) {
        const char *ampersand = memchr(at, '&', (size_t)(end - at));
        buffer_append(decoded, at, (size_t)((ampersand != NULL ? ampersand : end) - at));
        if (ampersand == NULL)
            return;
        size_t size = 1;
        uint32_t code = read_entity(ampersand, end, &size);
        append_code(decoded, code != UTF8_BROKEN ? code : '&');
        at = ampersand + (code != UTF8_BROKEN ? size : 1);
    }
}

/* -------------------------------------------------------------------------------------------------
 * Tags
 * ---------------------------------------------------------------------------------------------- */

/* Text on its way out: white space waits until something follows it. */
struct plain {
    struct buffer *text; /* borrowed */
    size_t begin;        /* where this text began in the buffer */
    unsigned breaks;     /* line breaks that wait: 0 to 2 */
    bool space;          /* a space waits */
};

static void put_code(struct plain *plain, uint32_t code)
{
    if (code == ' ' || (code >= '\t' && code <= '\r') || code == 0xA0) {
        plain->space = true;
        return;
    }
    if (plain->text->size > plain->begin) {
        if (plain->breaks > 0)
            buffer_append(plain->text, "\n\n", plain->breaks);
        else if (plain->space)
            buffer_append_byte(plain->text, ' ');
    }
    plain->breaks = 0;
    plain->space = false;
    append_code(plain->text, code);
}

struct tag {
    char name[12];   /* cut when longer */
    bool is_closing; /* </name> */
    const char *end; /* behind the > */
};

static bool is_name_byte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == ':' ||
           c == '-';
}

/* Behind the > of a tag; a > inside a quoted attribute does not count. */
static const char *tag_end(const char *at, const char *end)
{
    char quote = '\0';
    for (; at < end; at++) {
        if (quote != '\0')
            quote = *at == quote ? '\0' : quote;
        else if (*at == '"' || *at == '\'')
            quote = *at;
        else if (*at == '>')
            return at + 1;
    }
    return end;
}

/* The tag at `at` (a <); false when it is just a character. */
static bool read_tag(const char *at, const char *end, struct tag *tag)
{
    const char *name = at + 1;
    tag->is_closing = name < end && *name == '/';
    name += tag->is_closing;
    size_t size = 0;
    while (name + size < end && is_name_byte(name[size])) {
        if (size < sizeof tag->name - 1)
            tag->name[size] = name[size];
        size++;
    }
    bool is_other = name < end && (*name == '!' || *name == '?');
    if (size == 0 && !is_other)
        return false;
    tag->name[size < sizeof tag->name ? size : sizeof tag->name - 1] = '\0';
    tag->end = tag_end(name, end);
    return true;
}

static bool is_block(const char *name)
{
    for (size_t i = 0; i < sizeof block_tags / sizeof *block_tags; i++)
        if (strcasecmp(name, block_tags[i]) == 0)
            return true;
    return false;
}

/* Behind the next occurrence of `mark` (any case); `end` when there is none. */
static const char *find_behind(const char *at, const char *end, const char *mark)
{
    size_t size = strlen(mark);
    for (; (size_t)(end - at) >= size; at++)
        if (strncasecmp(at, mark, size) == 0)
            return at + size;
    return end;
}

/* Let the tag at `at` have its effect; returns where the text goes on. */
static const char *pass_tag(struct plain *plain, const char *at, const char *end)
{
    if (end - at >= 4 && memcmp(at, "<!--", 4) == 0)
        return find_behind(at + 4, end, "-->");
    struct tag tag;
    if (!read_tag(at, end, &tag)) {
        put_code(plain, '<');
        return at + 1;
    }
    if (is_block(tag.name))
        plain->breaks = 2;
    else if (strcasecmp(tag.name, "br") == 0 && plain->breaks == 0)
        plain->breaks = 1;
    if (!tag.is_closing && strcasecmp(tag.name, "script") == 0)
        return tag_end(find_behind(tag.end, end, "</script"), end);
    if (!tag.is_closing && strcasecmp(tag.name, "style") == 0)
        return tag_end(find_behind(tag.end, end, "</style"), end);
    return tag.end;
}

void markup_append_text(mrg_text html, struct buffer *text)
{
    struct plain plain = {text, text->size, 0, false};
    const char *at = html.data;
    const char *end = html.data + html.size;
    while (at < end) {
        if (*at == '<') {
            at = pass_tag(&plain, at, end);
            continue;
        }
        size_t length = 1;
        uint32_t code = UTF8_BROKEN;
        if (*at == '&')
            code = read_entity(at, end, &length);
        if (code == UTF8_BROKEN)
            code = utf8_decode(at, (size_t)(end - at), 0, &length);
        put_code(&plain, code);
        at += length;
    }
}

bool markup_is_likely(mrg_text text)
{
    size_t at = 0;
    while (at < text.size && (text.data[at] == ' ' || text.data[at] == '\n'))
        at++;
    if (text.size - at < 7 || text.data[at] != '<' || !is_name_byte(text.data[at + 1]))
        return false;
    return memmem(text.data + at, text.size - at, "</", 2) != NULL;
}
