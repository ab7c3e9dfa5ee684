#include "corpus/json/json_scan.h"

#include <string.h>

void json_scan_init(struct json_scan *scan, size_t at)
{
    *scan = (struct json_scan){.at = at};
}

static bool is_json_space(char c)
{
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

size_t json_skip_space(mrg_text text, size_t at)
{
    while (at < text.size && is_json_space(text.data[at]))
        at++;
    return at;
}

/* Pass the rest of a string, its closing quote included; false when the text ends before. The quote
 * found last is remembered while backslashes before it are passed, so that no byte is searched more
 * than twice. */
static bool scan_string(struct json_scan *scan, mrg_text text)
{
    const char *end = text.data + text.size;
    const char *at = text.data + scan->at;
    const char *quote = NULL;
    if (scan->escaped && at < end) {
        scan->escaped = false;
        at++;
    }
    while (at < end) {
        if (quote == NULL || quote < at)
            quote = memchr(at, '"', (size_t)(end - at));
        const char *limit = quote != NULL ? quote : end;
        const char *backslash = memchr(at, '\\', (size_t)(limit - at));
        if (backslash == NULL) {
            scan->at = (size_t)(limit - text.data) + (quote != NULL);
            scan->in_string = quote == NULL;
            return quote != NULL;
        }
        at = backslash + 2;
        if (at > end) {
            scan->escaped = true;
            at = end;
        }
    }
    scan->at = (size_t)(at - text.data);
    return false;
}

/* Pass a number or word up to what ends it. */
static bool scan_scalar(struct json_scan *scan, mrg_text text)
{
    for (; scan->at < text.size; scan->at++) {
        char c = text.data[scan->at];
        if (is_json_space(c) || c == ',' || c == ']' || c == '}' || c == '{' || c == '[' ||
            c == '"')
            return true;
    }
    return false;
}

/* Outside strings: pass bytes up to one that matters. True when the value is complete. */
static bool scan_structure(struct json_scan *scan, mrg_text text)
{
    while (scan->at < text.size) {
        switch (text.data[scan->at]) {
        case '"':
            scan->at++;
            scan->in_string = true;
            return false;
        case '{':
        case '[':
            scan->depth++;
            break;
        case '}':
        case ']':
            scan->depth -= scan->depth > 0;
            if (scan->depth == 0) {
                scan->at++;
                return true;
            }
            break;
        default:
            if (scan->depth == 0) {
                scan->is_scalar = true;
                scan->at++;
                return false;
            }
            break;
        }
        scan->at++;
    }
    return false;
}

bool json_scan_value(struct json_scan *scan, mrg_text text)
{
    while (scan->at < text.size) {
        if (scan->is_scalar)
            return scan_scalar(scan, text);
        if (!scan->in_string && scan_structure(scan, text))
            return true;
        if (scan->in_string && scan_string(scan, text) && scan->depth == 0)
            return true;
    }
    return false;
}
