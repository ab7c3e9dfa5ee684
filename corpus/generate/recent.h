/* The last few articles of the generator, kept so that it can print them again or correct them. */
#ifndef MORGUE_CORPUS_GENERATE_RECENT_H
#define MORGUE_CORPUS_GENERATE_RECENT_H

#include "corpus/generate/grammar.h"

enum { RECENT_CAPACITY = 64 };

/* One article as generated: what an mrg_article is made of. */
struct item {
    uint64_t number;        /* in the archive, from 1; its id is made of it */
    unsigned version;       /* from 1 */
    int64_t published;      /* seconds since 1970 */
    const char *source;     /* static */
    struct scene scene;     /* what it is about */
    struct person author;   /* of the byline */
    struct buffer headline; /* owned */
    struct buffer body;     /* owned; paragraphs, a blank line between two */
    struct buffer caption;  /* owned; may be empty */
};

struct recent {
    struct item items[RECENT_CAPACITY]; /* a ring */
    uint64_t count;                     /* articles ever put in */
};

/* Copy `item` over the oldest. False when memory is short. */
bool recent_put(struct recent *recent, const struct item *item);

/* One of those kept, at random; NULL while there is none. Borrowed until the next recent_put. */
struct item *recent_draw(struct recent *recent, struct random *random);

void recent_free(struct recent *recent);

/* Copy `from` over `to`, keeping the memory of `to`. False when memory is short. */
bool item_copy(struct item *to, const struct item *from);

void item_free(struct item *item);

#endif
