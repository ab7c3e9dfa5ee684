/* What bulk.c does within a window: bring up candidates, a batch at a time, have one list after the other add
 * its scores to them, and take what is left. */
#ifndef MORGUE_SEARCHER_BULK_CANDIDATES_H
#define MORGUE_SEARCHER_BULK_CANDIDATES_H

#include "searcher/native/bulk_lists.h"
#include "searcher/native/search.h"

enum {
    SUM_WORDS = BATCH_MAX / 64 /* of the bitmap of articles that several lists are merged in */
};

/* A list that candidates go through, in turn. */
struct stage {
    struct bulk_list *list;
    double rest; /* what the stages behind it can add to a score */
};

/* Candidates for a longer phrase that have all its words, but whose positions are not looked at before the
 * next candidates have gone through their stages: until then memory has time to bring them. */
struct waiting {
    uint32_t count;
    uint32_t articles[BLOCK_LENGTH];
    uint32_t slots[BLOCK_LENGTH];
    double scores[BLOCK_LENGTH];
};

struct bulk {
    struct exec_context *context;
    const struct admission *admission;
    struct collector *collector;
    struct bulk_lists lists;
    bool is_phrase;
    bool is_word; /* and its headline */
    bool
        has_scores; /* candidates' scores are reckoned; else, for phrases of which none may be passed
                        over, only those of matches are */
    double threshold;   /* a score must beat it; below 0: nothing may be passed over */
    double wide_bound;  /* no score up to wide_last exceeds it */
    uint32_t wide_last; /* last article of the stretch of 32 blocks looked at */
    bool is_led;      /* bounds of other lists than that which leads are those of a wide stretch */
    size_t essential; /* optional lists from here on bring up candidates */
    struct stage *stages; /* of the window; in the arena */
    size_t stage_count;
    double rest; /* what all stages can add */
    struct batch batch;
    struct pair_starts pairs[PLACES_MAX]; /* phrase: of each candidate left, by slot */
    uint32_t first_slot; /* phrase: slots of the next candidates are as many above their numbers */
    struct waiting waiting;
    struct located located;   /* candidates in the loaded block of the list they go through */
    uint64_t bits[SUM_WORDS]; /* articles with a score in `sums`; all 0 between uses */
    double sums[BATCH_MAX];   /* valid where `bits` says so */
};

/* Add the list's scores to the candidates that have it; drop those that must and do not, and those that can
 * no longer beat the threshold. */
void bulk_run_stage(struct bulk *bulk, const struct stage *stage);

/* The first stage of a phrase, whose leading list has its block loaded: drop candidates without the second
 * word, those that can no longer beat the threshold, and those where the two words do not stand as they should.
 * Of what is left postings of both are noted, in the places that `slots` name from then on, and where the phrase could
 * begin. Scores are of both words. */
void bulk_run_pairs(struct bulk *bulk, const struct stage *stage);

/* The first candidate from `at` on behind `last`. */
static inline uint32_t batch_behind(const struct batch *batch, uint32_t at, uint32_t last)
{
    if (batch->articles[batch->count - 1] <= last)
        return batch->count;
    while (batch->articles[at] <= last)
        at++;
    return at;
}

/* Does with the candidates [from, end), which belong into the loaded block of a stage's list, what the stage does, and
 * puts those left at *kept, which receives the place behind them. False on damage. */
typedef bool block_stage(struct bulk *bulk, const struct stage *stage, uint32_t from, uint32_t end,
                         uint32_t *kept);

/* Have all candidates go through the blocks of the stage's list; those left are the candidates then. */
static ALWAYS_INLINE void bulk_through_blocks(struct bulk *bulk, const struct stage *stage,
                                              block_stage *work)
{
    struct batch *batch = &bulk->batch;
    struct posting_cursor *cursor = &stage->list->list.cursor;
    uint32_t kept = 0;
    for (uint32_t from = 0, end;
         from < batch->count && posting_cursor_reach(cursor, batch->articles[from]); from = end) {
        end = batch_behind(batch, from, cursor->last);
        if (!work(bulk, stage, from, end, &kept)) {
            kept = 0; /* damage: what was not noted must not be read */
            break;
        }
    }
    batch->count = kept;
}

/* Drop candidates that cannot beat the threshold when `rest` is all that can come. */
void bulk_prune(struct bulk *bulk, double rest);

/* Search [first, last] with each posting of `list` there as a candidate. */
void bulk_search_list(struct bulk *bulk, struct bulk_list *list, uint32_t first, uint32_t last);

/* Settle what waits. */
void bulk_take_waiting(struct bulk *bulk);

/* Search [first, last] with each article of an essential list there as a candidate. */
void bulk_search_essential(struct bulk *bulk, uint32_t first, uint32_t last);

#endif
