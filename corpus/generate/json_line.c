#include "corpus/generate/json_line.h"

#include "common/base/date.h"

static bool needs_escape(unsigned char byte)
{
    return byte < 0x20 || byte == '"' || byte == '\\';
}

/* Whether one of eight bytes needs an escape: zero-byte detection by borrow, on all eight at once.
 * It may say yes for nothing behind a byte that borrows, never no. */
static bool any_needs_escape(const char *bytes)
{
    const uint64_t ones = UINT64_C(0x0101010101010101);
    uint64_t word;
    memcpy(&word, bytes, sizeof word);
    uint64_t quote = word ^ (ones * '"');
    uint64_t backslash = word ^ (ones * '\\');
    uint64_t found = ((quote - ones) & ~quote) | ((backslash - ones) & ~backslash) |
                     ((word - ones * 0x20) & ~word);
    return (found & (ones * 0x80)) != 0;
}

/* Bytes from `at` that need no escape. */
static size_t plain_run(mrg_text text, size_t at)
{
    size_t end = at;
    while (text.size - end >= 8 && !any_needs_escape(text.data + end))
        end += 8;
    while (end < text.size && !needs_escape((unsigned char)text.data[end]))
        end++;
    return end - at;
}

static void append_escaped(struct buffer *out, unsigned char byte)
{
    static const char digits[] = "0123456789abcdef";
    char escape[6] = {'\\', (char)byte, '0', '0', digits[byte >> 4], digits[byte & 15]};
    if (byte == '\n')
        escape[1] = 'n';
    else if (byte < 0x20)
        escape[1] = 'u';
    buffer_append(out, escape, escape[1] == 'u' ? 6 : 2);
}

static void append_text(struct buffer *out, mrg_text text)
{
    buffer_append_byte(out, '"');
    size_t at = 0;
    while (at < text.size) {
        size_t run = plain_run(text, at);
        buffer_append(out, text.data + at, run);
        at += run;
        if (at < text.size)
            append_escaped(out, (unsigned char)text.data[at++]);
    }
    buffer_append_byte(out, '"');
}

/* `"name":` with a comma before it unless it is the first. */
static void append_name(struct buffer *out, const char *name)
{
    if (!out->failed && out->size > 0 && out->data[out->size - 1] != '{')
        buffer_append_byte(out, ',');
    buffer_append_byte(out, '"');
    buffer_append_string(out, name);
    buffer_append_string(out, "\":");
}

static void append_field(struct buffer *out, const char *name, mrg_text text)
{
    if (text.size == 0)
        return;
    append_name(out, name);
    append_text(out, text);
}

static void append_list(struct buffer *out, const char *name, mrg_texts texts)
{
    if (texts.count == 0)
        return;
    append_name(out, name);
    buffer_append_byte(out, '[');
    for (size_t i = 0; i < texts.count; i++) {
        if (i > 0)
            buffer_append_byte(out, ',');
        append_text(out, texts.items[i]);
    }
    buffer_append_byte(out, ']');
}

static void append_time(struct buffer *out, const char *name, mrg_time time)
{
    if (time == MRG_NO_TIME)
        return;
    char date[32];
    date_format(time, true, date);
    append_field(out, name, (mrg_text){date, strlen(date)});
}

static const char *status_name(mrg_article_status status)
{
    switch (status) {
    case MRG_USABLE:
        return "";
    case MRG_WITHHELD:
        return "withheld";
    case MRG_CANCELED:
        return "canceled";
    }
    return "";
}

void json_line_append(const mrg_article *article, struct buffer *out)
{
    const char *status = status_name(article->status);
    buffer_append_byte(out, '{');
    append_field(out, "id", article->id);
    append_field(out, "version", article->version);
    append_field(out, "status", (mrg_text){status, strlen(status)});
    append_time(out, "embargoed", article->embargo);
    append_time(out, "published", article->published);
    append_time(out, "updated", article->updated);
    append_field(out, "source", article->source);
    append_field(out, "title", article->headline);
    append_field(out, "deck", article->deck);
    append_field(out, "author", article->byline);
    append_field(out, "place", article->place);
    append_field(out, "section", article->section);
    append_field(out, "language", article->language);
    append_list(out, "tags", article->topics);
    append_list(out, "people", article->people);
    append_list(out, "organisations", article->organisations);
    append_field(out, "url", article->url);
    append_field(out, "body", article->body);
    append_list(out, "captions", article->captions);
    append_field(out, "rights", article->rights);
    buffer_append_string(out, "}\n");
}
