/* Any of several lists, best k first: MaxScore over windows of blocks.
 *
 * In each window the lists are ordered by how much they can add there. Those at the low end whose
 * bounds together do not beat the threshold are not *essential*: an article that is in none of the
 * others cannot be kept, so they are only asked about articles that the others bring up. (Turtle and
 * Flood, "Query evaluation: strategies and optimizations", 1995; by windows: Ding and Suel, 2011,
 * Mallia and others, "Faster BlockMax WAND with variable-sized blocks", 2017.) */
#include "searcher/native/search.h"

#include <stdlib.h>

struct list {
    struct iterator *it;
    double bound; /* on its scores in the window */
    double below; /* sum of the bounds of this list and all before it */
};

struct disjunction {
    struct exec_context *context;
    const struct admission *admission;
    struct collector *collector;
    struct list *lists; /* in ascending order of bound */
    size_t count;
    size_t essential; /* lists from here on are essential */
    double threshold; /* a score must beat it */
};

static int compare_bounds(const void *a, const void *b)
{
    double x = ((const struct list *)a)->bound, y = ((const struct list *)b)->bound;
    return x < y ? -1 : x > y;
}

static void find_essential(struct disjunction *search)
{
    while (search->essential < search->count &&
           search->lists[search->essential].below <= search->threshold)
        search->essential++;
    if (search->essential > 0) /* from here on matches may be passed over unseen */
        search->collector->is_exact = false;
}

/* Bounds and order for the window that begins at `first`; returns its last article. */
static uint32_t open_window(struct disjunction *search, uint32_t first)
{
    uint32_t last = ARTICLE_NONE;
    for (size_t i = 0; i < search->count; i++) {
        uint32_t list_last;
        search->lists[i].bound = iterator_wide_bound(search->lists[i].it, first, &list_last);
        if (list_last < last)
            last = list_last;
    }
    if (search->count > 1)
        qsort(search->lists, search->count, sizeof *search->lists, compare_bounds);
    double sum = 0;
    for (size_t i = 0; i < search->count; i++)
        search->lists[i].below = sum += search->lists[i].bound;
    search->essential = 0;
    search->threshold = collector_pruning_threshold(search->collector);
    find_essential(search);
    return last;
}

/* The first article from `target` on that an essential list has. */
static uint32_t next_candidate(struct disjunction *search, uint32_t target)
{
    uint32_t next = ARTICLE_NONE;
    for (size_t i = search->essential; i < search->count; i++) {
        struct iterator *it = search->lists[i].it;
        iterator_advance(it, target);
        if (it->article < next)
            next = it->article;
    }
    return next;
}

/* Add up the lists that have `article`; false when it matches none or cannot be kept. */
static bool score_candidate(struct disjunction *search, uint32_t article, double *score)
{
    bool has_matched = false;
    *score = 0;
    for (size_t i = search->count; i-- > 0;) {
        struct iterator *it = search->lists[i].it;
        if (i < search->essential) {
            if (*score + search->lists[i].below <= search->threshold)
                return false;
            iterator_advance(it, article);
        }
        if (it->article == article && iterator_matches(it)) {
            has_matched = true;
            *score += iterator_score(it);
        }
    }
    return has_matched;
}

static void take_candidate(struct disjunction *search, uint32_t article)
{
    double score;
    if (!admits(search->admission, article) || !score_candidate(search, article, &score))
        return;
    search->collector->matches++;
    if (score <= collector_threshold(search->collector))
        return;
    collector_add(search->collector, search->context->segment->base + article, score, MRG_NO_TIME);
    search->threshold = collector_pruning_threshold(search->collector);
    find_essential(search);
}

static void search_window(struct disjunction *search, uint32_t first, uint32_t last)
{
    uint32_t article = first;
    while (search->essential < search->count &&
           (article = next_candidate(search, article)) <= last && article != ARTICLE_NONE)
        take_candidate(search, article++);
}

void disjunction_search(struct exec_context *context, const struct admission *admission,
                        struct iterator **lists, size_t count, struct collector *collector)
{
    struct disjunction search = {
        .context = context, .admission = admission, .collector = collector, .count = count};
    search.lists = arena_alloc(context->arena, (count + 1) * sizeof *search.lists);
    if (search.lists == NULL) {
        context->error->status = MRG_ERR_MEMORY;
        return;
    }
    for (size_t i = 0; i < count; i++)
        search.lists[i].it = lists[i];
    uint32_t first = 0, articles = context->segment->meta.articles;
    while (first < articles && context->error->status == MRG_OK) {
        uint32_t last = open_window(&search, first);
        search_window(&search, first, last);
        if (last >= articles)
            break;
        first = last + 1;
    }
}
