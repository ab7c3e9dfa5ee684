/* Articles of the kind nobody means to write: bytes that are no text, words and gaps longer than anything has room for,
 * fields of all kinds. Some of their words are common, so that there is something to learn. */
#ifndef MORGUE_TESTS_UNIT_INDEXER_NASTY_H
#define MORGUE_TESTS_UNIT_INDEXER_NASTY_H

#include "common/base/arena.h"
#include "common/morgue.h"

struct nasty_article {
    struct arena arena; /* its texts */
    mrg_article article;
};

/* `number` gives the id, which begins with it and a colon; `version` (from 1) everything else together with it. */
void nasty_article_init(struct nasty_article *nasty, uint32_t number, uint32_t version);
void nasty_article_free(struct nasty_article *nasty);

#endif
