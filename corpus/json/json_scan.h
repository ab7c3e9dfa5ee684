/* Where JSON values end, without parsing them: brackets are counted and strings passed over, so
 * that a source of any size can be taken apart value by value. Checking is the parser's task. */
#ifndef MORGUE_CORPUS_JSON_SCAN_H
#define MORGUE_CORPUS_JSON_SCAN_H

#include "common/morgue.h"

/* A scan that can stop at any byte and go on when more have arrived. */
struct json_scan {
    size_t at;      /* offset of the next byte to look at */
    size_t depth;   /* brackets open */
    bool in_string; /* the next byte is inside a string */
    bool is_scalar; /* the value is a number or a word */
    bool escaped;   /* a backslash was the last byte before `at` */
};

/* Start at offset `at`, that of the value's first byte. */
void json_scan_init(struct json_scan *scan, size_t at);

/* Go on over `text`, of which the first scan->at bytes are behind already. True when the value is
 * complete: scan->at is behind it. A number or word is complete when something follows it. */
bool json_scan_value(struct json_scan *scan, mrg_text text);

/* The offset of the first byte from `at` on that is not white space; text.size when there is none.
 */
size_t json_skip_space(mrg_text text, size_t at);

#endif
