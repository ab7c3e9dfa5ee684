#include "corpus/article.h"

#include <string.h>

void article_builder_init(struct article_builder *builder)
{
    *builder = (struct article_builder){
        .article = MRG_ARTICLE_INIT, .arena = ARENA_INIT, .body = BUFFER_INIT};
}

void article_builder_free(struct article_builder *builder)
{
    arena_free(&builder->arena);
    buffer_free(&builder->body);
    for (size_t i = 0; i < LIST_COUNT; i++)
        buffer_free(&builder->lists[i]);
}

void article_begin(struct article_builder *builder)
{
    builder->article = (mrg_article)MRG_ARTICLE_INIT;
    builder->failed = false;
    arena_clear(&builder->arena);
    buffer_clear(&builder->body);
    for (size_t i = 0; i < LIST_COUNT; i++)
        buffer_clear(&builder->lists[i]);
}

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

mrg_text text_trim(mrg_text text)
{
    while (text.size > 0 && is_space(text.data[text.size - 1]))
        text.size--;
    while (text.size > 0 && is_space(*text.data)) {
        text.data++;
        text.size--;
    }
    return text;
}

/* A copy in the arena, trimmed; empty, and `failed` set, when memory is short. */
static mrg_text copy_text(struct article_builder *builder, mrg_text value)
{
    value.data = arena_copy(&builder->arena, value.data, value.size);
    if (value.data == NULL) {
        builder->failed = true;
        value.size = 0;
    }
    return value;
}

static mrg_text *field_slot(mrg_article *article, enum article_field field)
{
    switch (field) {
    case FIELD_ID:
        return &article->id;
    case FIELD_VERSION:
        return &article->version;
    case FIELD_SOURCE:
        return &article->source;
    case FIELD_HEADLINE:
        return &article->headline;
    case FIELD_DECK:
        return &article->deck;
    case FIELD_BYLINE:
        return &article->byline;
    case FIELD_PLACE:
        return &article->place;
    case FIELD_SECTION:
        return &article->section;
    case FIELD_LANGUAGE:
        return &article->language;
    case FIELD_URL:
        return &article->url;
    case FIELD_RIGHTS:
        return &article->rights;
    case FIELD_COUNT:
        break;
    }
    return NULL;
}

void article_set(struct article_builder *builder, enum article_field field, mrg_text value)
{
    mrg_text *slot = field_slot(&builder->article, field);
    value = text_trim(value);
    if (builder->failed || slot == NULL || slot->size > 0 || value.size == 0)
        return;
    *slot = copy_text(builder, value);
}

static bool list_holds(const struct buffer *list, mrg_text value)
{
    const mrg_text *items = (const mrg_text *)(const void *)list->data;
    size_t count = list->size / sizeof *items;
    for (size_t i = 0; i < count; i++)
        if (items[i].size == value.size && memcmp(items[i].data, value.data, value.size) == 0)
            return true;
    return false;
}

void article_add(struct article_builder *builder, enum article_list list, mrg_text value)
{
    value = text_trim(value);
    if (builder->failed || value.size == 0 || list_holds(&builder->lists[list], value))
        return;
    value = copy_text(builder, value);
    if (!builder->failed)
        buffer_append(&builder->lists[list], &value, sizeof value);
}

/* The paragraph break before whatever comes next. */
static void separate(struct buffer *body)
{
    if (body->size > 0)
        buffer_append(body, "\n\n", 2);
}

void article_add_paragraph(struct article_builder *builder, mrg_text paragraph)
{
    paragraph = text_trim(paragraph);
    if (builder->failed || paragraph.size == 0)
        return;
    separate(&builder->body);
    buffer_append(&builder->body, paragraph.data, paragraph.size);
}

void article_add_text(struct article_builder *builder, mrg_text text)
{
    text = text_trim(text);
    if (builder->failed || text.size == 0)
        return;
    separate(&builder->body);
    const char *at = text.data;
    const char *end = text.data + text.size;
    for (;;) {
        const char *cr = memchr(at, '\r', (size_t)(end - at));
        buffer_append(&builder->body, at, (size_t)((cr != NULL ? cr : end) - at));
        if (cr == NULL)
            return;
        buffer_append_byte(&builder->body, '\n');
        at = cr + 1;
        if (at < end && *at == '\n')
            at++;
    }
}

/* The list as the article shows it; borrowed from the buffer. */
static mrg_texts list_texts(const struct buffer *list)
{
    return (mrg_texts){(const mrg_text *)(const void *)list->data, list->size / sizeof(mrg_text)};
}

bool article_finish(struct article_builder *builder)
{
    mrg_article *article = &builder->article;
    article->body = (mrg_text){(const char *)builder->body.data, builder->body.size};
    article->topics = list_texts(&builder->lists[LIST_TOPICS]);
    article->people = list_texts(&builder->lists[LIST_PEOPLE]);
    article->organisations = list_texts(&builder->lists[LIST_ORGANISATIONS]);
    article->captions = list_texts(&builder->lists[LIST_CAPTIONS]);
    builder->failed |= builder->body.failed;
    for (size_t i = 0; i < LIST_COUNT; i++)
        builder->failed |= builder->lists[i].failed;
    return !builder->failed;
}
