#include "corpus/readers/front_matter.h"

#include "common/base/date.h"
#include "corpus/readers/text_source.h"

#include <string.h>
#include <strings.h>

enum {
    KEY_SIZE_MAX = 24, /* bytes; what is longer before a colon is prose */
    LINES_MAX = 40     /* of front matter */
};

enum key_kind { KEY_FIELD, KEY_LIST, KEY_DATE, KEY_UPDATED };

static const struct {
    const char *key;
    enum key_kind kind;
    int target; /* article_field or article_list */
} keys[] = {
    {"title", KEY_FIELD, FIELD_HEADLINE},
    {"headline", KEY_FIELD, FIELD_HEADLINE},
    {"subject", KEY_FIELD, FIELD_HEADLINE},
    {"subtitle", KEY_FIELD, FIELD_DECK},
    {"deck", KEY_FIELD, FIELD_DECK},
    {"summary", KEY_FIELD, FIELD_DECK},
    {"by", KEY_FIELD, FIELD_BYLINE},
    {"byline", KEY_FIELD, FIELD_BYLINE},
    {"author", KEY_FIELD, FIELD_BYLINE},
    {"source", KEY_FIELD, FIELD_SOURCE},
    {"publication", KEY_FIELD, FIELD_SOURCE},
    {"publisher", KEY_FIELD, FIELD_SOURCE},
    {"section", KEY_FIELD, FIELD_SECTION},
    {"category", KEY_FIELD, FIELD_SECTION},
    {"place", KEY_FIELD, FIELD_PLACE},
    {"location", KEY_FIELD, FIELD_PLACE},
    {"dateline", KEY_FIELD, FIELD_PLACE},
    {"language", KEY_FIELD, FIELD_LANGUAGE},
    {"lang", KEY_FIELD, FIELD_LANGUAGE},
    {"url", KEY_FIELD, FIELD_URL},
    {"link", KEY_FIELD, FIELD_URL},
    {"id", KEY_FIELD, FIELD_ID},
    {"version", KEY_FIELD, FIELD_VERSION},
    {"copyright", KEY_FIELD, FIELD_RIGHTS},
    {"rights", KEY_FIELD, FIELD_RIGHTS},
    {"topics", KEY_LIST, LIST_TOPICS},
    {"tags", KEY_LIST, LIST_TOPICS},
    {"keywords", KEY_LIST, LIST_TOPICS},
    {"people", KEY_LIST, LIST_PEOPLE},
    {"organisations", KEY_LIST, LIST_ORGANISATIONS},
    {"organizations", KEY_LIST, LIST_ORGANISATIONS},
    {"caption", KEY_FIELD, FIELD_COUNT},
    {"date", KEY_DATE, 0},
    {"published", KEY_DATE, 0},
    {"updated", KEY_UPDATED, 0},
};

enum { KEY_COUNT = sizeof keys / sizeof *keys };

/* Split "Key: value"; false when the line is not such. */
static bool split_line(mrg_text line, mrg_text *key, mrg_text *value)
{
    line = text_trim(line);
    size_t size = 0;
    while (size < line.size && line.data[size] != ':') {
        char c = line.data[size];
        bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        if ((!is_letter && c != '-' && c != '_' && c != ' ') || size == KEY_SIZE_MAX)
            return false;
        size++;
    }
    if (size == 0 || size == line.size)
        return false;
    *key = (mrg_text){line.data, size};
    *value = text_trim((mrg_text){line.data + size + 1, line.size - size - 1});
    return true;
}

/* Number of a key in the table; KEY_COUNT when it is unknown. */
static size_t find_key(mrg_text key)
{
    size_t i = 0;
    while (i < KEY_COUNT &&
           (strlen(keys[i].key) != key.size || strncasecmp(keys[i].key, key.data, key.size) != 0))
        i++;
    return i;
}

static mrg_text unquote(mrg_text value)
{
    if (value.size >= 2 && value.data[0] == value.data[value.size - 1] &&
        (value.data[0] == '"' || value.data[0] == '\''))
        return (mrg_text){value.data + 1, value.size - 2};
    return value;
}

/* "a, b; c" or "[a, b]". */
static void add_list(struct article_builder *builder, enum article_list list, mrg_text value)
{
    size_t start = 0;
    for (size_t i = 0; i <= value.size; i++) {
        if (i < value.size && strchr(",;[]", value.data[i]) == NULL)
            continue;
        mrg_text item = text_trim((mrg_text){value.data + start, i - start});
        article_add(builder, list, unquote(item));
        start = i + 1;
    }
}

static void set_key(struct article_builder *builder, size_t number, mrg_text value)
{
    enum date_precision precision;
    mrg_time time;
    value = unquote(value);
    switch (keys[number].kind) {
    case KEY_FIELD:
        if (keys[number].target == FIELD_COUNT)
            article_add(builder, LIST_CAPTIONS, value);
        else
            article_set(builder, (enum article_field)keys[number].target, value);
        break;
    case KEY_LIST:
        if (value.size > 0)
            add_list(builder, (enum article_list)keys[number].target, value);
        break;
    case KEY_DATE:
        if (date_parse(value, &time, &precision))
            builder->article.published = time;
        break;
    case KEY_UPDATED:
        if (date_parse(value, &time, &precision))
            builder->article.updated = time;
        break;
    }
}

static bool is_fence(mrg_text line)
{
    line = text_trim(line);
    return line.size == 3 && memcmp(line.data, "---", 3) == 0;
}

/* The text behind the front matter, and in *known how many of its keys are known; the same text
 * when there is no front matter. */
static mrg_text find_end(mrg_text text, size_t *known)
{
    mrg_text rest = text;
    mrg_text line, key, value;
    size_t lines = 0;
    bool is_fenced = false;
    *known = 0;
    while (text_next_line(&rest, &line) && lines < LINES_MAX) {
        if (lines == 0 && !is_fenced && (text_is_blank(line) || is_fence(line))) {
            is_fenced = is_fence(line);
            continue;
        }
        if (is_fenced ? is_fence(line) : text_is_blank(line))
            return rest;
        if (!split_line(line, &key, &value))
            return text;
        *known += find_key(key) < KEY_COUNT;
        lines++;
    }
    return rest.size == 0 ? rest : text;
}

mrg_text front_matter_read(mrg_text text, struct article_builder *builder)
{
    size_t known;
    mrg_text rest = find_end(text, &known);
    mrg_text head = {text.data, text.size - rest.size};
    mrg_text line, key, value;
    if (known == 0 || rest.size == text.size)
        return text;
    while (text_next_line(&head, &line)) {
        size_t number = split_line(line, &key, &value) ? find_key(key) : KEY_COUNT;
        if (number < KEY_COUNT)
            set_key(builder, number, value);
    }
    return rest;
}
