/* The occurrences of a run sorted by term: one counting sort, by all workers of the run's crew.
 *
 * The number of occurrences of each term is known after one pass over the streams, so a second pass can
 * put every occurrence straight where it belongs. Occurrences come in order of article and position and
 * each term's place fills from its front, so the order stays. Words follow Zipf's law: most writes go to
 * the same few thousand places, which stay in the cache. For several workers the run is cut into ranges
 * of articles, and each range has places of its own within each term's.
 *
 * An occurrence is a number of four bytes: its place on the line of all positions (position_line.h) and its form. Those of
 * the frequent terms, some ten thousand that have nineteen occurrences of twenty, go to lists instead (step_lists.h), of
 * the most frequent as steps of two bytes. Lists lie in memory of the streams that has been read, so that sorting hardly
 * needs any other: memory that is touched for the first time cost as much as all the rest of it, and several times that
 * where the system was short of it. Where a run is so large that a place leaves too few bits for a term's forms, steps
 * have a way for the rare ones; only of terms that are not frequent enough for a list occurrences have eight bytes then.
 */
#ifndef MORGUE_INDEXER_RUN_SORT_H
#define MORGUE_INDEXER_RUN_SORT_H

#include "common/segment/position_line.h"
#include "indexer/native/occurrence_split.h"
#include "indexer/native/run.h"
#include "indexer/native/step_lists.h"

enum {
    RANGES_MAX = 8,  /* more would cost memory: twelve bytes a term and a form each */
    LIST_LEAST = 256 /* occurrences in a range for which a list is worth its chunks */
};

/* Where the occurrences of a form go. */
struct form_place {
    uint32_t term;
    uint16_t ordinal; /* among the term's forms, most frequent first */
};

/* A term's occurrences. */
struct term_stretch {
    uint64_t
        start; /* in `sorted`, even for OCCURRENCE_WIDE; or the number of its list of steps, or of its whole list */
    uint64_t count; /* occurrences */
    enum occurrence_kind kind;
    uint8_t form_bits; /* of an occurrence */
    uint8_t list_bits; /* of a form in its list */
};

/* A range of articles, sorted by one worker at a time. */
struct sort_range {
    struct run_sort *sort;   /* borrowed */
    uint32_t first, end;     /* articles */
    uint32_t *item_counts;   /* owned: per item, how often it comes */
    uint32_t *form_counts;   /* owned: occurrences per form */
    uint64_t *next;          /* owned: per term, where the range's next occurrence goes */
    struct step_lists steps; /* of terms that have lists */
    uint64_t *
        given; /* owned: per worker, the number of its stream up to which memory was given to `steps` */
};

struct run_sort {
    struct article_run *run;        /* borrowed */
    const uint8_t *is_dead;         /* borrowed: per article; its occurrences are passed over */
    const struct vocabulary *words; /* borrowed: the run's */
    struct sort_range *ranges;      /* owned */
    unsigned range_count;
    uint32_t *form_counts;          /* owned: occurrences per form, in all ranges */
    struct form_place *form_places; /* owned: per form */
    item_place *places;             /* owned: per item */
    uint32_t *term_forms;           /* owned: forms by term, most frequent first */
    uint32_t *first_form; /* owned: per term, where its forms begin there; one more at the end */
    struct position_line line;      /* of the run's articles */
    struct term_stretch *stretches; /* owned: per term */
    uint32_t *sorted;               /* owned: occurrences by term */
    uint64_t sorted_size;           /* numbers that they take */
    uint32_t list_count;            /* terms that have lists of steps */
    uint32_t whole_count;           /* terms that have whole lists */
    uint32_t *order;                /* owned: terms by key, at last those that occur */
    uint32_t order_count;           /* of these */
};

/* Before anything is sorted of the complete `run`, which is borrowed as `is_dead` is. To be released. */
void run_sort_begin(struct run_sort *sort, struct article_run *run, const uint8_t *is_dead);

/* The steps, in this order; each false when memory is short. The first and the third are work for one thread. */

/* Bring terms in order of their keys, and their forms together. */
bool run_sort_words(struct run_sort *sort);

/* Count items. */
bool run_sort_count(struct run_sort *sort);

/* Order forms by how often they come, and find where each term's occurrences go. */
bool run_sort_order(struct run_sort *sort);

/* Give back what was only needed to order, count and store articles: before the largest array of all is made. */
void run_sort_release_counts(struct run_sort *sort);

/* Put every occurrence where it goes. From now on streams cannot be read, but must last. */
bool run_sort_scatter(struct run_sort *sort);

/* Give back what was only needed to put them there. */
void run_sort_release_targets(struct run_sort *sort);

void run_sort_release(struct run_sort *sort);

/* Do `work` on all ranges, by the run's crew. */
void run_sort_do_ranges(struct run_sort *sort, void (*work)(void *, unsigned, void *));

#endif
