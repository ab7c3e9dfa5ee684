/* What the ways to make a posting list share: blocks that are full. */
#ifndef MORGUE_SEGMENT_POSTINGS_BLOCKS_H
#define MORGUE_SEGMENT_POSTINGS_BLOCKS_H

#include "common/segment/postings.h"

/* Finish the block of 128 articles and frequencies, before which there are `block_first` occurrences. */
void postings_finish_block(struct postings_writer *writer);

/* Finish the block of 128 gaps and forms. */
void postings_finish_occurrences(struct postings_writer *writer);

#endif
