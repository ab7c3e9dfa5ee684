/* What every format's reader offers to the indexer. */
#ifndef MORGUE_CORPUS_READER_H
#define MORGUE_CORPUS_READER_H

#include "common/morgue.h"
#include "corpus/input.h"

/* What a call for the next article came to. */
enum read_outcome {
    READ_ARTICLE, /* *article is filled; borrowed until the next call */
    READ_BAD,   /* one article could not be read: *error says where and why; go on with the next */
    READ_END,   /* no more */
    READ_FAILED /* the rest of the source cannot be read: *error says where and why */
};

/* How sources are read. Shared by all readers, borrowed for their lifetime. */
struct reader_options {
    const char *language; /* of articles that name none; NULL: guess from the text, else empty */
    mrg_time date; /* of articles that have none of their own; MRG_NO_TIME: from the file's name
                      or folder where these hold a date, else none */
    const char *const *map; /* "theirs=ours" field names for JSON, tried before the built-in ones */
    size_t map_count;       /* how many */
};

struct reader; /* opaque; defined in reader_internal.h for the formats */

/* Recognise the format of `input` (borrowed until reader_free) by its first bytes and open a
 * reader. *format (may be NULL) receives a static name such as "JSON Lines". MRG_ERR_UNSUPPORTED
 * when nothing here reads it, MRG_ERR_INPUT when its beginning is damaged; an empty input is recognised and has no articles. */
mrg_status reader_open(struct input *input, const struct reader_options *options,
                       struct reader **reader, const char **format, mrg_error *error);

/* The next article. Every article has an id: its own, or one made from the path and its number in
 * the source (from its content where the source is standard input). */
enum read_outcome reader_next(struct reader *reader, const mrg_article **article, mrg_error *error);

/* Release; NULL is legal. */
void reader_free(struct reader *reader);

#endif
