#include "corpus/readers/json_record.h"

#include "common/base/error.h"
#include "corpus/json/json_repair.h"
#include "corpus/readers/json_body.h"
#include "corpus/readers/json_value.h"

#include <string.h>
#include <strings.h>

mrg_status json_record_open(struct json_record_reader *record, const struct reader_options *options,
                            mrg_error *error)
{
    *record = (struct json_record_reader){.scratch = BUFFER_INIT, .pieces = BUFFER_INIT};
    mrg_status status = json_fields_new(options, &record->fields, error);
    if (status != MRG_OK)
        return status;
    record->parser = json_parser_new();
    if (record->parser == NULL) {
        json_record_close(record);
        return fail_memory(error);
    }
    return MRG_OK;
}

void json_record_close(struct json_record_reader *record)
{
    json_parser_free(record->parser);
    json_fields_free(record->fields);
    buffer_free(&record->scratch);
    buffer_free(&record->pieces);
}

/* The fields that are one text each. */
static const struct {
    enum json_field from;
    enum article_field to;
} text_fields[] = {
    {JSON_FIELD_ID, FIELD_ID},
    {JSON_FIELD_VERSION, FIELD_VERSION},
    {JSON_FIELD_SOURCE, FIELD_SOURCE},
    {JSON_FIELD_HEADLINE, FIELD_HEADLINE},
    {JSON_FIELD_DECK, FIELD_DECK},
    {JSON_FIELD_BYLINE, FIELD_BYLINE},
    {JSON_FIELD_PLACE, FIELD_PLACE},
    {JSON_FIELD_SECTION, FIELD_SECTION},
    {JSON_FIELD_LANGUAGE, FIELD_LANGUAGE},
    {JSON_FIELD_URL, FIELD_URL},
    {JSON_FIELD_RIGHTS, FIELD_RIGHTS},
};

/* The fields that are lists, and what separates the items of one that comes as a string. */
static const struct {
    enum json_field from;
    enum article_list to;
    char separator;
} list_fields[] = {
    {JSON_FIELD_TOPICS, LIST_TOPICS, ','},
    {JSON_FIELD_PEOPLE, LIST_PEOPLE, ';'},
    {JSON_FIELD_ORGANISATIONS, LIST_ORGANISATIONS, ';'},
    {JSON_FIELD_CAPTIONS, LIST_CAPTIONS, '\0'},
};

static void set_texts(struct json_record_reader *record, struct article_builder *builder)
{
    char number[JSON_NUMBER_SIZE];
    struct json_value value;
    for (size_t i = 0; i < sizeof text_fields / sizeof *text_fields; i++) {
        struct json_candidates candidates = json_candidates_of(record->fields, text_fields[i].from);
        mrg_text text = {NULL, 0};
        while (text.size == 0 && json_next_candidate(&candidates, &value, NULL)) {
            if (text_fields[i].from == JSON_FIELD_BYLINE)
                text = json_value_joined(&value, &record->pieces, number);
            else
                text = json_value_text(&value, number);
        }
        article_set(builder, text_fields[i].to, text);
    }
    builder->failed |= record->pieces.failed;
}

/* A member "category" is the section, so only a list of them adds to the topics. */
static bool is_only_section(const char *name, const struct json_value *value)
{
    return value->type != JSON_ARRAY && strcmp(name, "category") == 0;
}

/* Captions come as texts, or as pictures that have one. */
static void add_captions(const struct json_value *value, struct article_builder *builder)
{
    struct json_walk walk;
    struct json_value picture;
    struct json_value caption;
    json_walk_init(&walk, value);
    if (value->type != JSON_ARRAY)
        json_value_to_list(value, '\0', builder, LIST_CAPTIONS);
    while (value->type == JSON_ARRAY && json_next_element(&walk, &picture)) {
        if (picture.type == JSON_STRING)
            article_add(builder, LIST_CAPTIONS, json_string(&picture));
        else if (json_find(&picture, (mrg_text){"caption", 7}, &caption))
            json_value_to_list(&caption, '\0', builder, LIST_CAPTIONS);
    }
}

static void set_lists(struct json_record_reader *record, struct article_builder *builder)
{
    struct json_value value;
    const char *name;
    for (size_t i = 0; i < sizeof list_fields / sizeof *list_fields; i++) {
        struct json_candidates candidates = json_candidates_of(record->fields, list_fields[i].from);
        while (json_next_candidate(&candidates, &value, &name)) {
            if (list_fields[i].to == LIST_CAPTIONS)
                add_captions(&value, builder);
            else if (!is_only_section(name, &value))
                json_value_to_list(&value, list_fields[i].separator, builder, list_fields[i].to);
        }
    }
}

