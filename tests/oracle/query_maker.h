/* Random queries whose words come from an archive's own vocabulary. */
#ifndef MORGUE_TESTS_QUERY_MAKER_H
#define MORGUE_TESTS_QUERY_MAKER_H

#include "corpus/generate/random.h"
#include "tests/oracle/reference.h"

struct query_maker {
    struct random random;
    const struct reference *reference; /* borrowed; must hold an article */
    bool has_patterns;                 /* wildcards and fuzzy words too */
    struct buffer text;                /* the query made last */
};

/* A new query, borrowed until the next call. */
mrg_text query_maker_next(struct query_maker *maker);

#endif
