/* Writing a JSON document into a buffer, indented by two blanks a level. The caller keeps the order
 * right; after a failed allocation everything does nothing, as in buffer.h. */
#ifndef MORGUE_INDEXER_CLI_JSON_WRITER_H
#define MORGUE_INDEXER_CLI_JSON_WRITER_H

#include <stdint.h>

#include "common/base/buffer.h"
#include "common/morgue.h"

struct json_writer {
    struct buffer out; /* the document so far */
    unsigned depth;    /* open objects and arrays */
    bool needs_comma;  /* a value stands before, at this depth */
};

/* Every value takes the name it has in its object, or NULL inside an array. Names are ours and need
 * no escapes. */
void json_write_open(struct json_writer *json, const char *name, char bracket);
void json_write_close(struct json_writer *json, char bracket);
void json_write_number(struct json_writer *json, const char *name, uint64_t value);
void json_write_decimal(struct json_writer *json, const char *name, double value);

/* Text that is meant to be UTF-8: bytes that are not come out as U+FFFD. */
void json_write_text(struct json_writer *json, const char *name, mrg_text value);
void json_write_string(struct json_writer *json, const char *name, const char *value);
void json_write_null(struct json_writer *json, const char *name);

#endif
