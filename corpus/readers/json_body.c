#include "corpus/readers/json_body.h"

#include "corpus/markup.h"
#include "corpus/readers/json_value.h"

#include <string.h>
#include <strings.h>

enum { NESTING_MAX = 4 }; /* lists of parts inside each other */

/* What a part's type makes of it. */
enum part_role {
    PART_TEXT,
    PART_HEADLINE,
    PART_BYLINE,
    PART_SECTION,
    PART_DATE,
    PART_PICTURE,
    PART_NOTHING
};

static const struct {
    const char *type;
    enum part_role role;
} part_roles[] = {
    {"title", PART_HEADLINE}, {"headline", PART_HEADLINE}, {"byline", PART_BYLINE},
    {"kicker", PART_SECTION}, {"date", PART_DATE},         {"image", PART_PICTURE},
    {"photo", PART_PICTURE},  {"picture", PART_PICTURE},   {"gallery", PART_PICTURE},
    {"video", PART_PICTURE},  {"caption", PART_PICTURE},   {"author_info", PART_NOTHING},
    {"advert", PART_NOTHING}, {"ad", PART_NOTHING},
};

static bool find_text(const struct json_value *object, const char *key, mrg_text *text)
{
    struct json_value member;
    if (!json_find(object, (mrg_text){key, strlen(key)}, &member))
        return false;
    *text = json_string(&member);
    return text->size > 0;
}

/* Plain text as it is, HTML made plain. */
static void add_text(mrg_text text, bool is_html, struct article_builder *builder,
                     struct buffer *scratch)
{
    if (!is_html && !markup_is_likely(text)) {
        article_add_text(builder, text);
        return;
    }
    buffer_clear(scratch);
    markup_append_text(text, scratch);
    article_add_text(builder, (mrg_text){(const char *)scratch->data, scratch->size});
    builder->failed |= scratch->failed;
}

static bool text_is(mrg_text text, const char *word)
{
    return text.size == strlen(word) && strncasecmp(text.data, word, text.size) == 0;
}

static enum part_role role_of(const struct json_value *part)
{
    mrg_text type;
    if (!find_text(part, "type", &type))
        return PART_TEXT;
    for (size_t i = 0; i < sizeof part_roles / sizeof *part_roles; i++)
        if (text_is(type, part_roles[i].type))
            return part_roles[i].role;
    return PART_TEXT;
}

/* Whether a part says that it is HTML, by a media type or by the name of its type or role. */
static bool part_is_html(const struct json_value *part)
{
    static const char *const keys[] = {"mime", "contentType", "contenttype", "type", "role"};
    mrg_text text;
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (find_text(part, keys[i], &text) && memmem(text.data, text.size, "html", 4) != NULL)
            return true;
    return false;
}

static bool part_text(const struct json_value *part, struct json_value *content, mrg_text *text)
{
    static const char *const keys[] = {"content", "text", "value", "rendered", "body", "paragraph"};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        if (!json_find(part, (mrg_text){keys[i], strlen(keys[i])}, content))
            continue;
        *text = json_string(content);
        if (text->size > 0 || content->type == JSON_ARRAY || content->type == JSON_NUMBER)
            return true;
    }
    return false;
}

static void add_caption(const struct json_value *part, struct article_builder *builder)
{
    static const char *const keys[] = {"fullcaption", "caption",          "description",
                                       "text",        "description_text", "alt"};
    mrg_text text;
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (find_text(part, keys[i], &text)) {
            article_add(builder, LIST_CAPTIONS, text);
            return;
        }
}

static void add_value(const struct json_value *value, bool is_html, struct article_builder *builder,
                      struct buffer *scratch, int nesting);

static void add_part(const struct json_value *part, bool is_html, struct article_builder *builder,
                     struct buffer *scratch, int nesting)
{
    enum part_role role = role_of(part);
    struct json_value content;
    mrg_text text = {NULL, 0};
    if (role == PART_PICTURE)
        add_caption(part, builder);
    if (role == PART_PICTURE || role == PART_NOTHING || !part_text(part, &content, &text))
        return;
    if (role == PART_HEADLINE)
        article_set(builder, FIELD_HEADLINE, text);
    else if (role == PART_BYLINE)
        article_set(builder, FIELD_BYLINE, text);
    else if (role == PART_SECTION)
        article_set(builder, FIELD_SECTION, text);
    else if (role == PART_DATE && builder->article.published == MRG_NO_TIME)
        json_value_time(&content, &builder->article.published);
    else if (role == PART_TEXT)
        add_value(&content, is_html || part_is_html(part), builder, scratch, nesting - 1);
}

static void add_value(const struct json_value *value, bool is_html, struct article_builder *builder,
                      struct buffer *scratch, int nesting)
{
    struct json_walk walk;
    struct json_value element;
    if (nesting < 0)
        return;
    if (value->type == JSON_STRING)
        add_text(json_string(value), is_html, builder, scratch);
    else if (value->type == JSON_OBJECT)
        add_part(value, is_html, builder, scratch, nesting);
    if (value->type != JSON_ARRAY)
        return;
    json_walk_init(&walk, value);
    while (json_next_element(&walk, &element))
        add_value(&element, is_html, builder, scratch, nesting - 1);
}

/* Of renderings of one body in several media types the one to read: plain if there is one. */
static bool choose_rendering(const struct json_value *array, struct json_value *chosen)
{
    struct json_walk walk;
    struct json_value element;
    bool found = false;
    json_walk_init(&walk, array);
    while (json_next_element(&walk, &element)) {
        if (element.type != JSON_OBJECT || (found && part_is_html(&element)))
            continue;
        *chosen = element;
        found = true;
        if (!part_is_html(&element))
            return true;
    }
    return found;
}

void json_body_add(const struct json_value *value, const char *name,
                   struct article_builder *builder, struct buffer *scratch)
{
    struct json_value chosen = *value;
    bool is_html = strstr(name, "html") != NULL || strstr(name, "Html") != NULL;
    if (strcmp(name, "bodies") == 0 && value->type == JSON_ARRAY &&
        !choose_rendering(value, &chosen))
        return;
    add_value(&chosen, is_html, builder, scratch, NESTING_MAX);
}
