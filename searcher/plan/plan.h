/* A query made ready for an index: words have become terms, with their statistics. The tree says what
 * matches and how it scores; how that is found out is up to the engine (searcher/native). */
#ifndef MORGUE_SEARCHER_PLAN_H
#define MORGUE_SEARCHER_PLAN_H

#include "common/segment/term_key.h"
#include "common/text/analyzer.h"
#include "searcher/engine.h"
#include "searcher/query/query_tree.h"

enum {
    QUERY_LANGUAGES_MAX = 16,     /* languages a word is stemmed in */
    WILDCARD_EXPANSIONS_MAX = 512 /* terms a wildcard stands for, the most frequent ones */
};

/* A term and where it is. */
struct plan_term {
    struct term_key key;
    uint64_t df;                /* articles that hold it, removed ones not counted */
    struct term_entry *entries; /* native: per segment; df 0 where the term is not */
    struct plan_term *next;     /* in the plan's list of all terms */
};

enum plan_kind {
    PLAN_NOTHING, /* matches no article */
    PLAN_ALL,     /* matches every article; scores 0 */
    PLAN_TERM,    /* a term; scores by BM25 */
    PLAN_EXACT,   /* a term in one written form; scores as the term */
    PLAN_AND,     /* all children; scores their sum */
    PLAN_OR,      /* any child; scores the sum of those that match */
    PLAN_MAX,     /* any child; scores the best of those that match: alternatives for one word */
    PLAN_NOT,     /* the first child without the second; scores as the first */
    PLAN_PHRASE,  /* children at their offsets from each other; scores their sum */
    PLAN_NEAR,    /* children close together; scores their sum */
    PLAN_FILTER,  /* the child; scores 0 */
    PLAN_DATE     /* published in a range; scores 0 */
};

struct plan_node {
    enum plan_kind kind;
    struct plan_term *term; /* TERM, EXACT */
    struct plan_term
        *headline;           /* TERM of a plain word: the same in the headline field; else NULL */
    mrg_text form;           /* EXACT: the written form, clean */
    double factor;           /* TERM: its score is multiplied by it (below 1 for fuzzy words) */
    uint32_t offset;         /* child of PHRASE: positions behind the first child */
    uint32_t distance;       /* NEAR: as QUERY_NEAR */
    bool is_ordered;         /* NEAR: children in this order */
    mrg_time from, to;       /* DATE: from <= published < to; MRG_NO_TIME: open */
    mrg_text label;          /* TERM, EXACT: the word as the user wrote it, for explanations */
    struct plan_node *child; /* first child */
    struct plan_node *next;  /* next sibling */
};

/* The languages of an index, most frequent first: the same for every query. */
struct language_shares {
    bool is_known; /* the rest is set */
    size_t count;
    struct {
        language_id language;
        uint64_t articles; /* in it, removed ones not counted */
    } items[QUERY_LANGUAGES_MAX];
};

/* What a query is planned with. */
struct planner {
    const struct engine *engine;   /* borrowed */
    struct arena *arena;           /* owns the plan */
    struct analyzer *analyzer;     /* borrowed */
    struct language_shares shares; /* of the index; counted when they are wanted and not known */
    language_id languages[QUERY_LANGUAGES_MAX]; /* of words in Latin script, most frequent first */
    size_t language_count;
    language_id all_languages[QUERY_LANGUAGES_MAX]; /* every language of the index */
    size_t all_language_count;
    bool is_language_given;  /* the user named one: languages[0] is the only one */
    bool keep_stopwords;     /* function words are searched too */
    struct plan_term *terms; /* all terms so far */
    struct buffer left_out;  /* const struct query_node *: leaves left out; borrowed */
    struct plan_node spare;  /* what plan_node_new returns when memory is short */
    mrg_error *error;        /* the first failure; planning goes on with PLAN_NOTHING */
    mrg_status status;       /* of it */
};

/* Find the languages of the index, or take the one called `language` (NULL: none given). */
void planner_choose_languages(struct planner *planner, const char *language);

/* The plan of `root`; never NULL unless planner->status says why. */
struct plan_node *planner_plan(struct planner *planner, const struct query_node *root);

/* ---- pieces that the planner's files share ---- */

/* A node in the arena; planner->spare, of kind PLAN_NOTHING, when memory is short (status is then set). */
struct plan_node *plan_node_new(struct planner *planner, enum plan_kind kind);

/* The term with this key, looked up once. NULL on failure. */
struct plan_term *plan_term_get(struct planner *planner, enum key_field field, mrg_text text);

/* A leaf's text in a field with positions: WORD, EXACT or PHRASE. */
struct plan_node *plan_text(struct planner *planner, const struct query_node *leaf,
                            enum key_field field);

/* A wildcard or a fuzzy word in a field with positions. */
struct plan_node *plan_pattern(struct planner *planner, const struct query_node *leaf,
                               enum key_field field);

/* Whether anything in the tree can give a score: it is not made of filters and dates alone. */
bool plan_scores(const struct plan_node *node);

/* Whether the leaf is nothing but a function word outside quotes. */
bool plan_is_stopword(struct planner *planner, const struct query_node *leaf);

#endif
