/* Recognising formats, and what all of them have in common. */
#include "corpus/reader.h"

#include "common/base/date.h"
#include "common/base/error.h"
#include "common/base/hash.h"
#include "common/text/language.h"
#include "corpus/reader_internal.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The first that recognises a source reads it: what has an unmistakable beginning comes first,
 * plain text, which nearly everything could be, last. */
static const struct reader_format *const formats[] = {
    &format_json_lines, &format_json, &format_reuters, &format_press_text, &format_plain_text,
};

enum {
    PATH_HASH_DIGITS = 12,    /* hex digits of the path's hash in an id: 48 bits */
    LANGUAGE_SAMPLE_MAX = 512 /* bytes of a body that are enough to guess its language by */
};

/* -------------------------------------------------------------------------------------------------
 * Opening
 * ---------------------------------------------------------------------------------------------- */

static bool is_stdin(const struct input *input)
{
    return strcmp(input->path, "-") == 0;
}

/* Whether a few lines are enough to tell the format: those who feed a pipe slowly should not have to wait for
 * the rest of the head. */
static bool is_told_by_lines(const struct input *input)
{
    enum { LINES_ENOUGH = 3 };
    const struct source_head lines = {{input->data, input->size}, false};
    const char *at = input->data, *end = input->data + input->size;
    for (int i = 0; i < LINES_ENOUGH; i++) {
        at = memchr(at, '\n', (size_t)(end - at));
        if (at == NULL)
            return false;
        at++;
    }
    return format_json_lines.recognise(&lines);
}

/* Bring the head of the source into the window. Damage that shows only behind some bytes is left
 * for the reader to meet. */
static mrg_status read_head(struct input *input, struct source_head *head, mrg_error *error)
{
    mrg_status status = MRG_OK;
    while (status == MRG_OK && input->size < HEAD_SIZE && !input->at_end &&
           !(input->size > 0 && is_told_by_lines(input)))
        status = input_more(input, error);
    if (status != MRG_OK && input->size == 0)
        return status;
    if (input->size >= 3 && memcmp(input->data, "\xef\xbb\xbf", 3) == 0)
        input_consume(input, 3);
    *head = (struct source_head){{input->data, input->size}, input->at_end};
    return MRG_OK;
}

/* The file's name without folder and extensions: "news.jsonl.gz" is "news". */
static mrg_text stem_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    const char *name = slash != NULL ? slash + 1 : path;
    size_t size = strlen(name);
    if (size > 3 && memcmp(name + size - 3, ".gz", 3) == 0)
        size -= 3;
    for (size_t i = size; i > 1; i--)
        if (name[i - 1] == '.')
            return (mrg_text){name, i - 1};
    return (mrg_text){name, size};
}

/* The same file has the same hash, however it was named on the command line. */
static uint64_t hash_path(const char *path)
{
    char *absolute = realpath(path, NULL);
    const char *known = absolute != NULL ? absolute : path;
    uint64_t hash = hash64(known, strlen(known), 0);
    free(absolute);
    return hash;
}

static mrg_time default_date(const struct input *input, const struct reader_options *options)
{
    mrg_time date;
    if (options->date != MRG_NO_TIME)
        return options->date;
    return !is_stdin(input) && date_from_path(input->path, &date) ? date : MRG_NO_TIME;
}

static const struct reader_format *recognise(const struct source_head *head)
{
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
        if (formats[i]->recognise(head))
            return formats[i];
    return NULL;
}

/* Set up what all formats have in common. */
static struct reader *reader_new(struct input *input, const struct reader_options *options,
                                 const struct reader_format *format)
{
    struct reader *reader = calloc(1, sizeof *reader);
    if (reader == NULL)
        return NULL;
    reader->input = input;
    reader->options = options;
    reader->format = format;
    reader->path_hash = hash_path(input->path);
    reader->stem = stem_of(input->path);
    reader->default_date = default_date(input, options);
    reader->record_limit = RECORD_LIMIT;
    article_builder_init(&reader->builder);
    return reader;
}

mrg_status reader_open(struct input *input, const struct reader_options *options,
                       struct reader **reader, const char **format, mrg_error *error)
{
    struct source_head head;
    *reader = NULL;
    mrg_status status = read_head(input, &head, error);
    if (status != MRG_OK)
        return status;
    const struct reader_format *found = recognise(&head);
    if (found == NULL)
        return fail(error, MRG_ERR_UNSUPPORTED, "%s: not a format that is read here", input->path);
    struct reader *made = reader_new(input, options, found);
    if (made == NULL)
        return fail_memory(error);
    status = found->open != NULL ? found->open(made, error) : MRG_OK;
    if (status != MRG_OK) {
        article_builder_free(&made->builder);
        free(made);
        return status;
    }
    if (format != NULL)
        *format = found->name;
    *reader = made;
    return MRG_OK;
}

void reader_free(struct reader *reader)
{
    if (reader == NULL)
        return;
    if (reader->format->close != NULL)
        reader->format->close(reader);
    article_builder_free(&reader->builder);
    free(reader);
}

/* -------------------------------------------------------------------------------------------------
 * Records that cannot be read
 * ---------------------------------------------------------------------------------------------- */

