/* A made-up archive, and the plain way to what an index of it must hold: every text through the
 * tokenizer and the analyzer, one word at a time, counted by hand. */
#ifndef MORGUE_TESTS_UNIT_INDEXER_MODEL_H
#define MORGUE_TESTS_UNIT_INDEXER_MODEL_H

#include "common/base/arena.h"
#include "common/morgue.h"
#include "tests/unit/indexer/content.h"
#include "tests/unit/support/random.h"

/* An article that its number and version make up: the same ones give the same article. */
struct made_article {
    struct arena arena; /* its texts */
    mrg_article article;
};

/* `number` gives the id, `version` (from 1) everything else together with it. */
void made_article_init(struct made_article *made, uint32_t number, uint32_t version);
void made_article_free(struct made_article *made);

/* Add the lines of what an index of exactly these articles holds: articles[i] in versions[i], which is
 * 0 where there is none. The index's default language is English. */
void content_of_versions(struct content *content, const uint32_t *versions, uint32_t count);

/* Fail the test unless the index in folder `path` holds exactly that. */
void content_assert_versions(const char *path, const uint32_t *versions, uint32_t count);

/* As content_of_versions for articles given as they are, all of which have ids of their own. */
void content_of_articles(struct content *content, const mrg_article *const *articles,
                         uint32_t count);

#endif
