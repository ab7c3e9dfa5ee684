#include "tests/unit/searcher/json_value.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct reader {
    const char *at;
    struct arena *arena;
};

static struct json_value *read_value(struct reader *reader);

static void skip_blanks(struct reader *reader)
{
    reader->at += strspn(reader->at, " \t\r\n");
}

/* The character behind a backslash, or of \uXXXX below U+0080 (others become '?'). */
static char read_escape(struct reader *reader)
{
    static const char from[] = "\"\\/bfnrt";
    static const char to[] = "\"\\/\b\f\n\r\t";
    char letter = *reader->at;
    if (letter == '\0')
        return '\0';
    reader->at++;
    const char *found = strchr(from, letter);
    if (found != NULL)
        return to[found - from];
    char digits[5] = {0};
    strncpy(digits, reader->at, 4);
    reader->at += strlen(digits);
    long code = strtol(digits, NULL, 16);
    return code > 0 && code < 0x80 ? (char)code : '?';
}

static const char *read_string(struct reader *reader)
{
    char *string = arena_alloc(reader->arena, strcspn(reader->at, "") + 1);
    size_t size = 0;
    if (string == NULL || *reader->at++ != '"')
        return NULL;
    while (*reader->at != '"') {
        if ((unsigned char)*reader->at < 0x20)
            return NULL;
        char next = *reader->at++;
        string[size++] = next == '\\' ? read_escape(reader) : next;
    }
    reader->at++;
    string[size] = '\0';
    return string;
}

/* Read elements or members up to `close`. */
static bool read_children(struct reader *reader, struct json_value *parent, char close)
{
    struct json_value **link = &parent->child;
    reader->at++;
    skip_blanks(reader);
    while (*reader->at != close) {
        const char *key = NULL;
        if (close == '}') {
            key = read_string(reader);
            skip_blanks(reader);
            if (key == NULL || *reader->at++ != ':')
                return false;
        }
        struct json_value *child = read_value(reader);
        if (child == NULL)
            return false;
        child->key = key;
        *link = child;
        link = &child->next;
        skip_blanks(reader);
        if (*reader->at == ',') {
            reader->at++;
            skip_blanks(reader);
            if (*reader->at == close)
                return false;
        } else if (*reader->at != close) {
            return false;
        }
    }
    reader->at++;
    return true;
}

static bool read_word(struct reader *reader, const char *word)
{
    size_t size = strlen(word);
    if (strncmp(reader->at, word, size) != 0)
        return false;
    reader->at += size;
    return true;
}

static bool read_number(struct reader *reader, double *number)
{
    char *end;
    *number = strtod(reader->at, &end);
    bool is_number = end != reader->at;
    reader->at = end;
    return is_number;
}

static struct json_value *read_value(struct reader *reader)
{
    skip_blanks(reader);
    struct json_value *value = arena_alloc(reader->arena, sizeof *value);
    if (value == NULL)
        return NULL;
    *value = (struct json_value){.kind = JSON_NULL};
    bool is_read;
    if (*reader->at == '{' || *reader->at == '[') {
        value->kind = *reader->at == '{' ? JSON_OBJECT : JSON_ARRAY;
        is_read = read_children(reader, value, *reader->at == '{' ? '}' : ']');
    } else if (*reader->at == '"') {
        value->kind = JSON_STRING;
        value->string = read_string(reader);
        is_read = value->string != NULL;
    } else if (*reader->at == 't' || *reader->at == 'f') {
        value->kind = JSON_BOOL;
        value->truth = *reader->at == 't';
        is_read = read_word(reader, value->truth ? "true" : "false");
    } else if (*reader->at == 'n') {
        is_read = read_word(reader, "null");
    } else {
        value->kind = JSON_NUMBER;
        is_read = read_number(reader, &value->number);
    }
    return is_read ? value : NULL;
}

const struct json_value *json_read(const char *text, struct arena *arena, const char **end)
{
    struct reader reader = {text, arena};
    const struct json_value *value = read_value(&reader);
    skip_blanks(&reader);
    *end = reader.at;
    return value;
}

const struct json_value *json_member(const struct json_value *object, const char *key)
{
    for (const struct json_value *member = object->child; member != NULL; member = member->next)
        if (member->key != NULL && strcmp(member->key, key) == 0)
            return member;
    return NULL;
}

const struct json_value *json_at(const struct json_value *value, const char *path)
{
    while (value != NULL && *path != '\0') {
        char step[64];
        size_t size = strcspn(path, ".");
        snprintf(step, sizeof step, "%.*s", (int)size, path);
        path += path[size] == '.' ? size + 1 : size;
        if (value->kind == JSON_ARRAY) {
            long index = strtol(step, NULL, 10);
            value = value->child;
            while (value != NULL && index-- > 0)
                value = value->next;
        } else {
            value = json_member(value, step);
        }
    }
    return value;
}
