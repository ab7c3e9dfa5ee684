#include "article_text.h"

#include "common/base/date.h"
#include "corpus/reader_internal.h"
#include "tests/cmocka_all.h"

static void append_escaped(struct buffer *text, mrg_text value)
{
    for (size_t i = 0; i < value.size; i++) {
        unsigned char c = (unsigned char)value.data[i];
        if (c == '\n')
            buffer_append_string(text, "\n    ");
        else if (c < 0x20 || c == 0x7f)
            buffer_append_format(text, "<%02x>", c);
        else
            buffer_append_byte(text, c);
    }
    buffer_append_byte(text, '\n');
}

static void append_field(struct buffer *text, const char *name, mrg_text value)
{
    if (value.size == 0)
        return;
    buffer_append_format(text, "  %s: ", name);
    append_escaped(text, value);
}

static void append_list(struct buffer *text, const char *name, mrg_texts values)
{
    for (size_t i = 0; i < values.count; i++)
        append_field(text, name, values.items[i]);
}

static void append_time(struct buffer *text, const char *name, mrg_time time)
{
    char date[32];
    date_format(time, true, date);
    append_field(text, name, (mrg_text){date, strlen(date)});
}

void append_article(struct buffer *text, const mrg_article *article)
{
    static const char *const statuses[] = {"", " (withheld)", " (canceled)"};
    buffer_append_string(text, "article ");
    buffer_append(text, article->id.data, article->id.size);
    buffer_append_format(text, "%s\n", statuses[article->status]);
    append_field(text, "version", article->version);
    append_time(text, "embargo", article->embargo);
    append_time(text, "published", article->published);
    append_time(text, "updated", article->updated);
    append_field(text, "source", article->source);
    append_field(text, "headline", article->headline);
    append_field(text, "deck", article->deck);
    append_field(text, "byline", article->byline);
    append_field(text, "place", article->place);
    append_field(text, "section", article->section);
    append_field(text, "language", article->language);
    append_list(text, "topic", article->topics);
    append_list(text, "person", article->people);
    append_list(text, "organisation", article->organisations);
    append_field(text, "url", article->url);
    append_list(text, "caption", article->captions);
    append_field(text, "rights", article->rights);
    append_field(text, "body", article->body);
}

static void append_error(struct buffer *text, const char *what, const mrg_error *error)
{
    assert_int_not_equal(error->status, MRG_OK);
    assert_true(error->message[0] != '\0');
    buffer_append_format(text, "%s %s\n", what, error->message);
}

static void read_articles(struct reading *reading, struct reader *reader)
{
    for (;;) {
        const mrg_article *article;
        mrg_error error = MRG_ERROR_INIT;
        switch (reader_next(reader, &article, &error)) {
        case READ_ARTICLE:
            assert_int_equal(error.status, MRG_OK);
            assert_true(article->id.size > 0);
            reading->articles++;
            append_article(&reading->text, article);
            break;
        case READ_BAD:
            reading->bad++;
            append_error(&reading->text, "bad", &error);
            break;
        case READ_FAILED:
            reading->failed++;
            append_error(&reading->text, "failed", &error);
            break;
        case READ_END:
            assert_null(article);
            return;
        }
        assert_true(reading->articles + reading->bad + reading->failed < 1000000);
    }
}

void read_all(struct reading *reading, const char *name, const void *bytes, size_t size,
              size_t piece, const struct reader_options *options, size_t limit)
{
    struct input input;
    struct reader *reader;
    const char *format;
    mrg_error error = MRG_ERROR_INIT;
    *reading = (struct reading){.text = BUFFER_INIT};
    if (input_open_pieces(&input, name, bytes, size, piece, &error) != MRG_OK) {
        reading->failed++;
        append_error(&reading->text, "not opened:", &error);
        return;
    }
    if (reader_open(&input, options, &reader, &format, &error) == MRG_OK) {
        if (limit > 0)
            reader->record_limit = limit;
        buffer_append_format(&reading->text, "format %s\n", format);
        read_articles(reading, reader);
        reader_free(reader);
    } else {
        assert_null(reader);
        reading->failed++;
        append_error(&reading->text, "not recognised:", &error);
    }
    input_close(&input);
}
