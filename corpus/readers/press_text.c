/* Texts copied out of a press database: the publication, the headline, a line with a hyphen (and
 * perhaps the author behind it), the text opened by its dateline, captions behind marks, and lines
 * that name the lists of newspapers it came from. */
#include "common/base/error.h"
#include "corpus/readers/press_captions.h"
#include "corpus/readers/text_source.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum {
    HEAD_LINES_MAX = 6,       /* the hyphen stands among so many lines that are not blank */
    HEAD_LINE_SIZE_MAX = 300, /* bytes of a line before it */
    AUTHOR_SIZE_MAX = 100,    /* bytes of what stands behind the hyphen */
    FOOTER_SIZE_MAX = 60,     /* bytes of "Newspapers in English" and its like */
    PLACE_SIZE_MAX = 60       /* bytes of a dateline */
};

struct press_text {
    struct buffer text; /* the whole source */
    struct buffer body; /* without captions */
    bool done;          /* the one article was given out */
};

/* Whether the line is a hyphen or dash; *author receives what stands behind it. */
static bool is_hyphen_line(mrg_text line, mrg_text *author)
{
    static const char *const hyphens[] = {"-", "\xe2\x80\x93", "\xe2\x80\x94"};
    line = text_trim(line);
    for (size_t i = 0; i < sizeof hyphens / sizeof *hyphens; i++) {
        size_t size = strlen(hyphens[i]);
        if (line.size < size || memcmp(line.data, hyphens[i], size) != 0)
            continue;
        *author = text_trim((mrg_text){line.data + size, line.size - size});
        return line.size == size || (line.data[size] == ' ' && author->size <= AUTHOR_SIZE_MAX);
    }
    return false;
}

/* "Newspapers in English", "Newspapers from India". */
static bool is_footer(mrg_text line)
{
    line = text_trim(line);
    return line.size <= FOOTER_SIZE_MAX &&
           ((line.size > 14 && strncasecmp(line.data, "Newspapers in ", 14) == 0) ||
            (line.size > 16 && strncasecmp(line.data, "Newspapers from ", 16) == 0));
}

/* Pass lines that are not blank up to the one with the hyphen. Returns how many stand before it; 0
 * when there is none. `lines` receives them, *rest what follows, *author what stands behind the
 * hyphen. */
static size_t read_head_lines(mrg_text *rest, mrg_text lines[HEAD_LINES_MAX], mrg_text *author)
{
    size_t count = 0;
    mrg_text line;
    while (count < HEAD_LINES_MAX && text_next_line(rest, &line)) {
        line = text_trim(line);
        if (line.size == 0)
            continue;
        if (count >= 2 && is_hyphen_line(line, author))
            return count;
        if (line.size > HEAD_LINE_SIZE_MAX)
            return 0;
        lines[count++] = line;
    }
    return 0;
}

static bool has_footer(mrg_text text)
{
    mrg_text line;
    while (text_next_line(&text, &line))
        if (is_footer(line))
            return true;
    return false;
}

/* A bare hyphen in its place is enough; one with a name behind it, as a list in any text could
 * have, only together with a footer. */
static bool recognise(const struct source_head *head)
{
    mrg_text lines[HEAD_LINES_MAX];
    mrg_text author;
    mrg_text rest = head->text;
    if (!text_source_is_text(head))
        return false;
    if (read_head_lines(&rest, lines, &author) > 0 && author.size == 0)
        return true;
    return has_footer(head->text);
}

static mrg_status open_text(struct reader *reader, mrg_error *error)
{
    reader->state = calloc(1, sizeof(struct press_text));
    return reader->state != NULL ? MRG_OK : fail_memory(error);
}

static void close_text(struct reader *reader)
{
    struct press_text *press = reader->state;
    buffer_free(&press->text);
    buffer_free(&press->body);
    free(press);
}

