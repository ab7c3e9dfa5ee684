/* From one JSON object to one article; what JSON Lines and JSON documents share. */
#ifndef MORGUE_CORPUS_READERS_JSON_RECORD_H
#define MORGUE_CORPUS_READERS_JSON_RECORD_H

#include "common/base/buffer.h"
#include "corpus/json/json.h"
#include "corpus/reader_internal.h"
#include "corpus/readers/json_fields.h"

struct json_record_reader {
    struct json_parser *parser; /* owned */
    struct json_fields *fields; /* owned */
    struct buffer scratch;      /* repaired JSON, or text made plain */
    struct buffer pieces;       /* joined lists */
};

/* On failure nothing is held. */
mrg_status json_record_open(struct json_record_reader *record, const struct reader_options *options,
                            mrg_error *error);
void json_record_close(struct json_record_reader *record);

/* Read the object `text` (JSON_PADDING readable bytes behind it) into `builder`. MRG_ERR_INPUT or
 * MRG_ERR_LIMIT with the bare cause as message when it cannot be read; MRG_ERR_MEMORY. */
mrg_status json_record_read(struct json_record_reader *record, mrg_text text,
                            struct article_builder *builder, mrg_error *error);

#endif
