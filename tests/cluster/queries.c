#include "tests/cluster/queries.h"

#include "tests/cmocka_all.h"

/* W is a word, w* one of at least five letters cut behind the fourth, "P" two words that stand in a row,
 * D a day of the archive; all else stands for itself. */
static const char *const templates[] = {
    "W",
    "W W",
    "W OR W",
    "W OR W OR W OR W",
    "\"P\"",
    "\"P\" OR W",
    "W -W",
    "W NOT (W OR W)",
    "(W OR W) (W OR W)",
    "W NEAR/5 W",
    "W PRE/8 W",
    "w*",
    "w* W",
    "W~",
    "=W",
    "=\"P\"",
    "headline:W",
    "headline:W OR W",
    "W-W",
    "W date:D",
    "since:D W",
    "until:D W OR W",
    "W source:\"Northern Wire\"",
    "source:courier",
    "lang:en W -source:ledger",
    "W nosuchwordanywhere",
    "by:W",
};
enum { TEMPLATE_COUNT = sizeof templates / sizeof *templates };

static bool is_letter(uint8_t byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

/* A word of plain letters from anywhere, and where it ends. */
static mrg_text any_word(struct query_source *source, size_t letters, size_t *end)
{
    const struct buffer *words = source->words;
    for (;;) {
        size_t at = random_below(&source->random, (uint32_t)words->size);
        while (at < words->size && words->data[at] != ' ')
            at++;
        size_t start = ++at;
        while (at < words->size && is_letter(words->data[at]))
            at++;
        if (at < words->size && words->data[at] == ' ' && at - start >= letters) {
            *end = at;
            return (mrg_text){(const char *)words->data + start, at - start};
        }
    }
}

static void append_word(struct query_source *source)
{
    size_t end;
    mrg_text word = any_word(source, 2, &end);
    buffer_append(&source->text, word.data, word.size);
}

static void append_pair(struct query_source *source)
{
    size_t end;
    mrg_text word = any_word(source, 2, &end);
    buffer_append(&source->text, word.data, word.size);
    buffer_append_byte(&source->text, ' ');
    for (size_t at = end + 1; at < source->words->size && is_letter(source->words->data[at]); at++)
        buffer_append_byte(&source->text, source->words->data[at]);
}

const char *query_source_next(struct query_source *source)
{
    size_t end;
    buffer_clear(&source->text);
    for (const char *c = templates[source->made++ % TEMPLATE_COUNT]; *c != '\0'; c++) {
        bool is_in_word = c[1] >= 'a' && c[1] <= 'z'; /* "Wire" */
        if (*c == 'W' && !is_in_word)
            append_word(source);
        else if (*c == 'w' && c[1] == '*')
            buffer_append(&source->text, any_word(source, 5, &end).data, 4);
        else if (*c == 'P' && c[1] == '"')
            append_pair(source);
        else if (*c == 'D')
            buffer_append_format(&source->text, "2001-01-%02u",
                                 1 + random_below(&source->random, 4));
        else
            buffer_append_byte(&source->text, (uint8_t)*c);
    }
    const char *text = buffer_c_string(&source->text);
    assert_non_null(text);
    return text;
}
