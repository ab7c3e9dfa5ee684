/* Reuters-21578, in its original SGML and in the copy made to look like XML. Neither is well-formed
 * (bare ampersands' control characters, a Latin-1 byte, several roots), so the few elements it has
 * are looked for by name. */
#include "common/base/date.h"
#include "common/base/error.h"
#include "common/text/utf8.h"
#include "corpus/charset.h"
#include "corpus/markup.h"
#include "corpus/reader_internal.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct reuters {
    struct buffer story; /* the story as UTF-8, when it was not */
    struct buffer text;  /* one element with its entities decoded */
    struct buffer whole; /* a body in which paragraphs are divided */
    size_t to_consume;   /* bytes of the story given out last */
};

static bool recognise(const struct source_head *head)
{
    static const char *const signs[] = {"<!DOCTYPE lewis", "<LEWIS>", "<REUTERS "};
    mrg_text text = head->text;
    if (text.size > 1024)
        text.size = 1024;
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        if (memmem(text.data, text.size, signs[i], strlen(signs[i])) != NULL)
            return *text_trim(text).data == '<';
    return false;
}

static mrg_status open_reuters(struct reader *reader, mrg_error *error)
{
    reader->state = calloc(1, sizeof(struct reuters));
    return reader->state != NULL ? MRG_OK : fail_memory(error);
}

static void close_reuters(struct reader *reader)
{
    struct reuters *reuters = reader->state;
    buffer_free(&reuters->story);
    buffer_free(&reuters->text);
    buffer_free(&reuters->whole);
    free(reuters);
}

/* What stands between <NAME ...> and </NAME> in `text`; empty when it is not there. */
static mrg_text element(mrg_text text, const char *name)
{
    char tag[24] = "<";
    size_t size = strlen(name);
    const char *at = text.data;
    size_t left = text.size;
    memcpy(tag + 1, name, size);
    for (;;) {
        const char *open = left > 0 ? memmem(at, left, tag, size + 1) : NULL;
        if (open == NULL)
            return (mrg_text){NULL, 0};
        at = open + size + 1;
        left = text.size - (size_t)(at - text.data);
        if (left > 0 && (*at == '>' || *at == ' '))
            break;
    }
    const char *start = memchr(at, '>', left);
    if (start == NULL)
        return (mrg_text){NULL, 0};
    start++;
    left = text.size - (size_t)(start - text.data);
    tag[1] = '/';
    memcpy(tag + 2, name, size);
    const char *close = left > 0 ? memmem(start, left, tag, size + 2) : NULL;
    return (mrg_text){start, close != NULL ? (size_t)(close - start) : left};
}

/* The value of attribute `name` in the opening tag that `story` begins with. */
static mrg_text attribute(mrg_text story, const char *name)
{
    const char *end = memchr(story.data, '>', story.size);
    size_t size = end != NULL ? (size_t)(end - story.data) : story.size;
    const char *at = memmem(story.data, size, name, strlen(name));
    if (at == NULL)
        return (mrg_text){NULL, 0};
    at += strlen(name);
    size -= (size_t)(at - story.data);
    const char *open = memchr(at, '"', size);
    if (open == NULL)
        return (mrg_text){NULL, 0};
    size -= (size_t)(open + 1 - at);
    const char *close = memchr(open + 1, '"', size);
    return (mrg_text){open + 1, close != NULL ? (size_t)(close - open - 1) : 0};
}

/* An element's text with entities decoded; borrowed until the next call. */
static mrg_text decoded(struct reuters *reuters, mrg_text text)
{
    buffer_clear(&reuters->text);
    if (text.size > 0)
        markup_append_decoded(text, &reuters->text);
    return (mrg_text){(const char *)reuters->text.data, reuters->text.size};
}

/* Add the <D> items of list element `name`. */
static void add_items(struct reader *reader, mrg_text story, const char *name,
                      enum article_list list)
{
    struct reuters *reuters = reader->state;
    mrg_text items = element(story, name);
    while (items.size > 0) {
        mrg_text item = element(items, "D");
        if (item.data == NULL)
            return;
        article_add(&reader->builder, list, decoded(reuters, item));
        size_t passed = (size_t)(item.data + item.size - items.data);
        items = (mrg_text){items.data + passed, items.size - passed};
    }
}

