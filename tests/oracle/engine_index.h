/* An index of one engine in a temporary folder, open for writing and, once something was committed, for
 * search. Test code: whatever fails, fails the test. */
#ifndef MORGUE_TESTS_ENGINE_INDEX_H
#define MORGUE_TESTS_ENGINE_INDEX_H

#include "tests/oracle/reference.h"

struct engine_index {
    const char *engine; /* "native" or "xapian"; static */
    char folder[64];
    mrg_writer *writer; /* owned */
    mrg_index *index;   /* owned: the last commit; NULL before the first */
    size_t
        *articles;  /* owned: number in the index -> number in a reference, or SIZE_MAX: unknown */
    size_t numbers; /* room in `articles` */
};

/* A new, empty index whose articles are in `language` unless they say otherwise. */
void engine_index_init(struct engine_index *index, const char *engine, const char *language);

/* Close and remove the index. */
void engine_index_free(struct engine_index *index);

/* Commit, merging everything into one if `merged`, and open the result for search. */
void engine_index_commit(struct engine_index *index, bool merged);

/* The reference's number of the article with this number in the index; SIZE_MAX when the index has no
 * such article, or the reference none that lives. */
size_t engine_index_article(struct engine_index *index, const struct reference *reference,
                            uint64_t number);

/* Note that article `number` of the index is `article` of the reference, and so need not be fetched to
 * be asked for its id. */
void engine_index_note(struct engine_index *index, uint64_t number, size_t article);

#endif