enum read_outcome read_bad(struct reader *reader, struct source_place place, const mrg_error *cause,
                           mrg_error *error)
{
    const char *path = is_stdin(reader->input) ? "standard input" : reader->input->path;
    if (cause->status == MRG_ERR_MEMORY) {
        fail_memory(error);
        return READ_FAILED;
    }
    if (place.line > 0)
        fail(error, cause->status, "%s, line %" PRIu64 " (byte %" PRIu64 "): %s", path, place.line,
             place.offset, cause->message);
    else
        fail(error, cause->status, "%s, byte %" PRIu64 ": %s", path, place.offset, cause->message);
    return READ_BAD;
}

enum read_outcome read_bad_text(struct reader *reader, struct source_place place, const char *cause,
                                mrg_error *error)
{
    mrg_error in_words = MRG_ERROR_INIT;
    fail(&in_words, MRG_ERR_INPUT, "%s", cause);
    return read_bad(reader, place, &in_words, error);
}

/* -------------------------------------------------------------------------------------------------
 * Completing articles
 * ---------------------------------------------------------------------------------------------- */

/* An id for an article without one: from its content where the source is standard input, which has
 * no name; else from the file and its number in it. */
static void make_id(struct reader *reader)
{
    struct article_builder *builder = &reader->builder;
    char digits[64];
    int size;
    if (is_stdin(reader->input))
        size = snprintf(digits, sizeof digits, "-%016" PRIx64,
                        hash64(reader->record.data, reader->record.size, 0));
    else if (reader->is_single)
        size = snprintf(digits, sizeof digits, "-%0*" PRIx64, PATH_HASH_DIGITS,
                        reader->path_hash >> (64 - 4 * PATH_HASH_DIGITS));
    else
        size = snprintf(digits, sizeof digits, "-%0*" PRIx64 "-%" PRIu64, PATH_HASH_DIGITS,
                        reader->path_hash >> (64 - 4 * PATH_HASH_DIGITS), reader->number);
    mrg_text stem = is_stdin(reader->input) ? (mrg_text){"stdin", 5} : reader->stem;
    char *id = arena_alloc(&builder->arena, stem.size + (size_t)size);
    if (id == NULL) {
        builder->failed = true;
        return;
    }
    memcpy(id, stem.data, stem.size);
    memcpy(id + stem.size, digits, (size_t)size);
    builder->article.id = (mrg_text){id, stem.size + (size_t)size};
}

/* A code of two letters that the table does not have is believed, in lower case. */
static bool believe_code(struct article_builder *builder, mrg_text language)
{
    if (language.size < 2 ||
        (language.size > 2 && language.data[2] != '-' && language.data[2] != '_'))
        return false;
    char code[2] = {(char)(language.data[0] | 0x20), (char)(language.data[1] | 0x20)};
    if (code[0] < 'a' || code[0] > 'z' || code[1] < 'a' || code[1] > 'z')
        return false;
    char *copy = arena_copy(&builder->arena, code, sizeof code);
    builder->failed |= copy == NULL;
    builder->article.language = (mrg_text){copy, copy != NULL ? sizeof code : 0};
    return true;
}

static mrg_text code_text(const char *code)
{
    return (mrg_text){code, strlen(code)};
}

static language_id guess_language(const struct article_builder *builder)
{
    mrg_text sample = {(const char *)builder->body.data, builder->body.size};
    if (sample.size == 0)
        sample = builder->article.headline;
    if (sample.size > LANGUAGE_SAMPLE_MAX)
        sample.size = LANGUAGE_SAMPLE_MAX;
    return language_guess(sample);
}

/* The article's own language as an ISO 639-1 code, else that of the options, else a guess. */
static void complete_language(struct reader *reader)
{
    struct article_builder *builder = &reader->builder;
    mrg_text own = builder->article.language;
    if (own.size > 0) {
        language_id language = language_find(own);
        if (language != LANGUAGE_NONE) {
            builder->article.language = code_text(language_code(language));
            return;
        }
        if (believe_code(builder, own))
            return;
    }
    builder->article.language = reader->options->language != NULL
                                    ? code_text(reader->options->language)
                                    : code_text(language_code(guess_language(builder)));
}

/* Fill in what the article itself does not say. False when memory is short. */
static bool complete(struct reader *reader)
{
    mrg_article *article = &reader->builder.article;
    if (article->id.size == 0)
        make_id(reader);
    if (article->published == MRG_NO_TIME)
        article->published = article->updated;
    if (article->published == MRG_NO_TIME)
        article->published = reader->default_date;
    complete_language(reader);
    return article_finish(&reader->builder);
}

enum read_outcome reader_next(struct reader *reader, const mrg_article **article, mrg_error *error)
{
    *article = NULL;
    if (reader->ended)
        return READ_END;
    article_begin(&reader->builder);
    enum read_outcome outcome = reader->format->next(reader, error);
    if (outcome == READ_ARTICLE && !complete(reader)) {
        fail_memory(error);
        outcome = READ_FAILED;
    }
    reader->ended = outcome == READ_END || outcome == READ_FAILED;
    if (outcome == READ_ARTICLE)
        *article = &reader->builder.article;
    return outcome;
}
