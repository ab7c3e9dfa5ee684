/* What an index holds, as lines of text that can be compared: the same articles give the same lines,
 * however they are spread over segments. */
#ifndef MORGUE_TESTS_UNIT_INDEXER_CONTENT_H
#define MORGUE_TESTS_UNIT_INDEXER_CONTENT_H

#include "common/base/arena.h"
#include "common/base/buffer.h"
#include "common/segment/snapshot.h"

struct content {
    struct arena arena;  /* the lines */
    struct buffer lines; /* const char * each */
};

void content_init(struct content *content);
void content_free(struct content *content);

/* Add one line. */
void content_add(struct content *content, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Add all that `snapshot` holds: totals, stored articles, lengths, columns, facets, every posting with
 * positions and written forms, document frequencies. Fails the test on damage. */
void content_of_snapshot(struct content *content, const struct snapshot *snapshot);

/* Fail the test, naming the first line that only one side has, unless both hold the same lines. Sorts
 * both. */
void content_assert_same(struct content *wanted, struct content *got);

/* The lines about one article, the same for a snapshot and a model: what the formats are. */
#define LINE_TOTALS "totals: %llu articles, %llu tokens"
#define LINE_STORED "%s: stored as %llx"
#define LINE_LENGTH "%s: length %u"
#define LINE_COLUMN "%s: column %u is %lld"
#define LINE_FACET "%s: facet %u: %.*s"
#define LINE_OCCURRENCE "%s: field %u has %.*s at %u as %.*s"
#define LINE_KEYWORD "%s: keyword field %u has %.*s"
#define LINE_DF "df of %.*s in field %u: %llu"

#endif
