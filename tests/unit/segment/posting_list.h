/* A random posting list, written to a segment file, with what it must hold beside it. */
#ifndef MORGUE_TESTS_UNIT_SEGMENT_POSTING_LIST_H
#define MORGUE_TESTS_UNIT_SEGMENT_POSTING_LIST_H

#include "common/segment/posting_cursor.h"
#include "tests/unit/segment/section_file.h"
#include "tests/unit/support/random.h"

/* How a list is made up. */
struct list_shape {
    uint32_t df;             /* articles */
    uint32_t gap_max;        /* gaps between them are below this */
    unsigned frequency_bits; /* frequencies have up to this many bits */
    bool has_positions;
    bool has_forms;
    uint32_t position_step; /* positions rise by less than this */
};

struct posting_list {
    struct list_shape shape;
    uint32_t articles_limit; /* articles in the segment */
    uint32_t *articles;      /* owned: df of them */
    uint32_t *frequencies;   /* owned */
    uint64_t *first;         /* owned: df + 1; where an article's occurrences begin */
    uint32_t *positions;     /* owned: cf of them */
    uint32_t *forms;         /* owned */
    uint32_t *lengths;       /* owned: per article of the segment */
    uint8_t *length_codes;   /* owned: of these */
    struct section_file made;
    struct term_entry entry; /* of the term; borrows from `made` */
};

/* Make the list and its file. The file also holds other bytes around the list. */
void posting_list_make(struct posting_list *list, const struct list_shape *shape, uint64_t seed);
void posting_list_free(struct posting_list *list);

/* Write the list with a writer that has been begun, article by article, and finish it. */
void posting_list_write(const struct posting_list *list, struct postings_writer *writer);

/* Index of the first article that is `target` or later, from index `from` on; df when there is none. */
uint32_t posting_list_find(const struct posting_list *list, uint32_t from, uint32_t target);

#endif
