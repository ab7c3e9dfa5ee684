/* A query as read: a tree of what the user wrote, before any analysis. The language: docs/QUERY.md.
 */
#ifndef MORGUE_SEARCHER_QUERY_TREE_H
#define MORGUE_SEARCHER_QUERY_TREE_H

#include "common/base/arena.h"
#include "common/base/buffer.h"
#include "common/morgue.h"

enum query_kind {
    QUERY_NOTHING,  /* an empty query: matches nothing; only ever the root */
    QUERY_ALL,      /* every article: what NOT alone is taken from, and "*" alone */
    QUERY_AND,      /* two children or more, all of them; none is itself AND, NOT or ALL */
    QUERY_OR,       /* two children or more, any of them; none is itself OR */
    QUERY_NOT,      /* two children: the first (never itself NOT) without the second */
    QUERY_WORD,     /* text: one word as written (the planner tokenizes it; it may give several) */
    QUERY_EXACT,    /* text: one word or several, as written (=word, ="several words") */
    QUERY_PHRASE,   /* text: words in a row, or one word that stood in quotes */
    QUERY_NEAR,     /* two children or more within `distance`, any order: see below */
    QUERY_PRE,      /* as NEAR, in this order */
    QUERY_WILDCARD, /* text: a word with * (any characters) or ? (one character) in it */
    QUERY_FUZZY,    /* text: a word, by similar spelling */
    QUERY_DATE,     /* published from `from` up to, not including, `to` */
    QUERY_LIKE      /* reserved for "articles like this one"; not produced yet */
};

/* The children of NEAR and PRE are WORD, EXACT, PHRASE, WILDCARD or FUZZY, or an OR of such leaves
 * (any of them may stand there); all of them in one field, IN_TEXT or IN_HEADLINE. They match where
 * at most `distance` - 1 other words stand between the outermost of them: NEAR/1 means side by
 * side, and for words alone the positions fit a window of `distance` + children - 1. */

/* Which field a leaf looks in. */
enum query_field {
    IN_TEXT,
    IN_HEADLINE,
    IN_BYLINE,
    IN_SOURCE,
    IN_SECTION,
    IN_PLACE,
    IN_TOPIC,
    IN_PERSON,
    IN_ORG,
    IN_LANGUAGE,
    IN_ID,
    IN_FILE
};

/* Limits of the language. */
enum {
    QUERY_DEPTH_MAX = 100,     /* levels of a tree, the root and the leaves included */
    QUERY_DISTANCE_MAX = 1000, /* of NEAR, W and PRE */
    QUERY_DISTANCE_PLAIN = 10, /* of NEAR without a number */
    QUERY_WARNINGS_MAX = 50    /* lines of warnings; one more says how many were left out */
};

struct query_node {
    enum query_kind kind;
    enum query_field field;   /* leaves with text: where to look; else IN_TEXT */
    mrg_text text;            /* leaves with text: at least one letter or digit (or a *), NFC not
                                 applied, a NUL behind it; owned by the tree's arena */
    unsigned distance;        /* NEAR and PRE: 1 to QUERY_DISTANCE_MAX; else 0 */
    mrg_time from;            /* DATE: first second included; MRG_NO_TIME: no lower end */
    mrg_time to;              /* DATE: first second not included; MRG_NO_TIME: no upper end */
    struct query_node *child; /* first child; NULL for leaves */
    struct query_node *last;  /* last child; NULL for leaves */
    struct query_node *next;  /* next sibling; NULL for the last */
};

struct query_tree {
    struct arena arena;      /* owns everything below */
    struct query_node *root; /* never NULL after query_tree_parse succeeded */
    const char **warnings;   /* one line each, without control characters */
    size_t warning_count;
};

/* Read `text` (borrowed for the call; any bytes); `any_word` joins words side by side by OR;
 * relative dates count from `now` in UTC (MRG_NO_TIME: there is no today, and they are read as
 * words with a warning). *tree, which need not be set up before, receives the tree, to be released
 * with query_tree_free. Whatever the text, the result is a tree of at most QUERY_DEPTH_MAX levels,
 * so that walking it by recursion is safe; fails only with MRG_ERR_MEMORY, the tree then being
 * empty (root NULL). Takes time and memory in proportion to the text's size. */
mrg_status query_tree_parse(mrg_text text, bool any_word, mrg_time now, struct query_tree *tree,
                            mrg_error *error);

/* Release the tree, which is then empty; legal on an empty one. */
void query_tree_free(struct query_tree *tree);

/* Append `root` (may be a part of a tree) to `out` in query language, with every operator and every
 * bracket written out: reading it again gives an equal tree, whatever `any_word` then is. Nothing
 * is written for QUERY_NOTHING. */
void query_tree_print(const struct query_node *root, struct buffer *out);

/* Whether a leaf was left out of the search, a function word for example. */
typedef bool query_leaf_test(const struct query_node *leaf, void *context);

/* As query_tree_print, with those leaves in square brackets for which `is_left_out` (may be NULL;
 * is given `context`) says so. Square brackets mean nothing in the language: the text still reads
 * as the same tree. */
void query_tree_print_marked(const struct query_node *root, query_leaf_test *is_left_out,
                             void *context, struct buffer *out);

#endif
