/* The names come from formats in use and are tried in the order of the table. Members of an object
 * are met in any order, so each is filed under its name first (a hash of its lower-case form leads
 * to the table entry) and the fields then take what they want. */
#include "corpus/readers/json_fields.h"

#include "common/base/error.h"
#include "common/base/hash.h"

#include <stdlib.h>
#include <string.h>

struct field_names {
    const char *ours;       /* the field, as `--map` calls it; NULL: cannot be mapped to */
    const char *theirs[28]; /* members that serve it, first choice first */
};

static const struct field_names field_names[JSON_FIELD_COUNT] = {
    [JSON_FIELD_ID] = {"id", {"id", "_id", "uri", "url", "guid"}},
    [JSON_FIELD_VERSION] = {"version", {"version"}},
    [JSON_FIELD_HEADLINE] = {"headline",
                             {"title", "headline", "head", "name", "headlines", "webTitle"}},
    [JSON_FIELD_DECK] = {"deck",
                         {"deck", "standfirst", "subtitle", "subheadline", "alternativeHeadline",
                          "description", "summary", "abstract", "excerpt", "teaser",
                          "description_text", "descriptions"}},
    [JSON_FIELD_BODY] = {"body",
                         {"text", "body", "content", "contents", "maintext", "article",
                          "articleBody", "full_text", "body_text", "bodyText", "content_text",
                          "paragraphs", "bodies", "body_html", "body_xhtml", "content_html",
                          "bodyHtml", "html"}},
    [JSON_FIELD_BYLINE] = {"byline", {"author", "authors", "byline", "creator", "by"}},
    [JSON_FIELD_SOURCE] = {"source",
                           {"source", "publication", "publisher", "source_domain", "outlet", "site",
                            "infosource", "infosources", "copyrightholder"}},
    [JSON_FIELD_SECTION] = {"section",
                            {"section", "category", "articleSection", "section_name",
                             "sectionName"}},
    [JSON_FIELD_PLACE] = {"place", {"located", "dateline", "place", "location"}},
    [JSON_FIELD_LANGUAGE] = {"language", {"language", "lang", "inLanguage"}},
    [JSON_FIELD_DATE] = {"date",
                         {"date", "published", "published_date", "date_publish", "publish_date",
                          "pubDate", "datePublished", "publishedAt", "timestamp", "created_at",
                          "pub_date", "published_at", "date_published", "webPublicationDate",
                          "firstcreated", "contentcreated", "versioncreated", "datetime",
                          "created"}},
    [JSON_FIELD_UPDATED] = {"updated",
                            {"updated", "updated_at", "updatedAt", "modified", "date_modified",
                             "dateModified", "date_modify", "modified_at", "lastModified",
                             "versioncreated"}},
    [JSON_FIELD_TOPICS] = {"topics",
                           {"categories", "topics", "tags", "keywords", "subject", "subjects",
                            "category"}},
    [JSON_FIELD_PEOPLE] = {"people", {"people", "person", "persons"}},
    [JSON_FIELD_ORGANISATIONS] = {"organisations",
                                  {"organisations", "organizations", "organisation", "organization",
                                   "orgs", "companies"}},
    [JSON_FIELD_URL] = {"url", {"url", "link", "article_url", "webUrl", "web_url", "permalink"}},
    [JSON_FIELD_CAPTIONS] = {"captions",
                             {"captions", "caption", "image_caption", "images", "photos"}},
    [JSON_FIELD_RIGHTS] = {"rights",
                           {"rights", "copyright", "copyrightnotice", "copyright_notice"}},
    [JSON_FIELD_STATUS] = {NULL, {"pubstatus", "status"}},
    [JSON_FIELD_EMBARGO] = {NULL,
                            {"embargoed", "embargoedUntil", "embargo", "embargo_until",
                             "embargoed_until"}},
};

enum {
    SLOT_COUNT = 1024, /* of the hash table: a power of two, several times the names */
    NAME_SIZE_MAX = 24 /* bytes of the longest built-in name */
};

/* One member that one field looks for. */
struct entry {
    const char *name;        /* built-in, or the pair's "theirs"; borrowed */
    size_t size;             /* bytes of name */
    enum json_field field;   /* that it serves */
    bool is_mapped;          /* from a pair: may be a path, looked up when asked for */
    bool is_exact;           /* the value was found under the very name, case minded */
    uint32_t seen;           /* value is of the object with this number */
    uint16_t next_same;      /* next entry of the same name for another field; 0: none */
    struct json_value value; /* what was found */
};

