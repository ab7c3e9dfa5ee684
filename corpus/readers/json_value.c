#include "corpus/readers/json_value.h"

#include "common/base/date.h"

#include <stdio.h>
#include <string.h>

enum { NESTING_MAX = 4 }; /* objects and lists inside each other that are followed for one text */

/* Members that hold what an object is about, most telling first. */
static const char *const text_members[] = {
    "name",  "value", "main",    "literal", "rendered", "title", "text",
    "label", "term",  "content", "code",    "$oid",     "$date", "$numberLong",
};

static mrg_text text_of(const struct json_value *value, char number[JSON_NUMBER_SIZE], int nesting);

static mrg_text text_of_object(const struct json_value *object, char number[JSON_NUMBER_SIZE],
                               int nesting)
{
    struct json_value member;
    for (size_t i = 0; i < sizeof text_members / sizeof *text_members; i++) {
        mrg_text key = {text_members[i], strlen(text_members[i])};
        if (!json_find(object, key, &member))
            continue;
        mrg_text text = text_of(&member, number, nesting - 1);
        if (text.size > 0)
            return text;
    }
    return (mrg_text){NULL, 0};
}

static mrg_text text_of_array(const struct json_value *array, char number[JSON_NUMBER_SIZE],
                              int nesting)
{
    struct json_walk walk;
    struct json_value element;
    json_walk_init(&walk, array);
    while (json_next_element(&walk, &element)) {
        mrg_text text = text_of(&element, number, nesting - 1);
        if (text.size > 0)
            return text;
    }
    return (mrg_text){NULL, 0};
}

static mrg_text text_of(const struct json_value *value, char number[JSON_NUMBER_SIZE], int nesting)
{
    if (nesting < 0)
        return (mrg_text){NULL, 0};
    switch (value->type) {
    case JSON_STRING:
        return text_trim(json_string(value));
    case JSON_NUMBER:
        return (mrg_text){number, json_number(value, number)};
    case JSON_OBJECT:
        return text_of_object(value, number, nesting);
    case JSON_ARRAY:
        return text_of_array(value, number, nesting);
    case JSON_NULL:
    case JSON_BOOL:
        break;
    }
    return (mrg_text){NULL, 0};
}

mrg_text json_value_text(const struct json_value *value, char number[JSON_NUMBER_SIZE])
{
    return text_of(value, number, NESTING_MAX);
}

mrg_text json_value_joined(const struct json_value *value, struct buffer *joined,
                           char number[JSON_NUMBER_SIZE])
{
    if (value->type != JSON_ARRAY)
        return json_value_text(value, number);
    struct json_walk walk;
    struct json_value element;
    buffer_clear(joined);
    json_walk_init(&walk, value);
    while (json_next_element(&walk, &element)) {
        mrg_text text = json_value_text(&element, number);
        if (text.size == 0)
            continue;
        if (joined->size > 0)
            buffer_append(joined, ", ", 2);
        buffer_append(joined, text.data, text.size);
    }
    return (mrg_text){(const char *)joined->data, joined->size};
}

bool json_value_time(const struct json_value *value, mrg_time *time)
{
    char number[JSON_NUMBER_SIZE];
    enum date_precision precision;
    int64_t whole;
    mrg_text text;
    if (json_integer(value, &whole)) {
        int size = snprintf(number, sizeof number, "%lld", (long long)whole);
        text = (mrg_text){number, (size_t)size};
    } else {
        text = json_value_text(value, number);
    }
    return text.size > 0 && date_parse(text, time, &precision);
}

static void add_pieces(mrg_text text, char separator, struct article_builder *builder,
                       enum article_list list)
{
    if (text.size == 0)
        return;
    const char *at = text.data;
    const char *end = text.data + text.size;
    while (separator != '\0' && at < end) {
        const char *cut = memchr(at, separator, (size_t)(end - at));
        if (cut == NULL)
            break;
        article_add(builder, list, (mrg_text){at, (size_t)(cut - at)});
        at = cut + 1;
    }
    article_add(builder, list, (mrg_text){at, (size_t)(end - at)});
}

static void add_nested(const struct json_value *value, char separator,
                       struct article_builder *builder, enum article_list list, int nesting)
{
    char number[JSON_NUMBER_SIZE];
    struct json_walk walk;
    struct json_value element;
    if (value->type != JSON_ARRAY) {
        mrg_text text = json_value_text(value, number);
        add_pieces(text, value->type == JSON_STRING ? separator : '\0', builder, list);
        return;
    }
    json_walk_init(&walk, value);
    while (nesting > 0 && json_next_element(&walk, &element))
        add_nested(&element, '\0', builder, list, nesting - 1);
}

void json_value_to_list(const struct json_value *value, char separator,
                        struct article_builder *builder, enum article_list list)
{
    if (separator == ',' && value->type == JSON_STRING) {
        mrg_text text = json_string(value);
        if (text.size > 0 && memchr(text.data, ';', text.size) != NULL)
            separator = ';';
    }
    add_nested(value, separator, builder, list, NESTING_MAX);
}
