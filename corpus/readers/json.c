/* JSON that is not one object a line: arrays, objects that wrap lists of articles, objects written
 * over several lines or one behind the other. Taken apart value by value, so that memory follows
 * the largest article and not the file. */
#include "common/base/error.h"
#include "corpus/json/json_scan.h"
#include "corpus/readers/json_probe.h"
#include "corpus/readers/json_record.h"

#include <stdlib.h>
#include <string.h>

enum { CONTAINERS_MAX = 8 }; /* arrays and wrapping objects entered at once */

struct json_stream {
    struct json_record_reader record; /* parser and fields */
    size_t to_consume;                /* bytes of the value given out last */
    uint64_t line;                    /* of the window's first byte, from 1 */
    char inside[CONTAINERS_MAX];      /* brackets of the containers entered, outermost first */
    size_t depth;                     /* how many */
};

/* What a step through the structure came to. */
enum step {
    STEP_ON,    /* go on */
    STEP_VALUE, /* a value begins at the window's start */
    STEP_END,   /* the source has ended */
    STEP_FAILED /* *error says why */
};

static bool recognise(const struct source_head *head)
{
    mrg_text text = head->text;
    size_t at = json_skip_space(text, 0);
    if (at == text.size || (text.data[at] != '{' && text.data[at] != '['))
        return false;
    char opens = text.data[at];
    at = json_skip_space(text, at + 1);
    if (at == text.size)
        return true;
    char next = text.data[at];
    if (opens == '{')
        return next == '"' || next == '}';
    return next == '{' || next == '[' || next == '"' || next == ']';
}

static mrg_status open_stream(struct reader *reader, mrg_error *error)
{
    struct json_stream *stream = calloc(1, sizeof *stream);
    if (stream == NULL)
        return fail_memory(error);
    mrg_status status = json_record_open(&stream->record, reader->options, error);
    if (status != MRG_OK) {
        free(stream);
        return status;
    }
    stream->line = 1;
    reader->state = stream;
    return MRG_OK;
}

static void close_stream(struct reader *reader)
{
    struct json_stream *stream = reader->state;
    json_record_close(&stream->record);
    free(stream);
}

/* Drop bytes and count their lines. */
static void consume(struct reader *reader, size_t size)
{
    struct json_stream *stream = reader->state;
    const char *data = reader->input->data;
    uint64_t lines = 0;
    for (size_t i = 0; i < size; i++)
        lines += data[i] == '\n';
    stream->line += lines;
    input_consume(reader->input, size);
}

static mrg_text window(const struct reader *reader)
{
    return (mrg_text){reader->input->data, reader->input->size};
}

static struct source_place place_here(const struct reader *reader)
{
    const struct json_stream *stream = reader->state;
    return (struct source_place){stream->line, reader->input->offset};
}

/* Pass white space, commas and the separators of JSON text sequences. */
static bool is_between(char c)
{
    return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == ',' || c == '\x1e';
}

/* Make the window begin with the next byte of meaning; false at the end or on failure (*step). */
static bool reach_token(struct reader *reader, enum step *step, mrg_error *error)
{
    struct input *input = reader->input;
    for (;;) {
        size_t at = 0;
        while (at < input->size && is_between(input->data[at]))
            at++;
        consume(reader, at);
        *step = STEP_END;
        if (input->size > 0)
            return true;
        if (input->at_end)
            return false;
        *step = STEP_FAILED;
        if (input_more(input, error) != MRG_OK)
            return false;
    }
}

/* Whether the object at the window's start wraps articles. Reads as far as it must. */
static mrg_status probe_object(struct reader *reader, bool *wraps, mrg_error *error)
{
    struct json_probe probe;
    struct input *input = reader->input;
    json_probe_init(&probe);
    *wraps = false;
    for (;;) {
        enum probe_outcome outcome = json_probe(&probe, window(reader));
        *wraps = outcome == PROBE_WRAPPER;
        if (outcome != PROBE_MORE || input->at_end || input->size > reader->record_limit)
            return MRG_OK;
        mrg_status status = input_more(input, error);
        if (status != MRG_OK)
            return status;
    }
}

/* Drop the value at the window's start, window by window. */
static mrg_status skip_value(struct reader *reader, struct json_scan *scan, mrg_error *error)
{
    struct input *input = reader->input;
    for (;;) {
        bool done = json_scan_value(scan, window(reader));
        consume(reader, scan->at);
        scan->at = 0;
        if (done || input->at_end)
            return MRG_OK;
        mrg_status status = input_more(input, error);
        if (status != MRG_OK)
            return status;
    }
}

static bool enter(struct reader *reader, size_t size, char bracket)
{
    struct json_stream *stream = reader->state;
    if (stream->depth == CONTAINERS_MAX)
        return false;
    consume(reader, size);
    stream->inside[stream->depth++] = bracket;
    return true;
}

