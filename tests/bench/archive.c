/* The archive that is measured, by way of the readers that morgue-index uses. */
#include <stdio.h>

#include "common/base/buffer.h"
#include "corpus/reader.h"
#include "tests/bench/bench.h"

static bool complain(const mrg_error *error)
{
    fprintf(stderr, "morgue-bench: %s\n", error->message);
    return false;
}

/* Hand out the articles of an open reader. */
static bool read_articles(struct reader *reader, uint64_t limit, article_function *function,
                          void *context)
{
    mrg_error error = MRG_ERROR_INIT;
    for (uint64_t count = 0; count < limit;) {
        const mrg_article *article;
        switch (reader_next(reader, &article, &error)) {
        case READ_ARTICLE:
            if (!function(context, article))
                return false;
            count++;
            break;
        case READ_BAD:
            complain(&error);
            break;
        case READ_FAILED:
            return complain(&error);
        case READ_END:
            return true;
        }
    }
    return true;
}

bool archive_read(const char *path, uint64_t limit, article_function *function, void *context)
{
    struct input input;
    struct reader *reader = NULL;
    struct reader_options options = {.language = "en", .date = MRG_NO_TIME};
    mrg_error error = MRG_ERROR_INIT;
    if (input_open(&input, path, NULL, &error) != MRG_OK)
        return complain(&error);
    bool read = reader_open(&input, &options, &reader, NULL, &error) == MRG_OK
                    ? read_articles(reader, limit, function, context)
                    : complain(&error);
    reader_free(reader);
    input_close(&input);
    return read;
}

static void append_paragraph(struct buffer *text, mrg_text paragraph)
{
    if (text->size > 0 && paragraph.size > 0)
        buffer_append_string(text, "\n\n");
    buffer_append(text, paragraph.data, paragraph.size);
}

mrg_text article_body(const mrg_article *article, struct buffer *joined)
{
    if (article->deck.size == 0 && article->captions.count == 0)
        return article->body;
    buffer_clear(joined);
    append_paragraph(joined, article->deck);
    append_paragraph(joined, article->body);
    for (size_t i = 0; i < article->captions.count; i++)
        append_paragraph(joined, article->captions.items[i]);
    return (mrg_text){(const char *)joined->data, joined->size};
}
