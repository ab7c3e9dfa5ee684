/* Random articles for the oracle's tests. */
#ifndef MORGUE_TESTS_ARTICLE_MAKER_H
#define MORGUE_TESTS_ARTICLE_MAKER_H

#include "common/base/buffer.h"
#include "common/morgue.h"
#include "corpus/generate/generator.h"
#include "corpus/generate/random.h"

/* What the articles are made of. */
enum article_kind {
    ARTICLES_OF_FEW_WORDS, /* short words out of a handful: many ties, dense posting lists */
    ARTICLES_OF_NEWS,      /* the openings of synthetic news articles */
    ARTICLES_OF_LANGUAGES  /* inflected words in several languages */
};

enum { MAKER_TEXTS = 12 }; /* texts of an article that are made here */

struct article_maker {
    enum article_kind kind;
    struct random random;
    unsigned vocabulary;              /* ARTICLES_OF_FEW_WORDS: how many of the words are used */
    unsigned words_max;               /* of a body, but for ARTICLES_OF_NEWS */
    struct generator *generator;      /* owned; of ARTICLES_OF_NEWS */
    struct buffer texts[MAKER_TEXTS]; /* of the article made last */
    unsigned text_count;              /* of them in use */
    mrg_text lists[4];                /* its topics, person and organisation */
    mrg_text captions[2];
    mrg_article article; /* the one made last */
};

void article_maker_init(struct article_maker *maker, enum article_kind kind, uint64_t seed);
void article_maker_free(struct article_maker *maker);

/* A new article with id "a<number>"; borrowed until the next call. */
const mrg_article *article_maker_next(struct article_maker *maker, unsigned number);

/* The first and the last day on which they are published, and the time that embargoes in the past
 * have passed and those in the future have not. */
#define MAKER_FIRST_DAY ((mrg_time)978307200) /* 2001-01-01 */
enum { MAKER_DAYS = 120, SECONDS_A_DAY = 86400 };
#define MAKER_NOW ((mrg_time)1262304000) /* 2010-01-01 */

#endif