/* A member of a wrapping object: go into its value, or drop it. */
static enum step step_member(struct reader *reader, mrg_error *error)
{
    struct input *input = reader->input;
    struct json_member member;
    enum probe_outcome outcome;
    while ((outcome = json_read_member(window(reader), 0, &member)) == PROBE_MORE) {
        if (input->at_end)
            return STEP_END;
        if (input_more(input, error) != MRG_OK)
            return STEP_FAILED;
    }
    if (outcome == PROBE_OBJECT) {
        consume(reader, 1);
        return STEP_ON;
    }
    bool is_list = json_member_is_list(&member);
    if ((is_list || json_member_is_envelope(&member)) &&
        enter(reader, member.value + 1, is_list ? '[' : '{'))
        return STEP_ON;
    struct json_scan scan;
    json_scan_init(&scan, member.value);
    return skip_value(reader, &scan, error) == MRG_OK ? STEP_ON : STEP_FAILED;
}

/* One step through arrays and wrapping objects. */
static enum step step_structure(struct reader *reader, mrg_error *error)
{
    struct json_stream *stream = reader->state;
    enum step step;
    if (!reach_token(reader, &step, error))
        return step;
    char token = *reader->input->data;
    if (token == ']' || token == '}') {
        stream->depth -= stream->depth > 0;
        consume(reader, 1);
        return STEP_ON;
    }
    if (stream->depth > 0 && stream->inside[stream->depth - 1] == '{')
        return step_member(reader, error);
    if (stream->depth > 0)
        return STEP_VALUE;
    if (token == '[' && enter(reader, 1, '['))
        return STEP_ON;
    bool wraps = false;
    if (token == '{' && probe_object(reader, &wraps, error) != MRG_OK)
        return STEP_FAILED;
    return wraps && enter(reader, 1, '{') ? STEP_ON : STEP_VALUE;
}

/* How far the value at the window's start reaches. */
enum value_size { VALUE_WHOLE, VALUE_CUT, VALUE_TOO_LARGE, VALUE_FAILED };

static enum value_size find_value(struct reader *reader, struct json_scan *scan, mrg_error *error)
{
    struct input *input = reader->input;
    json_scan_init(scan, 0);
    for (;;) {
        if (json_scan_value(scan, window(reader)))
            return scan->at > reader->record_limit ? VALUE_TOO_LARGE : VALUE_WHOLE;
        if (input->size > reader->record_limit)
            return VALUE_TOO_LARGE;
        if (input->at_end)
            return scan->is_scalar ? VALUE_WHOLE : VALUE_CUT;
        if (input_more(input, error) != MRG_OK)
            return VALUE_FAILED;
    }
}

static enum read_outcome too_large(struct reader *reader, struct json_scan *scan, mrg_error *error)
{
    struct source_place place = place_here(reader);
    mrg_error cause = MRG_ERROR_INIT;
    bool is_done = scan->depth == 0 && !scan->in_string && scan->at > 0;
    if (is_done)
        consume(reader, scan->at);
    else if (skip_value(reader, scan, error) != MRG_OK)
        return READ_FAILED;
    fail(&cause, MRG_ERR_LIMIT, "an article of more than %zu bytes", reader->record_limit);
    return read_bad(reader, place, &cause, error);
}

static enum read_outcome read_value(struct reader *reader, mrg_error *error)
{
    struct json_stream *stream = reader->state;
    struct source_place place = place_here(reader);
    struct json_scan scan;
    mrg_error cause = MRG_ERROR_INIT;
    reader->number++;
    switch (find_value(reader, &scan, error)) {
    case VALUE_FAILED:
        return READ_FAILED;
    case VALUE_TOO_LARGE:
        return too_large(reader, &scan, error);
    case VALUE_CUT:
        consume(reader, reader->input->size);
        stream->depth = 0;
        return read_bad_text(reader, place, "the source ends inside this value", error);
    case VALUE_WHOLE:
        break;
    }
    stream->to_consume = scan.at;
    reader->record = (mrg_text){reader->input->data, scan.at};
    if (json_record_read(&stream->record, reader->record, &reader->builder, &cause) == MRG_OK)
        return READ_ARTICLE;
    return read_bad(reader, place, &cause, error);
}

static enum read_outcome next_value(struct reader *reader, mrg_error *error)
{
    struct json_stream *stream = reader->state;
    consume(reader, stream->to_consume);
    stream->to_consume = 0;
    for (;;) {
        switch (step_structure(reader, error)) {
        case STEP_ON:
            continue;
        case STEP_VALUE:
            return read_value(reader, error);
        case STEP_FAILED:
            return READ_FAILED;
        case STEP_END:
            break;
        }
        if (stream->depth == 0)
            return READ_END;
        stream->depth = 0;
        consume(reader, reader->input->size);
        return read_bad_text(reader, place_here(reader),
                             "the source ends before its last bracket is closed", error);
    }
}

const struct reader_format format_json = {.name = "JSON",
                                          .recognise = recognise,
                                          .open = open_stream,
                                          .next = next_value,
                                          .close = close_stream};
