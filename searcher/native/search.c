#include "searcher/native/search.h"
#include "common/base/error.h"
#include "searcher/native/bulk.h"

/* ---- parameters ---- */

/* A sum that no score of the plan exceeds. */
static double score_limit(const struct bm25 *bm25, const struct plan_node *plan, double boost)
{
    double sum = 0;
    if (plan->term != NULL && plan->term->df > 0)
        sum += bm25_weight(bm25, plan->term->df) * plan->factor;
    if (plan->headline != NULL && plan->headline->df > 0)
        sum += bm25_weight(bm25, plan->headline->df) * boost * plan->factor;
    for (const struct plan_node *child = plan->child; child != NULL; child = child->next)
        sum += score_limit(bm25, child, boost);
    return sum;
}

void search_init_bm25(struct bm25 *bm25, const struct snapshot *snapshot,
                      const struct plan_node *plan, const mrg_search_options *options)
{
    bm25_init(bm25, options->k1, options->b, snapshot->articles, snapshot->tokens);
    bm25_set_quantum(bm25, score_limit(bm25, plan, options->headline_boost));
}

/* ---- one segment ---- */

struct segment_search {
    struct exec_context context;
    struct admission admission;
    struct collector *collector;
    mrg_sort sort;
};

static void take(struct segment_search *search, struct iterator *it)
{
    const struct segment *segment = search->context.segment;
    struct collector *collector = search->collector;
    double score = search->sort == MRG_SORT_RELEVANCE ? iterator_score(it) : 0;
    bool can_be_kept = search->sort != MRG_SORT_RELEVANCE || score > collector_threshold(collector);
    if (!can_be_kept && collector->matches >= collector->count_to) {
        collector->is_exact = false; /* not settled whether it matches */
        return;
    }
    if (!iterator_matches(it))
        return;
    collector->matches++;
    if (!can_be_kept)
        return;
    mrg_time date = MRG_NO_TIME;
    if (search->sort != MRG_SORT_RELEVANCE)
        date =
            column_value(&segment->columns, COLUMN_PUBLISHED, it->article, search->context.error);
    collector_add(collector, segment->base + it->article, score, date);
}

/* The first stretch from `first` on in which something could be kept: *last is its last article.
 * False when there is none. */
static bool next_stretch(struct segment_search *search, struct iterator *it, uint32_t *first,
                         uint32_t *last)
{
    double threshold = collector_pruning_threshold(search->collector);
    *last = ARTICLE_NONE;
    if (threshold < 0)
        return true;
    while (iterator_bound(it, *first, last) <= threshold) {
        search->collector->is_exact = false;
        if (*last == ARTICLE_NONE || *last + 1 >= search->context.segment->meta.articles)
            return false;
        *first = *last + 1;
    }
    return true;
}

static void search_iterator(struct segment_search *search, struct iterator *it)
{
    bool by_relevance = search->sort == MRG_SORT_RELEVANCE, is_pruning = false;
    uint32_t article = 0, last = ARTICLE_NONE;
    while (search->context.error->status == MRG_OK) {
        bool may_prune = by_relevance && collector_pruning_threshold(search->collector) >= 0;
        if (article > last || may_prune != is_pruning) {
            is_pruning = may_prune;
            if (!next_stretch(search, it, &article, &last))
                return;
        }
        if (is_pruning) {
            iterator_seek(it, article, last, collector_threshold(search->collector));
            search->collector->is_exact = false;
        } else {
            iterator_advance(it, article);
        }
        if (it->article == ARTICLE_NONE)
            return;
        article = it->article;
        if (article > last)
            continue;
        if (admits(&search->admission, article))
            take(search, it);
        article++;
    }
}

/* Lists of an OR: every plain word's text and headline stand for themselves, as an article with the
 * word in its headline has it in its text as well. */
static size_t gather_lists(struct segment_search *search, const struct plan_node *plan,
                           struct iterator **lists)
{
    size_t count = 0;
    for (const struct plan_node *child = plan->child; child != NULL; child = child->next) {
        struct plan_node text = *child, headline = *child;
        bool is_word = child->kind == PLAN_TERM && child->headline != NULL;
        text.headline = NULL;
        lists[count++] = iterator_compile(&search->context, is_word ? &text : child);
        if (!is_word || search->context.headline_boost <= 0 || child->headline->df == 0)
            continue;
        headline.term = child->headline;
        headline.headline = NULL;
        headline.factor = child->factor * search->context.headline_boost;
        lists[count++] = iterator_compile(&search->context, &headline);
    }
    return count;
}