/* Publication, headline and what else stands before the text; returns the text. */
static mrg_text set_head(struct article_builder *builder, mrg_text text)
{
    mrg_text lines[HEAD_LINES_MAX];
    mrg_text author = {NULL, 0};
    mrg_text rest = text;
    size_t count = read_head_lines(&rest, lines, &author);
    if (count == 0) {
        rest = text;
        while (count < 2 && text_next_line(&rest, &lines[count]))
            count += !text_is_blank(lines[count]);
    }
    if (count > 0)
        article_set(builder, FIELD_SOURCE, lines[0]);
    if (count > 1)
        article_set(builder, FIELD_HEADLINE, lines[1]);
    if (count > 2) {
        const char *end = lines[count - 1].data + lines[count - 1].size;
        article_set(builder, FIELD_DECK, (mrg_text){lines[2].data, (size_t)(end - lines[2].data)});
    }
    if (author.size > 3 && strncasecmp(author.data, "by ", 3) == 0)
        author = (mrg_text){author.data + 3, author.size - 3};
    article_set(builder, FIELD_BYLINE, author);
    return rest;
}

/* The text without the footers at its end. */
static mrg_text drop_footers(mrg_text text)
{
    for (;;) {
        text = text_trim(text);
        const char *newline = text.size > 0 ? memrchr(text.data, '\n', text.size) : NULL;
        const char *last = newline != NULL ? newline + 1 : text.data;
        mrg_text line = {last, text.size - (size_t)(last - text.data)};
        if (!is_footer(line))
            return text;
        text.size -= line.size;
    }
}

static bool is_capitals(mrg_text text)
{
    size_t capitals = 0;
    for (size_t i = 0; i < text.size; i++) {
        char c = text.data[i];
        if (c >= 'a' && c <= 'z')
            return false;
        capitals += (c >= 'A' && c <= 'Z') || (c & 0x80) != 0;
    }
    return capitals >= 2;
}

/* The place in capitals before a colon that opens the text, up to a comma. */
static mrg_text dateline_place(mrg_text body)
{
    body = text_trim(body);
    size_t room = body.size < PLACE_SIZE_MAX ? body.size : PLACE_SIZE_MAX;
    const char *colon = room > 0 ? memchr(body.data, ':', room) : NULL;
    mrg_text place = {body.data, colon != NULL ? (size_t)(colon - body.data) : 0};
    if (place.size > 0 && memchr(place.data, '\n', place.size) != NULL)
        place.size = 0;
    const char *comma = place.size > 0 ? memchr(place.data, ',', place.size) : NULL;
    if (comma != NULL)
        place.size = (size_t)(comma - place.data);
    return is_capitals(place) ? place : (mrg_text){NULL, 0};
}

/* Add the body, without lines that say nothing but a caption again. */
static void add_body(struct article_builder *builder, struct buffer *text, struct buffer *body)
{
    mrg_text rest = {(const char *)body->data, body->size};
    mrg_text line;
    buffer_clear(text);
    while (text_next_line(&rest, &line)) {
        const struct buffer *list = &builder->lists[LIST_CAPTIONS];
        const mrg_text *captions = (const mrg_text *)(const void *)list->data;
        mrg_text bare = text_trim(line);
        bool is_caption = false;
        for (size_t i = 0; i < list->size / sizeof *captions; i++)
            is_caption |= captions[i].size == bare.size && bare.size > 0 &&
                          memcmp(captions[i].data, bare.data, bare.size) == 0;
        if (!is_caption)
            buffer_append(text, line.data, line.size);
        buffer_append_byte(text, '\n');
    }
    text_add_paragraphs(builder, (mrg_text){(const char *)text->data, text->size});
}

static enum read_outcome next_text(struct reader *reader, mrg_error *error)
{
    struct press_text *press = reader->state;
    struct article_builder *builder = &reader->builder;
    if (press->done)
        return READ_END;
    press->done = true;
    enum read_outcome outcome = text_source_load(reader, &press->text, error);
    if (outcome != READ_ARTICLE)
        return outcome;
    mrg_text text = {(const char *)press->text.data, press->text.size};
    text = drop_footers(set_head(builder, text));
    buffer_clear(&press->body);
    press_split_captions(text, builder, &press->body);
    mrg_text body = {(const char *)press->body.data, press->body.size};
    if (body.size > 0)
        article_set(builder, FIELD_PLACE, dateline_place(body));
    add_body(builder, &press->text, &press->body);
    builder->failed |= press->body.failed || press->text.failed;
    return READ_ARTICLE;
}

const struct reader_format format_press_text = {.name = "press database text",
                                                .recognise = recognise,
                                                .open = open_text,
                                                .next = next_text,
                                                .close = close_text};
