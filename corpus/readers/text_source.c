#include "corpus/readers/text_source.h"

#include "common/base/error.h"
#include "common/text/utf8.h"
#include "corpus/charset.h"

#include <string.h>

enum {
    CONTROL_SHARE = 64, /* more than one control character in so many bytes: not text */
    CONTROL_FREE = 8    /* so many are tolerated in however short a text */
};

static bool begins_with(mrg_text text, const char *bytes, size_t size)
{
    return text.size >= size && memcmp(text.data, bytes, size) == 0;
}

static bool is_utf16(mrg_text text)
{
    return begins_with(text, "\xff\xfe", 2) || begins_with(text, "\xfe\xff", 2);
}

/* Files that begin with words and are no text for people all the same. */
static bool is_known_container(mrg_text text)
{
    static const char *const magics[] = {"%PDF-", "{\\rtf", "WARC/", "PK\x03\x04", "%!PS"};
    for (size_t i = 0; i < sizeof magics / sizeof *magics; i++)
        if (begins_with(text, magics[i], strlen(magics[i])))
            return true;
    return false;
}

static bool is_markup(mrg_text text)
{
    text = text_trim(text);
    if (text.size < 2 || text.data[0] != '<')
        return false;
    char c = (char)(text.data[1] | 0x20);
    return (c >= 'a' && c <= 'z') || text.data[1] == '!' || text.data[1] == '?';
}

bool text_source_is_text(const struct source_head *head)
{
    size_t controls = 0;
    mrg_text text = head->text;
    if (is_utf16(text))
        return true;
    if (is_known_container(text) || is_markup(text))
        return false;
    for (size_t i = 0; i < text.size; i++) {
        unsigned char c = (unsigned char)text.data[i];
        controls += (c < '\b' || (c > '\r' && c < ' ') || c == 0x7f) && c != 0x1b;
    }
    return controls <= CONTROL_FREE + text.size / CONTROL_SHARE && controls * 4 <= text.size;
}

/* Make CR LF and CR line feeds, in place. */
static void unify_line_ends(struct buffer *text)
{
    size_t to = 0;
    for (size_t from = 0; from < text->size; from++) {
        uint8_t byte = text->data[from];
        if (byte == '\r') {
            byte = '\n';
            from += from + 1 < text->size && text->data[from + 1] == '\n';
        }
        text->data[to++] = byte;
    }
    text->size = to;
}

static void decode(mrg_text raw, struct buffer *text)
{
    buffer_clear(text);
    if (is_utf16(raw))
        charset_from_utf16((mrg_text){raw.data + 2, raw.size - 2}, *raw.data == '\xfe', text);
    else if (!utf8_is_valid(raw.data, raw.size) && charset_is_windows_1252(raw))
        charset_from_windows_1252(raw, text);
    else
        buffer_append(text, raw.data, raw.size);
    unify_line_ends(text);
}

enum read_outcome text_source_load(struct reader *reader, struct buffer *text, mrg_error *error)
{
    struct input *input = reader->input;
    while (!input->at_end && input->size <= reader->record_limit)
        if (input_more(input, error) != MRG_OK)
            return READ_FAILED;
    if (input->size > reader->record_limit) {
        mrg_error cause = MRG_ERROR_INIT;
        fail(&cause, MRG_ERR_LIMIT, "a text of more than %zu bytes", reader->record_limit);
        return read_bad(reader, (struct source_place){0, 0}, &cause, error);
    }
    reader->record = (mrg_text){input->data, input->size};
    reader->is_single = true;
    reader->number = 1;
    decode(reader->record, text);
    if (text->failed) {
        fail_memory(error);
        return READ_FAILED;
    }
    return text_is_blank((mrg_text){(const char *)text->data, text->size}) ? READ_END
                                                                           : READ_ARTICLE;
}

bool text_next_line(mrg_text *rest, mrg_text *line)
{
    if (rest->size == 0)
        return false;
    const char *newline = memchr(rest->data, '\n', rest->size);
    size_t size = newline != NULL ? (size_t)(newline - rest->data) : rest->size;
    size_t taken = size + (newline != NULL);
    *line = (mrg_text){rest->data, size};
    *rest = (mrg_text){rest->data + taken, rest->size - taken};
    return true;
}

bool text_is_blank(mrg_text line)
{
    return text_trim(line).size == 0;
}

void text_add_paragraphs(struct article_builder *builder, mrg_text text)
{
    const char *start = text.data;
    size_t size = 0;
    mrg_text line;
    while (text_next_line(&text, &line)) {
        if (!text_is_blank(line)) {
            size = (size_t)(line.data + line.size - start);
            continue;
        }
        article_add_paragraph(builder, (mrg_text){start, size});
        start = text.data;
        size = 0;
    }
    article_add_paragraph(builder, (mrg_text){start, size});
}
