/* Writing JSON, a value after the other. Commas, line breaks and escapes are the writer's business;
 * calling in an order that makes sense is the caller's. */
#ifndef MORGUE_SEARCHER_JSON_WRITER_H
#define MORGUE_SEARCHER_JSON_WRITER_H

#include "common/base/buffer.h"
#include "common/morgue.h"

struct json_writer {
    struct buffer *out; /* where it goes; borrowed; its `failed` tells of short memory */
    bool is_pretty;     /* indented, for people; else all on one line */
    unsigned depth;     /* open objects and arrays */
    bool is_first;      /* nothing yet in the innermost of them */
    bool is_value;      /* a key has been written, its value comes next */
};

void json_init(struct json_writer *json, struct buffer *out, bool is_pretty);

void json_begin_object(struct json_writer *json);
void json_end_object(struct json_writer *json);
void json_begin_array(struct json_writer *json);
void json_end_array(struct json_writer *json);

/* The key of the next value; plain ASCII. */
void json_key(struct json_writer *json, const char *key);

/* A string. Control characters are escaped, each byte of broken UTF-8 becomes U+FFFD. */
void json_text(struct json_writer *json, mrg_text text);
void json_string(struct json_writer *json, const char *string);

/* A number; what JSON has no number for (infinity) becomes null. */
void json_number(struct json_writer *json, double number);
void json_count(struct json_writer *json, uint64_t count);

void json_bool(struct json_writer *json, bool value);
void json_null(struct json_writer *json);

#endif
