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

struct bulk {
    struct exec_context *context;
    const struct admission *admission;
    struct collector *collector;
    struct bulk_lists lists;
    bool is_phrase;
    bool
        has_scores; /* candidates' scores are reckoned; else, for phrases of which none may be passed
                        over, only those of matches are */
    double threshold;     /* a score must beat it; below 0: nothing may be passed over */
    double wide_bound;    /* no score up to wide_last exceeds it */
    uint32_t wide_last;   /* last article of the stretch of 32 blocks looked at */
    size_t essential;     /* optional lists from here on bring up candidates */
    struct stage *stages; /* of the window; in the arena */
    size_t stage_count;
    double rest; /* what all stages can add */
    struct batch batch;
    uint64_t bits[SUM_WORDS]; /* articles with a score in `sums`; all 0 between uses */
    double sums[BATCH_MAX];   /* valid where `bits` says so */
};

/* For sifting postings by a score without a division each:
 *
 *   weight * f / (norm + f) > need   is asked as   gain * f > norm   with   gain = weight / need - 1
 *
 * Every posting that scores more than `need`, up to two quanta less, passes, and few others do. False when
 * `need` is too small to ask so. */
static inline bool bulk_sift_gain(const struct bm25 *bm25, double weight, double need, double *gain)
{
    const double slack = 1e-9; /* far above what rounding changes */
    need = (need - 2 * bm25->quantum) * (1 - slack);
    if (need <= 0)
        return false;
    *gain = weight / need * (1 + slack) - 1;
    return true;
}

/* Search [first, last] with each posting of `list` there as a candidate. */
void bulk_search_list(struct bulk *bulk, struct bulk_list *list, uint32_t first, uint32_t last);

/* Search [first, last] with each article of an essential list there as a candidate. */
void bulk_search_essential(struct bulk *bulk, uint32_t first, uint32_t last);

#endif
