/* What a run holds, and what flushing it will take on top: by this a run is full.
 *
 * A flush has most memory in use in one of two phases. Where there are many words for the articles, that is while terms are
 * ordered and the lexicon is made, side by side (run_flush.c, do_texts): each item, form and term has entries in many
 * arrays then. Where there are few, it is from when occurrences are sorted until they are packed; batches
 * that wait then are less than what sorting is expected to take and does not.
 * Below are bytes of arrays' entries.
 */
#include "indexer/native/run_sort.h"
#include "indexer/string_order.h"

enum {
    /* Until occurrences are sorted, or longer. */
    ITEM_KEPT = 8,       /* its place */
    FORM_KEPT = 4 + 4,   /* how often it comes, and its entry among its term's forms */
    TERM_KEPT = 4 + 4,   /* its first form, and its entry in their order; besides its stretch */
    TERM_KEPT_RANGE = 8, /* for each range, where its next occurrence goes */
    ARTICLE_KEPT = 20,   /* its first stretch of the line, and two stretches as a rule */
    /* Until the lexicon is made. */
    ITEM_COUNTED = 4,           /* its number in the lexicon's maker */
    ITEM_STRING = 16 + 16 + 12, /* entry, slot and bytes there */
    ITEM_RANKED = 8 + 5 * 4,    /* its count, and what lexicon_maker_finish has of each string */
    FORM_COUNTED = 4 + 8,       /* its number among all, and its place */
    RANGE_COUNT = 4,            /* for each range, how often an item or a form comes */
    /* An occurrence in `sorted`, and two of steps: of those that are wide as large steps, there are few. */
    OCCURRENCE_SORTED = 4,
    OCCURRENCE_LISTED = 2,
    BATCH_BYTES = 256 * 1024 /* of a batch of packed terms, about: 65,536 occurrences */
};

/* All of it. */
struct run_total {
    struct vocabulary_load learnt; /* by now */
    uint64_t held;                 /* bytes */
    uint64_t ended;                /* of them: what is given back before most is in use */
    uint64_t numbers;              /* of the streams */
    uint64_t wide;                 /* of them */
    unsigned ranges;               /* that the run may be cut into */
};

static struct run_total sum_up(const struct article_run *run)
{
    unsigned workers = crew_workers(run->crew);
    struct run_total total = {.ranges = workers < RANGES_MAX ? workers : RANGES_MAX};
    vocabulary_measure(run->words, &total.learnt);
    total.held = total.learnt.held;
    if (total.learnt.held > run->cache_limit)
        total.ended = total.learnt.ended;
    for (unsigned i = 0; i < workers; i++) {
        const struct run_load *load = &run->loads[i];
        total.held += load->held;
        total.numbers += load->end.numbers;
        total.wide += load->end.wide;
    }
    return total;
}

/* Of occurrences. Only NUMBER_WIDE items have numbers that are not wide, and those of terms without a list
 * come less than LIST_LEAST times a range; any others are in lists, as steps in memory of the stream or as 4 bytes, for
 * which that memory has 2. */
static uint64_t sorted_bytes(const struct run_total *total)
{
    uint64_t rare = total->wide + (uint64_t)NUMBER_WIDE * LIST_LEAST * total->ranges;
    uint64_t all = total->numbers * OCCURRENCE_SORTED;
    uint64_t listed = total->numbers * OCCURRENCE_LISTED + rare * OCCURRENCE_SORTED;
    return listed < all ? listed : all;
}

/* What flushing takes on top of what the run holds, at most and about. */
static uint64_t flush_bytes(const struct article_run *run, const struct run_total *total)
{
    const struct vocabulary_load *learnt = &total->learnt;
    uint64_t ranges = total->ranges;
    uint64_t kept =
        (uint64_t)run->added * ARTICLE_KEPT + learnt->items * (uint64_t)ITEM_KEPT +
        learnt->forms * (uint64_t)FORM_KEPT +
        learnt->terms * (TERM_KEPT + sizeof(struct term_stretch) + ranges * TERM_KEPT_RANGE);
    uint64_t ordering =
        learnt->items * (ITEM_COUNTED + ITEM_STRING + ITEM_RANKED + ranges * RANGE_COUNT) +
        learnt->forms * (FORM_COUNTED + ranges * RANGE_COUNT) +
        learnt->terms * 2 * sizeof(struct keyed);
    uint64_t sorting = sorted_bytes(total);
    uint64_t bytes = kept + (ordering > sorting ? ordering : sorting);
    return bytes > total->ended ? bytes - total->ended : 0;
}

size_t run_memory(const struct article_run *run)
{
    struct run_total total = sum_up(run);
    /* Records, and room they leave; later as many batches of packed terms. */
    size_t blocks = run->block_count * (2 * RUN_BLOCK_SIZE + BATCH_BYTES);
    return (size_t)(total.held + flush_bytes(run, &total)) + run->pieces.capacity + blocks;
}
