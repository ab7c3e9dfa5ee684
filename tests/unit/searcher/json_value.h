/* Reading JSON into a tree, and checking it against a schema: enough for the documents of this project,
 * in tests only. */
#ifndef MORGUE_TESTS_JSON_VALUE_H
#define MORGUE_TESTS_JSON_VALUE_H

#include "common/base/arena.h"

enum json_kind { JSON_NULL, JSON_BOOL, JSON_NUMBER, JSON_STRING, JSON_ARRAY, JSON_OBJECT };

struct json_value {
    enum json_kind kind;
    bool truth;               /* JSON_BOOL */
    double number;            /* JSON_NUMBER */
    const char *key;          /* of a member of an object; else NULL */
    const char *string;       /* JSON_STRING, NUL-terminated */
    struct json_value *child; /* first element or member */
    struct json_value *next;  /* next element or member of the same parent */
};

/* The value that `text` (NUL-terminated) begins with, borrowed from `arena`; *end receives what stands
 * behind it and white space. NULL when it is no JSON. */
const struct json_value *json_read(const char *text, struct arena *arena, const char **end);

/* The member `key`; NULL when there is none. */
const struct json_value *json_member(const struct json_value *object, const char *key);

/* The value of a path such as "hits.0.snippet.text"; NULL when there is none. */
const struct json_value *json_at(const struct json_value *value, const char *path);

/* NULL when `value` fits `schema`, a part of `root`; else what is wrong. Knows type, required,
 * properties, additionalProperties (false), items, const, enum, oneOf and $ref within the document. */
const char *schema_complaint(const struct json_value *root, const struct json_value *schema,
                             const struct json_value *value);

#endif
