/* How an inverter takes the keyword fields of an article. Behind inverter.h, for inverter.c alone. */
#ifndef MORGUE_INDEXER_INVERTER_KEYWORDS_H
#define MORGUE_INDEXER_INVERTER_KEYWORDS_H

#include "indexer/inverter.h"

/* Add the terms of all keyword fields of `article`, its id and its language among them. */
void inverter_add_keywords(struct inverter *inverter, const mrg_article *article,
                           language_id language);

#endif
