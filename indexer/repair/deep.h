/* The deep check of a segment: its postings made anew from its stored articles and compared. */
#ifndef MORGUE_INDEXER_REPAIR_DEEP_H
#define MORGUE_INDEXER_REPAIR_DEEP_H

#include "common/segment/findings.h"
#include "common/segment/segment.h"

/* Compare `segment`, in which check_segment found nothing, with its stored articles: terms, frequencies,
 * positions, written forms, lengths, columns, facets. Takes about `memory` bytes. At most a hundred
 * findings are told of one segment. MRG_ERR_MEMORY. */
mrg_status deep_check_segment(const struct segment *segment, size_t memory,
                              struct findings *findings, mrg_error *error);

/* Whether the article with this id and number has postings: the list of its id holds it. One that was
 * removed before its segment was written has none. MRG_ERR_DAMAGED, MRG_ERR_MEMORY. */
mrg_status segment_has_postings(const struct segment *segment, mrg_text id, uint32_t article,
                                bool *has, mrg_error *error);

#endif
