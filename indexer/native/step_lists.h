/* Many lists of occurrences at once, in memory, where those of frequent terms wait to be packed: as steps of 16 bits,
 * or, in whole lists, as they are.
 *
 * An occurrence is a value: its place, which ascends, and in the lowest bits its form. In a list of steps is the step
 * from each value to the next. Where a step is too large, or a form does not fit the bits of the list, it is STEP_WIDE,
 * the form, and the lower and the higher half of the step.
 *
 * Each list is a chain of chunks. So nobody has to know beforehand how much a list will take, and memory is touched no
 * sooner than it fills. Chunks lie in blocks, which may be memory that the caller has done with: memory that is touched
 * for the first time has to come from the system, which costs more than all that is done here.
 */
#ifndef MORGUE_INDEXER_STEP_LISTS_H
#define MORGUE_INDEXER_STEP_LISTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    STEP_WIDE = 0xFFFF,
    STEP_CHUNK = 256,          /* units of 16 bits, at a multiple of their size */
    STEP_CHUNK_BYTES = 512,    /* the same in bytes */
    STEP_LINK = 4,             /* units in front: a pointer to the next chunk */
    STEP_BLOCK = 1 << 20,      /* units: a huge page */
    STEP_LISTS_MAX = 1 << 16,  /* a list's number is of 16 bits */
    STEP_FORM = STEP_LISTS_MAX /* one form, in a target */
};

struct step_list {
    uint16_t *at;       /* unit that comes next; where a chunk begins: the one before is full */
    uint32_t last;      /* value put last; 0: none */
    uint32_t form_bits; /* of a value */
};

struct step_block {
    uint16_t *units; /* STEP_BLOCK of them, at a multiple of STEP_CHUNK_BYTES */
    bool is_own;     /* owned, not given */
};

struct step_lists {
    struct step_list *all;  /* owned: lists of steps */
    uint16_t **first;       /* owned: per list of steps, its first unit */
    uint32_t **whole;       /* owned: per whole list, where the next value goes, as step_list.at */
    uint32_t **whole_first; /* owned: per whole list, its first value */
    uint64_t end;           /* units in use of all blocks: chunks begun */
    struct step_block *blocks; /* owned: in use, then waiting */
    uint32_t block_count;      /* blocks */
    uint32_t block_room;       /* for which there is room in the array */
    bool failed;               /* memory ran short: numbers are missing */
};

/* Empty lists: `steps`, at most STEP_LISTS_MAX, of forms of no bits, and `whole` ones. False when memory is short. To be
 * freed either way. */
bool step_lists_init(struct step_lists *lists, uint32_t steps, uint32_t whole);

/* Legal for lists of zeros, too. */
void step_lists_free(struct step_lists *lists);

/* Give memory of STEP_BLOCK units, at a multiple of STEP_CHUNK_BYTES, borrowed as long as the lists last. */
void step_lists_give(struct step_lists *lists, uint16_t *units);

/* step_lists_put of a form that does not fit or of a large step, or where a chunk is full. */
void step_lists_put_slowly(struct step_lists *lists, struct step_list *list, uint32_t step,
                           uint32_t form);

/* Put an occurrence, a value greater than the one before, behind those of a list. `target` is the list's number, and in
 * the bits above the form where it does not fit a value, which then has 0 there. */
static inline void step_lists_put(struct step_lists *lists, uint32_t target, uint32_t value)
{
    struct step_list *list = &lists->all[target % STEP_LISTS_MAX];
    uint32_t step = value - list->last, form = target / STEP_FORM;
    uint16_t *at = list->at;
    list->last = value;
    if (form != 0 || step >= STEP_WIDE || (uintptr_t)at % STEP_CHUNK_BYTES == 0) {
        step_lists_put_slowly(lists, list, step, form);
        return;
    }
    *at = (uint16_t)step;
    list->at = at + 1;
}

/* Go on in a new chunk; returns where. */
uint32_t *step_lists_chain_whole(struct step_lists *lists, uint32_t *at);

/* Put an occurrence behind those of whole list `number`. */
static inline void step_lists_put_whole(struct step_lists *lists, uint32_t number, uint32_t value)
{
    uint32_t *at = lists->whole[number];
    if ((uintptr_t)at % STEP_CHUNK_BYTES == 0)
        at = step_lists_chain_whole(lists, at);
    *at = value;
    lists->whole[number] = at + 1;
}

/* Take values apart: a place << form_bits | form each. */
void step_values_split(const uint32_t *values, uint32_t count, unsigned form_bits, uint32_t *places,
                       uint32_t *forms);

/* What is left to read of a list. */
struct step_reader {
    const uint16_t *at, *end; /* units; they are the same only at the end */
    uint32_t last;            /* value read last; of a list of steps */
    unsigned form_bits;       /* of a form in a value */
    bool is_whole;            /* a whole list */
};

/* Read all of list `number`, to which nothing may be put meanwhile. */
struct step_reader step_reader_new(const struct step_lists *lists, uint32_t number);

/* The same of whole list `number`, whose values have forms of `form_bits`. */
struct step_reader step_reader_new_whole(const struct step_lists *lists, uint32_t number,
                                         unsigned form_bits);

/* The next occurrences, at most `room`: their places and their forms; returns how many, 0 at the end. */
uint32_t step_reader_read(struct step_reader *reader, uint32_t *places, uint32_t *forms,
                          uint32_t room);

#endif
