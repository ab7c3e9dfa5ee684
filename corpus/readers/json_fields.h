/* Which member of a JSON object serves which field of an article. */
#ifndef MORGUE_CORPUS_READERS_JSON_FIELDS_H
#define MORGUE_CORPUS_READERS_JSON_FIELDS_H

#include "corpus/json/json.h"
#include "corpus/reader.h"

/* The fields that members are mapped to; in the order of json_field_names. */
enum json_field {
    JSON_FIELD_ID,
    JSON_FIELD_VERSION,
    JSON_FIELD_HEADLINE,
    JSON_FIELD_DECK,
    JSON_FIELD_BODY,
    JSON_FIELD_BYLINE,
    JSON_FIELD_SOURCE,
    JSON_FIELD_SECTION,
    JSON_FIELD_PLACE,
    JSON_FIELD_LANGUAGE,
    JSON_FIELD_DATE,
    JSON_FIELD_UPDATED,
    JSON_FIELD_TOPICS,
    JSON_FIELD_PEOPLE,
    JSON_FIELD_ORGANISATIONS,
    JSON_FIELD_URL,
    JSON_FIELD_CAPTIONS,
    JSON_FIELD_RIGHTS,
    JSON_FIELD_STATUS,
    JSON_FIELD_EMBARGO,
    JSON_FIELD_COUNT
};

/* The table of names with what the object read last holds under them. Opaque. */
struct json_fields;

/* A table of the built-in names and of the pairs in `options` (borrowed for its lifetime).
 * MRG_ERR_ARGUMENT for a pair that is not "theirs=ours" with an `ours` that exists; MRG_ERR_MEMORY.
 */
mrg_status json_fields_new(const struct reader_options *options, struct json_fields **fields,
                           mrg_error *error);
void json_fields_free(struct json_fields *fields);

/* Look at all members of `object`; what was there before is forgotten. */
void json_fields_read(struct json_fields *fields, const struct json_value *object);

/* Members for a field, in order of precedence. */
struct json_candidates {
    struct json_fields *fields; /* borrowed */
    size_t next;                /* entry to look at next */
    size_t end;                 /* behind the field's last entry */
};

struct json_candidates json_candidates_of(struct json_fields *fields, enum json_field field);

/* The next member that the object has and that is not null; false when there are no more. *name
 * (may be NULL) receives the name it was found by. */
bool json_next_candidate(struct json_candidates *candidates, struct json_value *value,
                         const char **name);

/* Whether `key` is a built-in name of `field`, case not minded. */
bool json_is_field_name(enum json_field field, mrg_text key);

#endif
