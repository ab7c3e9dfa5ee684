/* The run's words under one numbering, and its occurrences sorted by term: one counting sort, by all workers of
 * the run's crew.
 *
 * The number of occurrences of each term is known after one pass over the streams, so a second pass can
 * put every occurrence straight where it belongs. Occurrences come in order of article and position and
 * each term's place fills from its front, so the order stays. Words follow Zipf's law: most writes go to
 * the same few thousand places, which stay in the cache. For several workers the run is cut into ranges
 * of articles, and each range has places of its own within each term's.
 *
 * An occurrence takes four bytes: its place on the line of all positions (position_line.h) and its form. Terms of so
 * many forms that this does not fit have eight.
 */
#ifndef MORGUE_INDEXER_RUN_SORT_H
#define MORGUE_INDEXER_RUN_SORT_H

#include "common/segment/position_line.h"
#include "indexer/native/run.h"

/* Terms and forms of all workers under one numbering: that of the worker with the most, whose tables take
 * up the words of the others. */
struct vocabulary {
    struct string_table *terms; /* scope: field; borrowed from that worker */
    struct string_table *forms; /* scope: term; borrowed from that worker */
    uint32_t **form_of;         /* owned: per worker, from its forms to these; NULL: the same */
    uint32_t *
        first_item; /* owned: per worker, number of its first item among all; one more at the end */
    uint32_t
        *item_forms; /* owned: per item of all workers, its form; `forms->count`: it has none */
};

/* What the second pass needs of an item, in one cache access. */
struct form_place {
    uint32_t term;     /* any where it has no form */
    uint16_t ordinal;  /* of its form among the term's, most frequent first */
    uint8_t form_bits; /* of the term's occurrences */
    uint8_t width;     /* of the term's occurrences; 0: it has no form */
};

/* A term's occurrences. */
struct term_stretch {
    uint64_t start;    /* in `sorted`; even where the width is 2 */
    uint64_t count;    /* occurrences */
    uint8_t width;     /* numbers of `sorted` an occurrence: 1 as for postings_add_placed, 2 as for
                          postings_add_all */
    uint8_t form_bits; /* of one */
};

/* A range of articles, sorted by one worker at a time. */
struct sort_range {
    struct run_sort *sort; /* borrowed */
    uint32_t first, end;   /* articles */
    uint32_t *item_counts; /* owned: per item of all workers, how often it comes */
    uint32_t *form_counts; /* owned: occurrences per form */
    uint64_t *next;        /* owned: per term, where the range's next occurrence goes */
};

struct run_sort {
    struct article_run *run; /* borrowed */
    const uint8_t *is_dead;  /* borrowed: per article; its occurrences are passed over */
    struct vocabulary words;
    struct sort_range *ranges; /* owned */
    unsigned range_count;
    uint32_t *form_counts;          /* owned: occurrences per form, in all ranges */
    struct form_place *form_places; /* owned: per form, and one more for none */
    struct form_place *places;      /* owned: per item of all workers */
    uint32_t *term_forms;           /* owned: forms by term, most frequent first */
    uint32_t *first_form; /* owned: per term, where its forms begin there; one more at the end */
    struct position_line line;      /* of the run's articles */
    struct term_stretch *stretches; /* owned: per term */
    uint32_t *sorted;               /* owned: occurrences by term */
    uint64_t sorted_size;           /* numbers that they take */
    uint32_t *order;                /* owned: terms that occur, by key */
    uint32_t order_count;
};

/* Before anything is sorted of the complete `run`, which is borrowed as `is_dead` is. To be released. */
void run_sort_begin(struct run_sort *sort, struct article_run *run, const uint8_t *is_dead);

/* The steps, in this order; each false when memory is short. The first and the third are work for one thread. */

/* Bring the words of all workers under one numbering; one of them learns those of the others. */
bool run_sort_unify(struct run_sort *sort);

/* Count items. */
bool run_sort_count(struct run_sort *sort);

/* Order forms and terms, and find where each term's occurrences go. */
bool run_sort_order(struct run_sort *sort);

/* Give back what was only needed to order, count and store articles: before the largest array of all is made. */
void run_sort_release_counts(struct run_sort *sort);

/* Put every occurrence where it goes. */
bool run_sort_scatter(struct run_sort *sort);

void run_sort_release(struct run_sort *sort);

/* Do `work` on all ranges, by the run's crew. */
void run_sort_do_ranges(struct run_sort *sort, void (*work)(void *, unsigned, void *));

#endif