static void search_union(struct segment_search *search, const struct plan_node *plan)
{
    size_t children = 0;
    for (const struct plan_node *child = plan->child; child != NULL; child = child->next)
        children++;
    struct iterator **lists =
        arena_alloc(search->context.arena, 2 * (children + 1) * sizeof *lists);
    if (lists == NULL) {
        fail_memory(search->context.error);
        return;
    }
    size_t count = gather_lists(search, plan, lists);
    if (search->context.error->status == MRG_OK)
        disjunction_search(&search->context, &search->admission, lists, count, search->collector);
    for (size_t i = 0; i < count; i++)
        iterator_close(lists[i]);
}

/* Words in bulk. Ranking passes over what cannot be kept, as though nothing had to be counted; what is
 * still to be counted then is counted by itself. */
static void search_bulk(struct segment_search *search, const struct plan_node *plan)
{
    struct collector *collector = search->collector;
    if (plan->kind == PLAN_PHRASE) { /* whether it matches is the costly part of it: no other way */
        bulk_search(&search->context, &search->admission, plan, collector);
        return;
    }
    uint64_t before = collector->matches, count_to = collector->count_to;
    bool was_exact = collector->is_exact, is_all;
    collector->is_exact = true;
    collector->count_to = 0;
    bulk_search(&search->context, &search->admission, plan, collector);
    collector->count_to = count_to;
    if (!collector->is_exact && before < count_to) {
        uint64_t counted = before + bulk_count(&search->context, &search->admission, plan,
                                               count_to - before, &is_all);
        if (counted > collector->matches)
            collector->matches = counted;
        collector->is_exact = is_all;
    }
    collector->is_exact &= was_exact;
}

static void search_segment(struct segment_search *search, const struct plan_node *plan)
{
    bool by_relevance = search->sort == MRG_SORT_RELEVANCE;
    if (by_relevance && bulk_can_search(plan)) {
        search_bulk(search, plan);
        return;
    }
    if (by_relevance && plan->kind == PLAN_OR) {
        search_union(search, plan);
        return;
    }
    struct iterator *it = iterator_compile(&search->context, plan);
    if (it != NULL)
        search_iterator(search, it);
    iterator_close(it);
}

/* ---- all segments ---- */

/* One word's matches need no counting: the dictionary knows them. */
static void correct_total(const struct plan_node *plan, bool has_embargoes,
                          struct collector *collector)
{
    if (plan->kind != PLAN_TERM || has_embargoes || collector->is_exact)
        return;
    collector->matches = plan->term->df;
    collector->is_exact = true;
}

mrg_status snapshot_search(const struct snapshot *snapshot, const struct plan_node *plan,
                           const mrg_search_options *options, mrg_time now,
                           struct collector *collector, mrg_error *error)
{
    mrg_error damage = MRG_ERROR_INIT;
    struct bm25 bm25;
    struct arena arena = ARENA_INIT;
    bool has_embargoes = false;
    search_init_bm25(&bm25, snapshot, plan, options);
    for (size_t i = 0; i < snapshot->segment_count && damage.status == MRG_OK; i++) {
        const struct segment *segment = snapshot->segments[i];
        const uint32_t *lengths = segment_lengths(segment, &damage);
        if (lengths == NULL)
            break;
        bool embargoed = segment->latest_embargo != COLUMN_UNKNOWN && segment->latest_embargo > now;
        struct segment_search search = {
            .context = {snapshot, segment, i, lengths, &bm25, options->headline_boost, &arena,
                        &damage},
            .admission = {segment, now, embargoed, &damage},
            .collector = collector,
            .sort = options->sort,
        };
        has_embargoes |= embargoed;
        search_segment(&search, plan);
        arena_clear(&arena);
    }
    arena_free(&arena);
    if (damage.status != MRG_OK) {
        if (error != NULL)
            *error = damage;
        return damage.status;
    }
    correct_total(plan, has_embargoes, collector);
    collector_finish(collector);
    return MRG_OK;
}