static mrg_time time_of(struct json_record_reader *record, enum json_field field)
{
    struct json_candidates candidates = json_candidates_of(record->fields, field);
    struct json_value value;
    mrg_time time;
    while (json_next_candidate(&candidates, &value, NULL))
        if (json_value_time(&value, &time))
            return time;
    return MRG_NO_TIME;
}

static mrg_article_status status_of(struct json_record_reader *record)
{
    struct json_candidates candidates = json_candidates_of(record->fields, JSON_FIELD_STATUS);
    struct json_value value;
    while (json_next_candidate(&candidates, &value, NULL)) {
        mrg_text text = json_string(&value);
        if (text.size >= 5 && strncasecmp(text.data, "stat:", 5) == 0)
            text = (mrg_text){text.data + 5, text.size - 5};
        if ((text.size == 8 && strncasecmp(text.data, "canceled", 8) == 0) ||
            (text.size == 9 && strncasecmp(text.data, "cancelled", 9) == 0))
            return MRG_CANCELED;
        if (text.size == 8 && strncasecmp(text.data, "withheld", 8) == 0)
            return MRG_WITHHELD;
    }
    return MRG_USABLE;
}

static void set_body(struct json_record_reader *record, struct article_builder *builder)
{
    struct json_candidates candidates = json_candidates_of(record->fields, JSON_FIELD_BODY);
    struct json_value value;
    const char *name;
    while (builder->body.size == 0 && json_next_candidate(&candidates, &value, &name))
        json_body_add(&value, name, builder, &record->scratch);
}

static void set_article(struct json_record_reader *record, const struct json_value *object,
                        struct article_builder *builder)
{
    json_fields_read(record->fields, object);
    builder->article.published = time_of(record, JSON_FIELD_DATE);
    builder->article.updated = time_of(record, JSON_FIELD_UPDATED);
    builder->article.embargo = time_of(record, JSON_FIELD_EMBARGO);
    builder->article.status = status_of(record);
    set_texts(record, builder);
    set_lists(record, builder);
    set_body(record, builder);
}

static bool has_text(const struct article_builder *builder)
{
    return builder->article.headline.size > 0 || builder->body.size > 0;
}

/* Search engines' dumps and interfaces wrap an article into one more object. */
static void set_from_wrapped(struct json_record_reader *record, const struct json_value *object,
                             struct article_builder *builder)
{
    static const char *const wrappers[] = {"_source",  "article",    "item",
                                           "document", "attributes", "data"};
    struct json_value inner;
    for (size_t i = 0; i < sizeof wrappers / sizeof *wrappers && !has_text(builder); i++)
        if (json_find(object, (mrg_text){wrappers[i], strlen(wrappers[i])}, &inner) &&
            inner.type == JSON_OBJECT)
            set_article(record, &inner, builder);
}

/* Parse, and if that fails parse what can be repaired. */
static mrg_status parse(struct json_record_reader *record, mrg_text text, struct json_value *value,
                        mrg_error *error)
{
    struct buffer *repaired = &record->scratch;
    mrg_error first = MRG_ERROR_INIT;
    mrg_status status = json_parse(record->parser, text, value, &first);
    if (status != MRG_OK && (status != MRG_ERR_INPUT || !json_repair(text, repaired)))
        return fail(error, status, "%s", first.message);
    if (status == MRG_OK)
        return status;
    buffer_reserve(repaired, JSON_PADDING);
    if (repaired->failed)
        return fail_memory(error);
    memset(repaired->data + repaired->size, 0, JSON_PADDING);
    mrg_text again = {(const char *)repaired->data, repaired->size};
    return json_parse(record->parser, again, value, error);
}

mrg_status json_record_read(struct json_record_reader *record, mrg_text text,
                            struct article_builder *builder, mrg_error *error)
{
    struct json_value value;
    mrg_status status = parse(record, text, &value, error);
    if (status != MRG_OK)
        return status;
    if (value.type != JSON_OBJECT)
        return fail(error, MRG_ERR_INPUT, "not an object");
    set_article(record, &value, builder);
    if (!has_text(builder))
        set_from_wrapped(record, &value, builder);
    if (!has_text(builder) && builder->article.status == MRG_USABLE)
        return fail(error, MRG_ERR_INPUT, "neither headline nor body");
    return MRG_OK;
}
