/* The reference that the engine is held against: an archive held in memory as the plain list of its
 * words, with no index at all. Everything is done the slow and obvious way; only the analysis (from
 * text to terms) is shared with the engine, since it has tests of its own.
 *
 * It is test code: a failed allocation fails the test. */
#ifndef MORGUE_TESTS_REFERENCE_H
#define MORGUE_TESTS_REFERENCE_H

#include "common/base/string_table.h"
#include "common/text/analyzer.h"
#include "searcher/query/query_tree.h"

/* One word of an article, or one value of a keyword field. */
struct occurrence {
    uint32_t term;     /* number in reference.terms; the field is part of the term */
    uint32_t position; /* in its field, from 1; 0 in keyword fields */
    uint32_t form;     /* number in reference.forms; STRING_NONE in keyword fields */
};

struct reference_article {
    char *id; /* owned; `id_size` bytes */
    size_t id_size;
    struct occurrence *occurrences; /* owned; ascending by term, then position */
    size_t occurrence_count;
    size_t length; /* L: occurrences in text, headline and byline */
    mrg_time published;
    mrg_time embargo;
    bool is_dead; /* removed, or replaced by a later one */
};

struct reference {
    struct analyzer *analyzer; /* owned */
    struct string_table terms; /* scope: enum query_field */
    struct string_table forms; /* scope 0: written forms as analyzer_clean_form gives them */
    struct string_table ids;   /* scope 0: every id ever seen */
    struct buffer by_id;       /* size_t per id: its living article; SIZE_MAX: none */
    struct reference_article *articles; /* owned; in order of arrival, dead ones included */
    size_t article_count;
    size_t article_capacity;
    language_id language;       /* of articles that name none */
    size_t *document_frequency; /* owned: per term, n; see reference_settle */
    size_t live;                /* N */
    double mean_length;         /* A */
};

/* An empty archive whose articles are in `language` unless they say otherwise. */
void reference_init(struct reference *reference, const char *language);
void reference_free(struct reference *reference);

/* Add `article` (copied); one with the same id dies. */
void reference_add(struct reference *reference, const mrg_article *article);

/* The article with this id dies; false when there is none. */
bool reference_remove(struct reference *reference, mrg_text id);

/* The number of the living article with this id; SIZE_MAX when there is none. */
size_t reference_find(const struct reference *reference, mrg_text id);

/* Count N, n and A anew. To be called after changes, before searching. */
void reference_settle(struct reference *reference);

/* The occurrences of `term` in `article`: the first one, and *count of them; NULL when none. */
const struct occurrence *reference_occurrences(const struct reference_article *article,
                                               uint32_t term, size_t *count);

#endif
