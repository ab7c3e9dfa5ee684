/* Any text: perhaps front matter, a headline, paragraphs. */
#include "common/base/error.h"
#include "common/text/tokenizer.h"
#include "corpus/readers/front_matter.h"
#include "corpus/readers/text_source.h"

#include <stdlib.h>

enum { HEADLINE_SIZE_MAX = 300 }; /* bytes; a longer first line is the first paragraph */

struct plain_text {
    struct buffer text; /* the whole source */
    bool done;          /* the one article was given out */
};

static bool recognise(const struct source_head *head)
{
    return text_source_is_text(head);
}

static mrg_status open_text(struct reader *reader, mrg_error *error)
{
    reader->state = calloc(1, sizeof(struct plain_text));
    return reader->state != NULL ? MRG_OK : fail_memory(error);
}

static void close_text(struct reader *reader)
{
    struct plain_text *plain = reader->state;
    buffer_free(&plain->text);
    free(plain);
}

/* The first line that is not blank is the headline when it is short and text follows it. Returns
 * the body. */
static mrg_text set_headline(struct article_builder *builder, mrg_text text)
{
    mrg_text rest = text;
    mrg_text line;
    while (text_next_line(&rest, &line)) {
        if (text_is_blank(line))
            continue;
        if (line.size > HEADLINE_SIZE_MAX || text_is_blank(rest))
            return text;
        article_set(builder, FIELD_HEADLINE, line);
        return rest;
    }
    return text;
}

/* A text without a letter or digit could never be found. */
static bool has_words(mrg_text text)
{
    struct scanner scanner;
    struct run run;
    scanner_init(&scanner, text);
    return scanner_next(&scanner, &run);
}

static enum read_outcome next_text(struct reader *reader, mrg_error *error)
{
    struct plain_text *plain = reader->state;
    if (plain->done)
        return READ_END;
    plain->done = true;
    enum read_outcome outcome = text_source_load(reader, &plain->text, error);
    if (outcome != READ_ARTICLE)
        return outcome;
    mrg_text text = {(const char *)plain->text.data, plain->text.size};
    if (!has_words(text))
        return read_bad_text(reader, (struct source_place){0, 0}, "no words in it", error);
    text = front_matter_read(text, &reader->builder);
    if (reader->builder.article.headline.size == 0)
        text = set_headline(&reader->builder, text);
    text_add_paragraphs(&reader->builder, text);
    return READ_ARTICLE;
}

const struct reader_format format_plain_text = {.name = "plain text",
                                                .recognise = recognise,
                                                .open = open_text,
                                                .next = next_text,
                                                .close = close_text};
