/* A query with its words looked up: what reference_plan.c makes and reference_query.c evaluates. */
#ifndef MORGUE_TESTS_REFERENCE_PLAN_H
#define MORGUE_TESTS_REFERENCE_PLAN_H

#include "tests/oracle/reference_query.h"

/* One place in a row of words: what may stand there. */
struct slot {
    uint32_t terms[REFERENCE_LANGUAGES_MAX]; /* its stems, each once; STRING_NONE: in no article */
    uint32_t headlines[REFERENCE_LANGUAGES_MAX]; /* the same stems in the headline field */
    size_t term_count;
    bool is_plain; /* scores in the headline field too */
    bool is_exact; /* only in this written form */
    uint32_t form;
};

/* Words in a row. */
struct row {
    struct slot *slots; /* in the plan's arena */
    size_t count;
};

enum { ROWS_MAX = 2 }; /* the parts of a compound, and its joined form */

struct pattern;

/* A node of the query; `node` says of what kind. */
struct plan {
    const struct query_node *node; /* borrowed */
    struct row rows[ROWS_MAX];     /* leaves in text: any of them */
    size_t row_count;
    const struct pattern *pattern; /* wildcards and fuzzy words; else NULL */
    uint32_t keyword;   /* leaves in keyword fields: the term; STRING_NONE: in no article */
    struct plan *child; /* first child */
    struct plan *next;  /* next sibling */
};

/* Whether `field` has positions. */
bool is_text_field(enum query_field field);

/* Plan the tree below `node`; everything is owned by `arena`. NULL when a wildcard stands for more words
 * than are searched. */
struct plan *reference_plan(struct reference *reference, const struct query_node *node,
                            const struct reference_options *options, struct arena *arena);

#endif
