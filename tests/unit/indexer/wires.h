/* Articles of few words, of which a commit has a lexicon that is small beside them: merging keeps it. */
#ifndef MORGUE_TESTS_UNIT_INDEXER_WIRES_H
#define MORGUE_TESTS_UNIT_INDEXER_WIRES_H

#include "common/morgue.h"

enum {
    WIRE_WORDS = 400, /* of a body */
    WIRES_MANY = 400, /* articles: their lexicon is kept */
    WIRES_FEW = 3     /* it is not */
};

struct wire {
    char id[24], headline[64], body[WIRE_WORDS * 12];
    mrg_article article; /* borrows from the above */
};

/* `family`, a letter, gives the words, which no other has; `number` the id, which begins with both. */
void wire_init(struct wire *wire, char family, uint32_t number);

/* Add the first `count` articles of a family and commit them. Fails the test when that cannot be done. */
void wires_commit(mrg_writer *writer, char family, uint32_t count);

/* A commit per letter of `families`: many articles for a capital, few for a small one. */
void wires_commit_all(mrg_writer *writer, const char *families);

/* How many articles the family of a letter then has. */
uint32_t wires_of(char family);

/* Remove an article, which is there. */
void wires_remove(mrg_writer *writer, char family, uint32_t number);

#endif
