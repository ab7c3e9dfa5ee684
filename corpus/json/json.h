/* JSON values, read by simdjson behind this header: C sees opaque values, and no exception gets
 * out.
 *
 * A parser holds one document at a time. Values, and the texts they give, are borrowed from the
 * parser until its next json_parse.
 */
#ifndef MORGUE_CORPUS_JSON_H
#define MORGUE_CORPUS_JSON_H

#include "common/morgue.h"

#ifdef __cplusplus
extern "C" {
#endif

enum json_type { JSON_NULL, JSON_BOOL, JSON_NUMBER, JSON_STRING, JSON_ARRAY, JSON_OBJECT };

struct json_value {
    enum json_type type;
    const void *document; /* simdjson's; borrowed from the parser */
    size_t index;         /* of the value on simdjson's tape */
};

/* A walk over the members of an object or array. */
struct json_walk {
    const void *document; /* as in json_value */
    size_t at;            /* tape index of the next member */
    size_t end;           /* tape index behind the last */
};

enum { JSON_PADDING = 64 };     /* readable bytes wanted behind the text */
enum { JSON_DEPTH_MAX = 1024 }; /* arrays and objects inside each other */

struct json_parser;

/* NULL when memory is short. */
struct json_parser *json_parser_new(void);
void json_parser_free(struct json_parser *parser);

/* Parse one complete value, `text` with JSON_PADDING readable bytes behind it. MRG_ERR_INPUT with
 * the bare cause as message ("a string is not closed") when it is not JSON, MRG_ERR_LIMIT when it
 * is larger than the parser can take, MRG_ERR_MEMORY. */
mrg_status json_parse(struct json_parser *parser, mrg_text text, struct json_value *value,
                      mrg_error *error);

/* Start walking an array or object; any other value has no members. */
void json_walk_init(struct json_walk *walk, const struct json_value *container);

/* The next element of an array. */
bool json_next_element(struct json_walk *walk, struct json_value *value);

/* The next member of an object. */
bool json_next_member(struct json_walk *walk, mrg_text *key, struct json_value *value);

/* The member of an object with this key, the last when it is there more than once. */
bool json_find(const struct json_value *object, mrg_text key, struct json_value *value);

/* The characters of a string, escapes undone; empty for any other value. */
mrg_text json_string(const struct json_value *value);

enum { JSON_NUMBER_SIZE = 32 };

/* A number in decimal, as short as it can be without losing anything: its characters in `out`,
 * their count returned. 0 for any other value. */
size_t json_number(const struct json_value *value, char out[JSON_NUMBER_SIZE]);

/* A number without its fraction; false for any other value, and for one outside 64 bits. */
bool json_integer(const struct json_value *value, int64_t *number);

#ifdef __cplusplus
}
#endif

#endif