struct json_fields {
    struct entry *entries;              /* owned; grouped by field; 0 is not used */
    size_t count;                       /* entries, the unused one included */
    size_t first[JSON_FIELD_COUNT + 1]; /* first entry of each field */
    uint32_t seen[JSON_FIELD_COUNT]; /* number of the last object that had a member for the field */
    bool has_mapped[JSON_FIELD_COUNT]; /* entries of the field are from pairs */
    uint16_t slots[SLOT_COUNT];        /* hash of a lower-case name to its entry; 0: free */
    uint32_t object;                   /* number of the current object */
    struct json_value root;            /* the current object */
};

static char lower(char c)
{
    return (char)(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
}

static bool same_name(const char *a, const char *b, size_t size)
{
    for (size_t i = 0; i < size; i++)
        if (lower(a[i]) != lower(b[i]))
            return false;
    return true;
}

/* The slot of a name: that which holds it, or the free one where it would go. */
static uint16_t *find_slot(struct json_fields *fields, const char *name, size_t size)
{
    char folded[NAME_SIZE_MAX];
    for (size_t i = 0; i < size; i++)
        folded[i] = lower(name[i]);
    size_t slot = hash64(folded, size, 0) % SLOT_COUNT;
    for (;; slot = (slot + 1) % SLOT_COUNT) {
        uint16_t number = fields->slots[slot];
        const struct entry *entry = &fields->entries[number];
        if (number == 0 || (entry->size == size && same_name(entry->name, name, size)))
            return &fields->slots[slot];
    }
}

/* -------------------------------------------------------------------------------------------------
 * Setting up
 * ---------------------------------------------------------------------------------------------- */

static bool field_of_name(const char *ours, enum json_field *field)
{
    for (size_t i = 0; i < JSON_FIELD_COUNT; i++)
        if (field_names[i].ours != NULL && strcmp(field_names[i].ours, ours) == 0) {
            *field = (enum json_field)i;
            return true;
        }
    return false;
}

static mrg_status check_map(const struct reader_options *options, mrg_error *error)
{
    enum json_field field;
    for (size_t i = 0; i < options->map_count; i++) {
        const char *sign = strrchr(options->map[i], '=');
        if (sign == NULL || sign == options->map[i])
            return fail(error, MRG_ERR_ARGUMENT, "field mapping \"%s\" is not theirs=ours",
                        options->map[i]);
        if (!field_of_name(sign + 1, &field))
            return fail(error, MRG_ERR_ARGUMENT,
                        "field mapping \"%s\": an article has no field \"%s\" (but id version "
                        "headline deck body byline source section place language date updated "
                        "topics people organisations url captions rights)",
                        options->map[i], sign + 1);
    }
    return MRG_OK;
}

static bool is_mapped(const struct reader_options *options, const char *name)
{
    size_t size = strlen(name);
    for (size_t i = 0; i < options->map_count; i++)
        if (strncmp(options->map[i], name, size) == 0 && options->map[i][size] == '=')
            return true;
    return false;
}

/* Entries for the pairs that name `field`. */
static void add_mapped(struct json_fields *fields, const struct reader_options *options,
                       enum json_field field)
{
    for (size_t i = 0; i < options->map_count; i++) {
        const char *sign = strrchr(options->map[i], '=');
        enum json_field named;
        if (!field_of_name(sign + 1, &named) || named != field)
            continue;
        fields->entries[fields->count++] = (struct entry){.name = options->map[i],
                                                          .size = (size_t)(sign - options->map[i]),
                                                          .field = field,
                                                          .is_mapped = true};
        fields->has_mapped[field] = true;
    }
}

/* Entries for the built-in names of `field`, but for those that a pair gives another meaning. */
static void add_built_in(struct json_fields *fields, const struct reader_options *options,
                         enum json_field field)
{
    for (const char *const *name = field_names[field].theirs; *name != NULL; name++) {
        if (is_mapped(options, *name))
            continue;
        uint16_t number = (uint16_t)fields->count++;
        fields->entries[number] =
            (struct entry){.name = *name, .size = strlen(*name), .field = field};
        uint16_t *slot = find_slot(fields, *name, strlen(*name));
        fields->entries[number].next_same = *slot;
        *slot = number;
    }
}

static size_t built_in_count(void)
{
    size_t count = 0;
    for (size_t i = 0; i < JSON_FIELD_COUNT; i++)
        for (const char *const *name = field_names[i].theirs; *name != NULL; name++)
            count++;
    return count;
}

mrg_status json_fields_new(const struct reader_options *options, struct json_fields **fields,
                           mrg_error *error)
{
    *fields = NULL;
    mrg_status status = check_map(options, error);
    if (status != MRG_OK)
        return status;
    struct json_fields *made = calloc(1, sizeof *made);
    size_t most = 1 + built_in_count() + options->map_count;
    if (made != NULL)
        made->entries = calloc(most, sizeof *made->entries);
    if (made == NULL || made->entries == NULL) {
        free(made);
        return fail_memory(error);
    }
    made->count = 1;
    for (size_t i = 0; i < JSON_FIELD_COUNT; i++) {
        made->first[i] = made->count;
        add_mapped(made, options, (enum json_field)i);
        add_built_in(made, options, (enum json_field)i);
    }
    made->first[JSON_FIELD_COUNT] = made->count;
    *fields = made;
    return MRG_OK;
}

void json_fields_free(struct json_fields *fields)
{
    if (fields == NULL)
        return;
    free(fields->entries);
    free(fields);
}

/* -------------------------------------------------------------------------------------------------
 * Reading
 * ---------------------------------------------------------------------------------------------- */

/* File a member. The exact name wins over one that differs in case; among equals the last does, as
 * every JSON reader has it. */
static void file_member(struct json_fields *fields, mrg_text key, const struct json_value *value)
{
    uint16_t number = *find_slot(fields, key.data, key.size);
    for (; number != 0; number = fields->entries[number].next_same) {
        struct entry *entry = &fields->entries[number];
        bool is_exact = memcmp(entry->name, key.data, key.size) == 0;
        if (entry->seen == fields->object && entry->is_exact && !is_exact)
            continue;
        fields->seen[entry->field] = fields->object;
        entry->seen = fields->object;
        entry->is_exact = is_exact;
        entry->value = *value;
    }
}

void json_fields_read(struct json_fields *fields, const struct json_value *object)
{
    struct json_walk walk;
    struct json_value value;
    mrg_text key;
    fields->object++;
    fields->root = *object;
    json_walk_init(&walk, object);
    while (json_next_member(&walk, &key, &value))
        if (key.size > 0 && key.size <= NAME_SIZE_MAX && value.type != JSON_NULL)
            file_member(fields, key, &value);
}

/* The member a pair names: one whose whole name it is, else one reached along its dots. */
static bool find_path(const struct json_value *root, mrg_text path, struct json_value *value)
{
    struct json_value at = *root;
    if (json_find(root, path, value))
        return true;
    for (;;) {
        const char *dot = memchr(path.data, '.', path.size);
        if (dot == NULL)
            return json_find(&at, path, value);
        mrg_text key = {path.data, (size_t)(dot - path.data)};
        if (!json_find(&at, key, &at))
            return false;
        path = (mrg_text){dot + 1, path.size - key.size - 1};
    }
}

struct json_candidates json_candidates_of(struct json_fields *fields, enum json_field field)
{
    bool is_any = fields->seen[field] == fields->object || fields->has_mapped[field];
    size_t first = fields->first[field], end = fields->first[field + 1];
    return (struct json_candidates){fields, first, is_any ? end : first};
}

bool json_next_candidate(struct json_candidates *candidates, struct json_value *value,
                         const char **name)
{
    struct json_fields *fields = candidates->fields;
    while (candidates->next < candidates->end) {
        struct entry *entry = &fields->entries[candidates->next++];
        bool found = entry->seen == fields->object;
        if (found)
            *value = entry->value;
        else if (entry->is_mapped)
            found = find_path(&fields->root, (mrg_text){entry->name, entry->size}, value) &&
                    value->type != JSON_NULL;
        if (found) {
            if (name != NULL)
                *name = entry->name;
            return true;
        }
    }
    return false;
}

bool json_is_field_name(enum json_field field, mrg_text key)
{
    for (const char *const *name = field_names[field].theirs; *name != NULL; name++)
        if (strlen(*name) == key.size && same_name(*name, key.data, key.size))
            return true;
    return false;
}
