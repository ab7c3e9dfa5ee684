/* JSON Lines: one object a line. The fast path of the whole corpus: lines are found with memchr and
 * parsed where they lie. */
#include "common/base/error.h"
#include "corpus/json/json_scan.h"
#include "corpus/readers/json_probe.h"
#include "corpus/readers/json_record.h"

#include <stdlib.h>
#include <string.h>

struct json_lines {
    struct json_record_reader record; /* parser and fields */
    size_t to_consume;                /* bytes of the line given out last, newline included */
    uint64_t line;                    /* number of the line being read, from 1 */
};

/* Whether `line` is one whole object. */
static bool is_object_line(mrg_text line)
{
    struct json_scan scan;
    line = text_trim(line);
    if (line.size < 2 || line.data[0] != '{' || line.data[line.size - 1] != '}')
        return false;
    json_scan_init(&scan, 0);
    return json_scan_value(&scan, line) && scan.at == line.size;
}

/* The line at `at`, without its newline; *at moves behind it. */
static mrg_text take_line(mrg_text text, size_t *at)
{
    const char *start = text.data + *at;
    const char *newline = memchr(start, '\n', text.size - *at);
    size_t size = newline != NULL ? (size_t)(newline - start) : text.size - *at;
    *at += size + (newline != NULL);
    return (mrg_text){start, size};
}

/* A broken first line must not hide the format, so any of the first three lines that are not blank
 * may vouch for it, provided that there are two and the object does not wrap articles. */
static bool recognise(const struct source_head *head)
{
    enum { LINES_TRIED = 3 };
    size_t at = 0;
    size_t tried = 0;
    size_t objects = 0;
    bool first_is_object = false;
    while (at < head->text.size && tried < LINES_TRIED) {
        mrg_text line = text_trim(take_line(head->text, &at));
        bool is_cut = at == head->text.size && !head->is_complete;
        if (line.size == 0)
            continue;
        bool is_object = is_object_line(line);
        if (is_object && json_wraps_articles(line))
            return false;
        first_is_object |= tried == 0 && is_object;
        objects += is_object;
        tried += is_object || !is_cut;
    }
    return (tried >= 2 && first_is_object) || objects >= 2;
}

static mrg_status open_lines(struct reader *reader, mrg_error *error)
{
    struct json_lines *lines = calloc(1, sizeof *lines);
    if (lines == NULL)
        return fail_memory(error);
    mrg_status status = json_record_open(&lines->record, reader->options, error);
    if (status != MRG_OK) {
        free(lines);
        return status;
    }
    reader->state = lines;
    return MRG_OK;
}

static void close_lines(struct reader *reader)
{
    struct json_lines *lines = reader->state;
    json_record_close(&lines->record);
    free(lines);
}

/* Bring the line at the window's start in; *size receives its bytes without the newline, *whole
 * whether the newline was found. Not so for the last line, and for one over the limit. */
static mrg_status find_line(struct reader *reader, size_t *size, bool *whole, mrg_error *error)
{
    struct input *input = reader->input;
    size_t searched = 0;
    for (;;) {
        const char *newline = memchr(input->data + searched, '\n', input->size - searched);
        *whole = newline != NULL;
        *size = newline != NULL ? (size_t)(newline - input->data) : input->size;
        if (*whole || input->at_end || input->size > reader->record_limit)
            return MRG_OK;
        searched = input->size;
        mrg_status status = input_more(input, error);
        if (status != MRG_OK)
            return status;
    }
}

/* Drop everything up to the next newline, a window at a time. */
static mrg_status skip_line(struct input *input, mrg_error *error)
{
    for (;;) {
        const char *newline = memchr(input->data, '\n', input->size);
        input_consume(input, newline != NULL ? (size_t)(newline - input->data) + 1 : input->size);
        if (newline != NULL || input->at_end)
            return MRG_OK;
        mrg_status status = input_more(input, error);
        if (status != MRG_OK)
            return status;
    }
}

static enum read_outcome line_too_long(struct reader *reader, struct source_place place,
                                       mrg_error *error)
{
    mrg_error cause = MRG_ERROR_INIT;
    if (skip_line(reader->input, error) != MRG_OK)
        return READ_FAILED;
    fail(&cause, MRG_ERR_LIMIT, "a line of more than %zu bytes", reader->record_limit);
    return read_bad(reader, place, &cause, error);
}

static enum read_outcome read_line(struct reader *reader, mrg_text line, struct source_place place,
                                   mrg_error *error)
{
    struct json_lines *lines = reader->state;
    mrg_error cause = MRG_ERROR_INIT;
    reader->record = line;
    if (json_record_read(&lines->record, line, &reader->builder, &cause) == MRG_OK)
        return READ_ARTICLE;
    return read_bad(reader, place, &cause, error);
}

static enum read_outcome next_line(struct reader *reader, mrg_error *error)
{
    struct json_lines *lines = reader->state;
    struct input *input = reader->input;
    for (;;) {
        size_t size;
        bool whole;
        input_consume(input, lines->to_consume);
        lines->to_consume = 0;
        if (find_line(reader, &size, &whole, error) != MRG_OK)
            return READ_FAILED;
        struct source_place place = {++lines->line, input->offset};
        if (size > reader->record_limit) {
            reader->number++;
            return line_too_long(reader, place, error);
        }
        lines->to_consume = size + whole;
        mrg_text line = text_trim((mrg_text){input->data, size});
        if (line.size > 0) {
            reader->number++;
            return read_line(reader, line, place, error);
        }
        if (!whole)
            return READ_END;
    }
}

const struct reader_format format_json_lines = {.name = "JSON Lines",
                                                .recognise = recognise,
                                                .open = open_lines,
                                                .next = next_line,
                                                .close = close_lines};
