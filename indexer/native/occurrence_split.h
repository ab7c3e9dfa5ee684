/* Numbers of a run's stream become occurrences, split by how they are kept: the inner loop of sorting (run_scatter.c).
 *
 * What is known of an item is one number, so that it takes one access, and occurrences of both kinds are put without a
 * branch on the kind: that comes too irregularly to be guessed.
 */
#ifndef MORGUE_INDEXER_OCCURRENCE_SPLIT_H
#define MORGUE_INDEXER_OCCURRENCE_SPLIT_H

#include "indexer/number_stream.h"

/* How the occurrences of a term, or of an item, are kept. */
enum occurrence_kind {
    OCCURRENCE_NONE = 0,   /* not at all: the item has no form */
    OCCURRENCE_STEP = 1,   /* as steps, in a list of each range */
    OCCURRENCE_WHOLE = 2,  /* as they are, in a whole list of each range */
    OCCURRENCE_PLACED = 4, /* in `sorted`, as for postings_add_placed */
    OCCURRENCE_WIDE = 8    /* there, in two numbers, as for postings_add_all */
};

/* What an item's occurrences need: the form's ordinal in bits 0 to 15, then the bits of a form in 16 to 23, the kind in
 * 24 to 31, and the term, its whole list or for steps the target of step_lists_put in 32 to 63. */
typedef uint64_t item_place;

enum { ITEM_FORM_BITS = 16, ITEM_KIND = 24, ITEM_TERM = 32 };

static inline item_place item_place_make(uint32_t term, uint32_t ordinal, unsigned form_bits,
                                         enum occurrence_kind kind)
{
    return (uint64_t)term << ITEM_TERM | (uint64_t)kind << ITEM_KIND |
           (uint64_t)form_bits << ITEM_FORM_BITS | ordinal;
}

enum {
    SPLIT_BATCH = 2 * STREAM_BATCH, /* occurrences that wait, at most */
    SPLIT_GROUP = 8                 /* that are written together, meant or not */
};

/* Occurrences on their way. */
struct occurrence_batch {
    uint64_t puts[SPLIT_BATCH + SPLIT_GROUP]; /* term, list or target << 32 | occurrence */
    unsigned count;
};

struct occurrence_split {
    const item_place *places;       /* borrowed: per item of the article's worker */
    uint32_t start;                 /* of the article, on the line */
    uint32_t position;              /* of the occurrence before */
    struct occurrence_batch placed; /* OCCURRENCE_PLACED */
    struct occurrence_batch whole;  /* OCCURRENCE_WHOLE */
    struct occurrence_batch steps;  /* OCCURRENCE_STEP */
};

/* Put the occurrences among numbers, up to one of OCCURRENCE_WIDE, behind those of the batches, which have room for
 * `count` each. Returns how many numbers were done. */
unsigned occurrence_split_take(struct occurrence_split *split, const uint32_t *numbers,
                               unsigned count);

/* The same in plain C. */
unsigned occurrence_split_take_plainly(struct occurrence_split *split, const uint32_t *numbers,
                                       unsigned count);

#endif
