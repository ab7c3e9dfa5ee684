#include "searcher/cli/json_writer.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "searcher/cli/glyph.h"

void json_init(struct json_writer *json, struct buffer *out, bool is_pretty)
{
    *json = (struct json_writer){.out = out, .is_pretty = is_pretty, .is_first = true};
}

static void new_line(struct json_writer *json)
{
    if (!json->is_pretty)
        return;
    buffer_append_byte(json->out, '\n');
    for (unsigned i = 0; i < json->depth; i++)
        buffer_append_string(json->out, "  ");
}

/* What stands between the last value and the one to come. */
static void separate(struct json_writer *json)
{
    if (json->is_value) {
        json->is_value = false;
        return;
    }
    if (!json->is_first)
        buffer_append_byte(json->out, ',');
    json->is_first = false;
    if (json->depth > 0)
        new_line(json);
}

static void begin(struct json_writer *json, char bracket)
{
    separate(json);
    buffer_append_byte(json->out, (uint8_t)bracket);
    json->depth++;
    json->is_first = true;
}

static void end(struct json_writer *json, char bracket)
{
    json->depth--;
    if (!json->is_first)
        new_line(json);
    buffer_append_byte(json->out, (uint8_t)bracket);
    json->is_first = false;
}

void json_begin_object(struct json_writer *json)
{
    begin(json, '{');
}

void json_end_object(struct json_writer *json)
{
    end(json, '}');
}

void json_begin_array(struct json_writer *json)
{
    begin(json, '[');
}

void json_end_array(struct json_writer *json)
{
    end(json, ']');
}

void json_key(struct json_writer *json, const char *key)
{
    json_string(json, key);
    buffer_append_string(json->out, json->is_pretty ? ": " : ":");
    json->is_value = true;
}

static void append_escaped(struct buffer *out, const struct glyph *glyph)
{
    switch (glyph->code) {
    case '"':
        buffer_append_string(out, "\\\"");
        return;
    case '\\':
        buffer_append_string(out, "\\\\");
        return;
    case '\n':
        buffer_append_string(out, "\\n");
        return;
    case '\t':
        buffer_append_string(out, "\\t");
        return;
    default:
        break;
    }
    if (glyph->is_broken)
        buffer_append_string(out, REPLACEMENT);
    else if (glyph->code < 0x20 || (glyph->code >= 0x7F && glyph->code < 0xA0))
        buffer_append_format(out, "\\u%04x", (unsigned)glyph->code);
    else
        buffer_append(out, glyph->bytes, glyph->size);
}

void json_text(struct json_writer *json, mrg_text text)
{
    separate(json);
    buffer_append_byte(json->out, '"');
    struct glyph glyph;
    for (size_t at = 0; at < text.size; at += glyph.size) {
        glyph = glyph_read(text, at);
        append_escaped(json->out, &glyph);
    }
    buffer_append_byte(json->out, '"');
}

void json_string(struct json_writer *json, const char *string)
{
    json_text(json, (mrg_text){string, strlen(string)});
}

void json_number(struct json_writer *json, double number)
{
    if (!isfinite(number)) {
        json_null(json);
        return;
    }
    separate(json);
    /* The fewest digits that read back as the same number: 17 always do. */
    char digits[40];
    for (int precision = 6; precision <= 17; precision++) {
        snprintf(digits, sizeof digits, "%.*g", precision, number);
        if (strtod(digits, NULL) == number) /* exact on purpose */
            break;
    }
    buffer_append_string(json->out, digits);
}

void json_count(struct json_writer *json, uint64_t count)
{
    separate(json);
    buffer_append_format(json->out, "%" PRIu64, count);
}

void json_bool(struct json_writer *json, bool value)
{
    separate(json);
    buffer_append_string(json->out, value ? "true" : "false");
}

void json_null(struct json_writer *json)
{
    separate(json);
    buffer_append_string(json->out, "null");
}
