#include "indexer/cli/json_writer.h"

#include <inttypes.h>

static void begin_value(struct json_writer *json, const char *name)
{
    if (json->needs_comma)
        buffer_append_byte(&json->out, ',');
    if (json->depth > 0)
        buffer_append_byte(&json->out, '\n');
    for (unsigned i = 0; i < json->depth; i++)
        buffer_append_string(&json->out, "  ");
    if (name != NULL)
        buffer_append_format(&json->out, "\"%s\": ", name);
    json->needs_comma = true;
}

void json_write_open(struct json_writer *json, const char *name, char bracket)
{
    begin_value(json, name);
    buffer_append_byte(&json->out, (uint8_t)bracket);
    json->depth++;
    json->needs_comma = false;
}

void json_write_close(struct json_writer *json, char bracket)
{
    json->depth--;
    if (json->needs_comma) {
        buffer_append_byte(&json->out, '\n');
        for (unsigned i = 0; i < json->depth; i++)
            buffer_append_string(&json->out, "  ");
    }
    buffer_append_byte(&json->out, (uint8_t)bracket);
    json->needs_comma = true;
    if (json->depth == 0)
        buffer_append_byte(&json->out, '\n');
}

void json_write_number(struct json_writer *json, const char *name, uint64_t value)
{
    begin_value(json, name);
    buffer_append_format(&json->out, "%" PRIu64, value);
}

void json_write_decimal(struct json_writer *json, const char *name, double value)
{
    begin_value(json, name);
    buffer_append_format(&json->out, "%.3f", value);
}

void json_write_null(struct json_writer *json, const char *name)
{
    begin_value(json, name);
    buffer_append_string(&json->out, "null");
}

/* Bytes of the well-formed UTF-8 character at `bytes` (at least one byte is there); 0 when it is
 * none: table 3-7 of the Unicode standard. */
static size_t character_size(const unsigned char *bytes, size_t size)
{
    unsigned char lead = bytes[0];
    unsigned char low = 0x80, high = 0xBF; /* what the second byte may be */
    size_t length = lead < 0x80 ? 1 : lead < 0xC2 ? 0 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    if (length < 2)
        return length;
    if (lead > 0xF4 || size < length)
        return 0;
    if (lead == 0xE0)
        low = 0xA0;
    else if (lead == 0xED)
        high = 0x9F;
    else if (lead == 0xF0)
        low = 0x90;
    else if (lead == 0xF4)
        high = 0x8F;
    if (bytes[1] < low || bytes[1] > high)
        return 0;
    for (size_t i = 2; i < length; i++)
        if ((bytes[i] & 0xC0) != 0x80)
            return 0;
    return length;
}

static void append_character(struct buffer *out, const unsigned char *bytes, size_t length)
{
    if (length == 0)
        buffer_append_string(out, "\xEF\xBF\xBD");
    else if (bytes[0] == '"' || bytes[0] == '\\')
        buffer_append_format(out, "\\%c", bytes[0]);
    else if (bytes[0] < 0x20 || bytes[0] == 0x7F)
        buffer_append_format(out, "\\u%04x", bytes[0]);
    else
        buffer_append(out, bytes, length);
}

void json_write_text(struct json_writer *json, const char *name, mrg_text value)
{
    const unsigned char *bytes = (const unsigned char *)value.data;
    begin_value(json, name);
    buffer_append_byte(&json->out, '"');
    for (size_t at = 0; at < value.size;) {
        size_t length = character_size(bytes + at, value.size - at);
        append_character(&json->out, bytes + at, length);
        at += length == 0 ? 1 : length;
    }
    buffer_append_byte(&json->out, '"');
}

void json_write_string(struct json_writer *json, const char *name, const char *value)
{
    json_write_text(json, name, (mrg_text){value, strlen(value)});
}
