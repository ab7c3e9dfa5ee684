/* Queries of every kind, of words that stand in an archive. */
#ifndef MORGUE_TESTS_CLUSTER_QUERIES_H
#define MORGUE_TESTS_CLUSTER_QUERIES_H

#include "common/base/buffer.h"
#include "common/morgue.h"
#include "tests/unit/support/random.h"

struct query_source {
    const struct buffer *words;  /* text they are taken from; borrowed */
    struct random_source random; /* its state not 0 */
    unsigned made;               /* queries so far */
    struct buffer text;          /* the query made last; owned */
};

/* The next query, NUL-terminated; borrowed until the next call. */
const char *query_source_next(struct query_source *source);

#endif
