/* The articles of a run become the stored articles of its segment: a lexicon of their strings is made, then a
 * crew writes them with it, a block each (common/segment/articles.h). */
#ifndef MORGUE_INDEXER_RUN_TEXTS_H
#define MORGUE_INDEXER_RUN_TEXTS_H

#include "indexer/lexicon_maker.h"
#include "indexer/native/run_sort.h"

struct run_texts {
    const struct run_sort *sort; /* borrowed: the run, its items' numbers and counts */
    struct lexicon_maker maker;
    uint32_t *
        ranks; /* owned: per item, the maker's number, then that of what it is written as, then its rank in
                        the lexicon */
    struct buffer lexicon;
    struct lexicon_coder coder;
};

/* Before anything is done with the texts of the run that `sort`, which is borrowed, has begun. False when memory is short. To be
 * released either way. */
bool run_texts_begin(struct run_texts *texts, const struct run_sort *sort);
void run_texts_release(struct run_texts *texts);

/* The steps, in this order; each false when memory is short. Gathering, choosing and making the lexicon are work for
 * one thread each, the others for the run's crew. */

/* Gather the strings of all workers. */
bool run_texts_gather(struct run_texts *texts);

/* When items are counted: choose which strings are in the lexicon. */
bool run_texts_choose(struct run_texts *texts);

/* See what often follows what in some of the articles. */
bool run_texts_sample(struct run_texts *texts);

/* Make the lexicon. */
bool run_texts_make_lexicon(struct run_texts *texts);

/* Write lexicon and articles to the run's builder. */
bool run_texts_write(struct run_texts *texts);

#endif
