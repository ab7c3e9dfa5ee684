/* The articles of a run become the stored articles of its segment: a lexicon of their strings is made, then a
 * crew writes them with it, a block each (common/segment/articles.h). */
#ifndef MORGUE_INDEXER_RUN_TEXTS_H
#define MORGUE_INDEXER_RUN_TEXTS_H

#include "indexer/native/run_sort.h"

/* Write lexicon and articles of the run, whose words are counted, to its builder. False when memory is short. */
bool run_texts_write(const struct run_sort *counted);

#endif
