/* What a format's reader is made of. Only corpus/reader.c and the files in corpus/readers include
 * it.
 *
 * A format is one entry in the table of reader.c. Its `recognise` looks at the head of the source;
 * the first format in the table that says yes reads it. Its `next` fills reader->builder for one
 * article; everything that all formats have in common (id, date and language where the article has
 * none, the check that there is something to find) is done in reader.c behind it.
 */
#ifndef MORGUE_CORPUS_READER_INTERNAL_H
#define MORGUE_CORPUS_READER_INTERNAL_H

#include "corpus/article.h"
#include "corpus/reader.h"

/* The head of a source. */
struct source_head {
    mrg_text text;    /* its first bytes, HEAD_SIZE or a little more, without a byte order mark */
    bool is_complete; /* that is all there is */
};

enum { HEAD_SIZE = 64 * 1024 };

struct reader_format {
    const char *name; /* as shown to people, such as "JSON Lines" */
    bool (*recognise)(const struct source_head *head);
    /* Set up reader->state; may be NULL. On failure `close` is not called. */
    mrg_status (*open)(struct reader *reader, mrg_error *error);
    /* Fill reader->builder (article_begin was called) and reader->record. */
    enum read_outcome (*next)(struct reader *reader, mrg_error *error);
    /* Release reader->state; may be NULL. */
    void (*close)(struct reader *reader);
};

struct reader {
    struct input *input;                  /* borrowed; behind the byte order mark */
    const struct reader_options *options; /* borrowed; never NULL */
    const struct reader_format *format;   /* static */
    void *state;                          /* of the format */
    struct article_builder builder;       /* where the format puts the article */
    mrg_text record;       /* the bytes the article was read from, for the id of standard input;
                              borrowed from the format until its next call */
    uint64_t number;       /* of the article or bad record read last, from 1 */
    uint64_t path_hash;    /* of the source's absolute path */
    mrg_text stem;         /* file name without folder and extensions; borrowed from the path */
    mrg_time default_date; /* of articles without one; MRG_NO_TIME: none */
    size_t record_limit;   /* bytes of one article; a larger one is READ_BAD */
    bool is_single;        /* one article a file: its number is not part of its id */
    bool ended;            /* READ_END or READ_FAILED was given */
};

enum { RECORD_LIMIT = 1 << 30 }; /* bytes: 1 GiB */

/* Where in the source a record begins, for messages. */
struct source_place {
    uint64_t line;   /* from 1; 0: lines mean nothing in this format */
    uint64_t offset; /* bytes from the start of the decompressed source */
};

/* What a record that could not be read comes to: READ_BAD with `cause` put behind the source's name
 * and the place, or READ_FAILED when memory is short. `cause` is one line without a name. */
enum read_outcome read_bad(struct reader *reader, struct source_place place, const mrg_error *cause,
                           mrg_error *error);

/* The same with a cause in words and status MRG_ERR_INPUT. */
enum read_outcome read_bad_text(struct reader *reader, struct source_place place, const char *cause,
                                mrg_error *error);

/* The formats, each in its own file of corpus/readers. */
extern const struct reader_format format_json_lines;
extern const struct reader_format format_json;
extern const struct reader_format format_reuters;
extern const struct reader_format format_press_text;
extern const struct reader_format format_plain_text;

#endif