/* The place of "    NEW YORK, March 3 - ": all before the last comma, where the date begins. */
static mrg_text dateline_place(mrg_text dateline)
{
    dateline = text_trim(dateline);
    const char *comma = dateline.size > 0 ? memrchr(dateline.data, ',', dateline.size) : NULL;
    if (comma != NULL)
        return (mrg_text){dateline.data, (size_t)(comma - dateline.data)};
    while (dateline.size > 0 && strchr("- ", dateline.data[dateline.size - 1]) != NULL)
        dateline.size--;
    return dateline;
}

/* "    By Jane Doe, Reuters" without the words that every byline has. */
static mrg_text author_name(mrg_text author)
{
    author = text_trim(author);
    if (author.size > 3 && strncasecmp(author.data, "by ", 3) == 0)
        author = (mrg_text){author.data + 3, author.size - 3};
    static const char ending[] = ", Reuters";
    size_t size = sizeof ending - 1;
    if (author.size > size && strncasecmp(author.data + author.size - size, ending, size) == 0)
        author.size -= size;
    return author;
}

/* Lines indented by this much begin a paragraph. */
static bool is_indented(mrg_text line)
{
    return line.size > 4 && memcmp(line.data, "    ", 4) == 0;
}

static bool take_line(mrg_text *rest, mrg_text *line)
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

/* Add a body whose paragraphs begin with indented lines; lines stay as they are. */
static void add_paragraphs(struct article_builder *builder, mrg_text body)
{
    const char *start = body.data;
    mrg_text line;
    while (take_line(&body, &line)) {
        if (!is_indented(line) && text_trim(line).size > 0)
            continue;
        article_add_paragraph(builder, (mrg_text){start, (size_t)(line.data - start)});
        start = line.data;
    }
    if (body.data != NULL)
        article_add_paragraph(builder, (mrg_text){start, (size_t)(body.data - start)});
}

/* A text that was never divided into elements: its first line is the headline. */
static void set_unprocessed(struct article_builder *builder, mrg_text text)
{
    mrg_text rest = text_trim(text);
    mrg_text line;
    if (!take_line(&rest, &line))
        return;
    article_set(builder, FIELD_HEADLINE, line);
    article_add_text(builder, rest);
}

/* The story as UTF-8. */
static mrg_text to_utf8(struct reuters *reuters, mrg_text story)
{
    if (utf8_is_valid(story.data, story.size))
        return story;
    buffer_clear(&reuters->story);
    charset_from_windows_1252(story, &reuters->story);
    return (mrg_text){(const char *)reuters->story.data, reuters->story.size};
}

static void set_id(struct article_builder *builder, mrg_text story)
{
    char id[40] = "reuters-";
    mrg_text number = attribute(story, " NEWID");
    if (number.size == 0 || number.size > sizeof id - 8)
        return;
    memcpy(id + 8, number.data, number.size);
    article_set(builder, FIELD_ID, (mrg_text){id, 8 + number.size});
}

static void set_text(struct reader *reader, mrg_text story)
{
    struct reuters *reuters = reader->state;
    struct article_builder *builder = &reader->builder;
    mrg_text text = element(story, "TEXT");
    mrg_text title = element(text, "TITLE");
    article_set(builder, FIELD_HEADLINE, decoded(reuters, title));
    article_set(builder, FIELD_BYLINE, author_name(decoded(reuters, element(text, "AUTHOR"))));
    article_set(builder, FIELD_PLACE, dateline_place(decoded(reuters, element(text, "DATELINE"))));
    mrg_text body = element(text, "BODY");
    if (body.data != NULL)
        add_paragraphs(builder, decoded(reuters, body));
    else if (title.data == NULL)
        set_unprocessed(builder, decoded(reuters, text));
}

