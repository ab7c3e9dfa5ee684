/* Objects that hold articles instead of being one: {"articles": [...]}, {"response": {"docs":
 * [...]}}.
 */
#ifndef MORGUE_CORPUS_READERS_JSON_PROBE_H
#define MORGUE_CORPUS_READERS_JSON_PROBE_H

#include "corpus/json/json_scan.h"

/* Whether a member of this name may hold articles, or an object with them. */
bool json_is_wrapper_name(mrg_text key);

enum probe_outcome {
    PROBE_MORE,    /* not to be told without more bytes */
    PROBE_WRAPPER, /* it holds articles */
    PROBE_OBJECT   /* it is an article, or nothing known */
};

/* Looks at the members of an object; can stop at any byte and go on when more have arrived. */
struct json_probe {
    size_t at;             /* offset of the next member, or of what follows one */
    size_t depth;          /* objects entered */
    bool in_value;         /* `scan` is on its way through a member's value */
    bool seen_body;        /* the outermost object has a body: it is an article */
    struct json_scan scan; /* through a value */
};

/* Start with the object that begins at offset 0. */
void json_probe_init(struct json_probe *probe);

/* Go on over `text`. */
enum probe_outcome json_probe(struct json_probe *probe, mrg_text text);

/* Whether the complete object `text` holds articles. */
bool json_wraps_articles(mrg_text text);

/* One member's name and where its value begins. */
struct json_member {
    mrg_text key; /* between the quotes, escapes as they are */
    size_t value; /* offset of the value's first byte */
    char opens;   /* the value's first byte */
    char inside;  /* of an array: the first byte inside that is not white space */
};

/* Read the member whose opening quote is at `at`. PROBE_MORE when it is not complete up to the
 * value's first bytes, PROBE_OBJECT when there is no member, PROBE_WRAPPER when it was read. */
enum probe_outcome json_read_member(mrg_text text, size_t at, struct json_member *member);

/* Whether the member is a list of articles, or an object that may hold one. */
bool json_member_is_list(const struct json_member *member);
bool json_member_is_envelope(const struct json_member *member);

#endif
