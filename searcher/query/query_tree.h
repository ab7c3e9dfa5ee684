/* A query as read: a tree of what the user wrote, before any analysis. */
#ifndef MORGUE_SEARCHER_QUERY_TREE_H
#define MORGUE_SEARCHER_QUERY_TREE_H

#include "common/base/arena.h"
#include "common/morgue.h"

enum query_kind {
    QUERY_NOTHING,  /* an empty query: matches nothing */
    QUERY_ALL,      /* every article: what NOT alone is taken from, and "*" alone */
    QUERY_AND,      /* children, all of them */
    QUERY_OR,       /* children, any of them */
    QUERY_NOT,      /* the first child without the second */
    QUERY_WORD,     /* text: one word as written (the planner tokenizes it; it may give several) */
    QUERY_EXACT,    /* text: one word or several, as written (=word, ="several words") */
    QUERY_PHRASE,   /* text: words in a row */
    QUERY_NEAR,     /* children (words or phrases) within `distance` words, any order */
    QUERY_PRE,      /* children within `distance` words, in this order */
    QUERY_WILDCARD, /* text: a word with * or ? in it */
    QUERY_FUZZY,    /* text: a word, by similar spelling */
    QUERY_DATE,     /* published from `from` up to, not including, `to` */
    QUERY_LIKE      /* reserved for "articles like this one"; not produced yet */
};

/* Which field a leaf looks in. */
enum query_field {
    IN_TEXT, IN_HEADLINE, IN_BYLINE, IN_SOURCE, IN_SECTION, IN_PLACE, IN_TOPIC, IN_PERSON, IN_ORG,
    IN_LANGUAGE, IN_ID
};

struct query_node {
    enum query_kind kind;
    enum query_field field;      /* leaves with text: where to look; else IN_TEXT */
    mrg_text text;               /* leaves with text, NFC not applied; owned by the tree's arena */
    unsigned distance;           /* NEAR and PRE: words at most between the outermost and ... + 1 */
    mrg_time from;               /* DATE: first second included; MRG_NO_TIME: no lower end */
    mrg_time to;                 /* DATE: first second not included; MRG_NO_TIME: no upper end */
    struct query_node *child;    /* first child; NULL for leaves */
    struct query_node *next;     /* next sibling */
};

struct query_tree {
    struct arena arena;        /* owns everything below */
    struct query_node *root;   /* never NULL after query_tree_parse */
    const char **warnings;     /* one line each */
    size_t warning_count;
};

/* Read `text`; `any_word` joins words side by side by OR; relative dates count from `now`. Whatever
 * the text, the result is a tree; fails only with MRG_ERR_MEMORY, the tree then being empty. The depth
 * of the tree is bounded (brackets deeper than 100 are read as words, with a warning). */
mrg_status query_tree_parse(mrg_text text, bool any_word, mrg_time now, struct query_tree *tree,
                            mrg_error *error);

void query_tree_free(struct query_tree *tree);

#endif
