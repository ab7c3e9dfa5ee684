#include <math.h>
#include <string.h>

#include "tests/unit/searcher/json_value.h"

static bool is_of_type(const struct json_value *value, const char *type)
{
    static const char *const names[] = {"null", "boolean", "number", "string", "array", "object"};
    if (strcmp(type, "integer") == 0)
        return value->kind == JSON_NUMBER && floor(value->number) >= value->number;
    return strcmp(type, names[value->kind]) == 0;
}

static const char *check_type(const struct json_value *type, const struct json_value *value)
{
    if (type->kind == JSON_STRING)
        return is_of_type(value, type->string) ? NULL : "wrong type";
    for (const struct json_value *one = type->child; one != NULL; one = one->next)
        if (is_of_type(value, one->string))
            return NULL;
    return "wrong type";
}

static bool is_equal(const struct json_value *a, const struct json_value *b)
{
    if (a->kind != b->kind)
        return false;
    if (a->kind == JSON_STRING)
        return strcmp(a->string, b->string) == 0;
    return a->kind != JSON_NUMBER || !(a->number < b->number || a->number > b->number);
}

static const char *check_choice(const struct json_value *choices, const struct json_value *value)
{
    for (const struct json_value *one = choices->child; one != NULL; one = one->next)
        if (is_equal(one, value))
            return NULL;
    return "not one of the values allowed";
}

static const char *check_required(const struct json_value *required, const struct json_value *value)
{
    for (const struct json_value *one = required->child; one != NULL; one = one->next)
        if (json_member(value, one->string) == NULL)
            return one->string;
    return NULL;
}

static const char *check_members(const struct json_value *root, const struct json_value *schema,
                                 const struct json_value *value)
{
    const struct json_value *properties = json_member(schema, "properties");
    const struct json_value *others = json_member(schema, "additionalProperties");
    if (properties == NULL)
        return NULL;
    for (const struct json_value *member = value->child; member != NULL; member = member->next) {
        const struct json_value *property = json_member(properties, member->key);
        if (property == NULL && others != NULL && !others->truth)
            return member->key;
        const char *complaint = property != NULL ? schema_complaint(root, property, member) : NULL;
        if (complaint != NULL)
            return complaint;
    }
    return NULL;
}

static const char *check_items(const struct json_value *root, const struct json_value *items,
                               const struct json_value *value)
{
    const char *complaint = NULL;
    for (const struct json_value *item = value->child; item != NULL && complaint == NULL;
         item = item->next)
        complaint = schema_complaint(root, items, item);
    return complaint;
}

/* Exactly one of the alternatives must fit; the complaint of the first is as good as any. */
static const char *check_one_of(const struct json_value *root, const struct json_value *schemas,
                                const struct json_value *value)
{
    const char *complaint = NULL;
    size_t fitting = 0;
    for (const struct json_value *one = schemas->child; one != NULL; one = one->next) {
        const char *what = schema_complaint(root, one, value);
        fitting += what == NULL;
        complaint = complaint == NULL ? what : complaint;
    }
    return fitting == 1 ? NULL : complaint == NULL ? "several alternatives fit" : complaint;
}

/* What "$ref": "#/$defs/name" refers to. */
static const struct json_value *resolve(const struct json_value *root, const char *reference)
{
    const char *name = strrchr(reference, '/');
    const struct json_value *definitions = json_member(root, "$defs");
    return name != NULL && definitions != NULL ? json_member(definitions, name + 1) : NULL;
}

const char *schema_complaint(const struct json_value *root, const struct json_value *schema,
                             const struct json_value *value)
{
    const struct json_value *rule;
    const char *complaint = NULL;
    if ((rule = json_member(schema, "$ref")) != NULL) {
        const struct json_value *target = resolve(root, rule->string);
        return target != NULL ? schema_complaint(root, target, value) : "reference to nothing";
    }
    if ((rule = json_member(schema, "type")) != NULL)
        complaint = check_type(rule, value);
    if (complaint == NULL && (rule = json_member(schema, "const")) != NULL)
        complaint = is_equal(rule, value) ? NULL : "not the constant";
    if (complaint == NULL && (rule = json_member(schema, "enum")) != NULL)
        complaint = check_choice(rule, value);
    if (complaint == NULL && (rule = json_member(schema, "oneOf")) != NULL)
        complaint = check_one_of(root, rule, value);
    if (complaint == NULL && value->kind == JSON_OBJECT) {
        if ((rule = json_member(schema, "required")) != NULL)
            complaint = check_required(rule, value);
        if (complaint == NULL)
            complaint = check_members(root, schema, value);
    }
    if (complaint == NULL && value->kind == JSON_ARRAY &&
        (rule = json_member(schema, "items")) != NULL)
        complaint = check_items(root, rule, value);
    return complaint;
}
