/* An article as one line of JSON. */
#ifndef MORGUE_CORPUS_GENERATE_JSON_LINE_H
#define MORGUE_CORPUS_GENERATE_JSON_LINE_H

#include "common/base/buffer.h"
#include "common/morgue.h"

/* Append `article` to `out` as a JSON object and a newline. Empty fields and absent times are left
 * out; bytes that are not UTF-8 go out as they are. out->failed is set when memory is short. */
void json_line_append(const mrg_article *article, struct buffer *out);

#endif
