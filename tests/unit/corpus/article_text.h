/* An article, and all that comes out of a source, as text that a person can check. */
#ifndef MORGUE_TESTS_CORPUS_ARTICLE_TEXT_H
#define MORGUE_TESTS_CORPUS_ARTICLE_TEXT_H

#include "common/base/buffer.h"
#include "corpus/reader.h"

/* Append an article: one line a field, absent ones left out; the body last, its lines indented.
 * Control characters are written as <hh>. */
void append_article(struct buffer *text, const mrg_article *article);

/* What reading a source came to. */
struct reading {
    struct buffer text; /* every outcome in order; owned */
    size_t articles;    /* READ_ARTICLE */
    size_t bad;         /* READ_BAD */
    size_t failed;      /* READ_FAILED, and failures to open or recognise */
};

/* Read a source in memory to its end, its bytes arriving `piece` at a time. Every failure must
 * carry a status and a message. `limit` (0: the default) is the largest article in bytes. */
void read_all(struct reading *reading, const char *name, const void *bytes, size_t size,
              size_t piece, const struct reader_options *options, size_t limit);

#endif
