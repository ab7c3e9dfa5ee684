/* The lists of a bulk search (bulk.h) and its candidates. */
#ifndef MORGUE_SEARCHER_BULK_LISTS_H
#define MORGUE_SEARCHER_BULK_LISTS_H

#include "searcher/native/term_list.h"

enum {
    BATCH_MAX =
        LOCATED_MAX, /* candidates at a time, and articles that several lists are merged over */
    BULK_LISTS_MAX = 256, /* words of a query, headlines counted as well */
    PHRASE_WORDS_MAX = 32, /* longer phrases are left to the iterators */
    PLACES_MAX = 2 * BLOCK_LENGTH /* candidates of two blocks, those before and those at hand */
};

struct bulk_list {
    struct term_list list;
    double bound;                 /* on its scores in the window */
    uint32_t df;                  /* postings in the segment */
    uint32_t offset;              /* phrase: positions behind the first word */
    bool is_required;             /* a match must have it */
    bool is_headline;             /* its articles are among those of another list */
    struct posting_place *places; /* phrase: of each candidate, by slot; in the arena */
};

struct bulk_lists {
    struct bulk_list **required; /* shortest first; in the arena */
    size_t required_count;
    struct bulk_list **optional; /* in ascending order of bound in the window; in the arena */
    size_t optional_count;
    bool is_empty; /* a required list has no posting, or there is no list at all */
};

/* Open the lists of `plan`, in the context's arena; bulk_lists_close is legal whatever comes. False when
 * memory is short or the index is damaged. */
bool bulk_lists_open(struct bulk_lists *lists, struct exec_context *context,
                     const struct plan_node *plan);
void bulk_lists_close(struct bulk_lists *lists);

/* Articles, ascending, with what is known of their scores. */
struct batch {
    uint32_t count;
    uint32_t articles[BATCH_MAX];
    uint32_t slots[BATCH_MAX]; /* which posting of the leading block; phrase, behind its first stage: where
                                  bulk_list.places has them */
    double scores[BATCH_MAX];
};

/* Where a phrase could begin by its two rarest words. */
struct pair_starts {
    bool are_all;        /* there are no others than these; else nothing below is set */
    uint32_t places[4];  /* positions of its first word */
    uint32_t is_left[4]; /* of each: all bits when the two words stand as they should, else 0 */
};

/* Whether these words as well stand as they should for one of the `starts`, which are all. */
bool bulk_rest_stands(struct bulk_list *const *words, size_t count, uint32_t slot,
                      const struct pair_starts *starts);

/* Whether these words of a phrase stand at their offsets from each other in the article whose postings were
 * noted in `slot`. False on damage, too, which the context's error then tells. */
bool bulk_words_stand(struct bulk_list *const *words, size_t count, uint32_t slot);

#endif