/* Some dates have letters of the wire desk behind them. */
static mrg_time parse_date(mrg_text date)
{
    enum date_precision precision;
    mrg_time time;
    for (date = text_trim(date); date.size > 0; date = text_trim(date)) {
        if (date_parse(date, &time, &precision))
            return time;
        const char *space = memrchr(date.data, ' ', date.size);
        date.size = space != NULL ? (size_t)(space - date.data) : 0;
    }
    return MRG_NO_TIME;
}

static void set_story(struct reader *reader, mrg_text story)
{
    struct reuters *reuters = reader->state;
    struct article_builder *builder = &reader->builder;
    story = to_utf8(reuters, story);
    set_id(builder, story);
    builder->article.published = parse_date(element(story, "DATE"));
    article_set(builder, FIELD_SOURCE, (mrg_text){"Reuters", 7});
    article_set(builder, FIELD_LANGUAGE, (mrg_text){"en", 2});
    add_items(reader, story, "TOPICS", LIST_TOPICS);
    add_items(reader, story, "PLACES", LIST_TOPICS);
    add_items(reader, story, "PEOPLE", LIST_PEOPLE);
    add_items(reader, story, "ORGS", LIST_ORGANISATIONS);
    add_items(reader, story, "EXCHANGES", LIST_ORGANISATIONS);
    add_items(reader, story, "COMPANIES", LIST_ORGANISATIONS);
    set_text(reader, story);
    builder->failed |= reuters->story.failed || reuters->text.failed;
}

/* Make the window hold `mark` from offset `from` on, or end. *at receives its offset, the window's
 * size when it is not there. */
static mrg_status find_mark(struct reader *reader, const char *mark, size_t from, size_t *at,
                            mrg_error *error)
{
    struct input *input = reader->input;
    size_t size = strlen(mark);
    for (;;) {
        const char *found = NULL;
        if (input->size > from)
            found = memmem(input->data + from, input->size - from, mark, size);
        *at = found != NULL ? (size_t)(found - input->data) : input->size;
        if (found != NULL || input->at_end || input->size > reader->record_limit)
            return MRG_OK;
        if (input->size > from + size)
            from = input->size - size;
        mrg_status status = input_more(input, error);
        if (status != MRG_OK)
            return status;
    }
}

/* Make the window begin with a story; *found is false when there are no more. */
static mrg_status find_story(struct reader *reader, bool *found, mrg_error *error)
{
    struct input *input = reader->input;
    for (;;) {
        size_t at;
        mrg_status status = find_mark(reader, "<REUTERS ", 0, &at, error);
        if (status != MRG_OK)
            return status;
        *found = at < input->size;
        input_consume(input, at);
        if (*found || input->at_end)
            return MRG_OK;
    }
}

static enum read_outcome next_story(struct reader *reader, mrg_error *error)
{
    static const char closing[] = "</REUTERS>";
    struct reuters *reuters = reader->state;
    struct input *input = reader->input;
    bool found;
    size_t size;
    input_consume(input, reuters->to_consume);
    reuters->to_consume = 0;
    if (find_story(reader, &found, error) != MRG_OK)
        return READ_FAILED;
    if (!found)
        return READ_END;
    reader->number++;
    struct source_place place = {0, input->offset};
    if (find_mark(reader, closing, 0, &size, error) != MRG_OK)
        return READ_FAILED;
    if (size == input->size) {
        reuters->to_consume = size;
        return read_bad_text(reader, place, "a story without its end", error);
    }
    const char *nested = memmem(input->data + 1, size - 1, "<REUTERS ", 9);
    if (nested != NULL) {
        reuters->to_consume = (size_t)(nested - input->data);
        return read_bad_text(reader, place, "a story without its end", error);
    }
    reuters->to_consume = size + sizeof closing - 1;
    reader->record = (mrg_text){input->data, reuters->to_consume};
    set_story(reader, (mrg_text){input->data, size});
    return READ_ARTICLE;
}

const struct reader_format format_reuters = {.name = "Reuters-21578",
                                             .recognise = recognise,
                                             .open = open_reuters,
                                             .next = next_story,
                                             .close = close_reuters};
