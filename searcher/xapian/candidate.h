/* The words of a plan in the text of one stored article: for what a Xapian index cannot answer by
 * itself, because it keeps no written forms at positions and knows nearness of single words only.
 *
 * The text is tokenised and analysed again exactly as it was for indexing: headline, deck, body and
 * captions with a gap between two, the headline by itself, the byline.
 */
#ifndef MORGUE_SEARCHER_XAPIAN_CANDIDATE_H
#define MORGUE_SEARCHER_XAPIAN_CANDIDATE_H

#include "common/base/arena.h"
#include "common/base/string_table.h"
#include "searcher/bm25.h"
#include "searcher/plan/plan.h"

/* Where a word of the plan stands. */
struct occurrence {
    uint32_t stem;     /* number of the term's text */
    uint32_t form;     /* number of the written form; STRING_NONE: none the plan asks for */
    uint32_t position; /* in its field */
    uint32_t field;    /* enum key_field */
};

/* What a stretch of text takes up. */
struct place {
    uint32_t start;  /* position */
    uint32_t length; /* words */
};

/* Reads one article after the other for one plan. */
struct candidate {
    struct analyzer *analyzer; /* owned */
    language_id language;      /* of articles that name none */
    struct string_table stems; /* texts of the plan's terms, whatever their field */
    struct string_table forms; /* written forms that the plan asks for */
    struct string_table seen;  /* scope: language; tokens judged before */
    struct buffer verdicts;    /* struct verdict, by number in `seen` */
    struct buffer clean;       /* scratch */
    struct buffer occurrences; /* struct occurrence, of the current article */
    struct arena arena;        /* lists of the current article */
    mrg_article article;       /* the current one; borrows from its record */
    uint32_t length;           /* its scored occurrences, in all fields */
};

/* Set up for `plan` (borrowed for the call). `language` is the index's default language. MRG_ERR_MEMORY;
 * then and later, free with candidate_free. */
mrg_status candidate_init(struct candidate *candidate, const struct plan_node *plan,
                          language_id language, mrg_error *error);
void candidate_free(struct candidate *candidate);

/* Read the article whose record this is; borrowed until the next one is read. MRG_ERR_DAMAGED for bytes
 * that are no record, MRG_ERR_MEMORY. */
mrg_status candidate_read(struct candidate *candidate, mrg_text record, mrg_error *error);

/* How often the article holds `term`, of a field with positions. */
uint32_t candidate_frequency(const struct candidate *candidate, const struct plan_term *term);

/* ---- evaluate.c ---- */

/* What the article is held against. */
struct evaluation {
    const struct candidate *candidate;
    const struct bm25 *bm25; /* NULL: scores are not wanted and stay 0 */
    double headline_boost;   /* of a plain word's score in the headline */

    /* Whether the article holds `term` of a keyword field. NULL: plans have none. */
    bool (*has_keyword)(void *context, const struct plan_term *term);
    void *context;
    bool failed; /* memory ran short, or `has_keyword` failed */
};

/* Whether the article matches `node` (its `next` is not looked at), and with which score. */
bool evaluate(struct evaluation *evaluation, const struct plan_node *node, double *score);

/* ---- places.c ---- */

/* Append where a PHRASE, a word or alternatives of these stand, ascending, each place once. */
void append_places(const struct candidate *candidate, const struct plan_node *node,
                   struct buffer *places);

/* Whether the children of a NEAR stand as it says; *failed when memory runs short. */
bool stands_near(const struct candidate *candidate, const struct plan_node *near, bool *failed);

#endif
