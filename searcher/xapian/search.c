/* Running a plan: a query, what it is sorted by, and checks of what it finds. */
#include "common/base/error.h"
#include "common/glass/scheme.h"
#include "searcher/collector.h"
#include "searcher/xapian/compile.h"
#include "searcher/xapian/engine.h"

enum { SLOT_NONE = 1 << 16 }; /* never used */

struct search {
    const struct plan_node *plan;
    const mrg_search_options *options;
    mrg_time now;
    struct collector *collector;
};

/* ---- checks ---- */

/* An xc_decider: hold a result against the nodes that the query could not settle. */
static mrg_status check_result(void *context, xc_document *document, bool *accept, mrg_error *error)
{
    struct compiler *compiler = context;
    const struct plan_node *const *checks =
        (const struct plan_node *const *)(const void *)compiler->checks.data;
    struct evaluation evaluation = {.candidate = &compiler->candidate};
    mrg_text record;
    double ignored;
    mrg_status status = xc_document_data(document, &record, error);
    if (status == MRG_OK)
        status = candidate_read(&compiler->candidate, record, error);
    *accept = status == MRG_OK;
    for (size_t i = 0; i < compiler->checks.size / sizeof *checks && *accept; i++)
        *accept = evaluate(&evaluation, checks[i], &ignored);
    return status == MRG_OK && evaluation.failed ? fail_memory(error) : status;
}

/* ---- embargoes ---- */

/* Leave out of `query` (taken over) the articles embargoed past `now`, when there are any. */
static xc_query *without_embargoed(struct compiler *compiler, xc_query *query, mrg_time now)
{
    char bytes[XC_SORTABLE_MAX];
    xc_value_statistics statistics;
    xc_query *embargoed = NULL;
    if (query == NULL)
        return NULL;
    mrg_status status = xc_database_value_statistics(compiler->shards->database, SLOT_EMBARGO,
                                                     &statistics, compiler->error);
    if (status == MRG_OK &&
        (statistics.documents == 0 || xc_sortable_number(statistics.upper) <= (double)now))
        return query;
    if (status == MRG_OK) {
        mrg_text later = {bytes, xc_sortable((double)now + 1, bytes)};
        status = xc_query_value_ge(SLOT_EMBARGO, later, &embargoed, compiler->error);
    }
    return join_two(compiler, XC_AND_NOT, query, keep_query(compiler, status, embargoed));
}

/* ---- the run ---- */

/* BM25, best first. Sorting by a value that no article has, then by score, gives the same order as by
 * score alone, but keeps xapian-core from passing articles over: what it does to get by with less of a
 * query (OR that becomes AND MAYBE, AND MAYBE that becomes AND) loses matches in 1.4.22, and can crash
 * below MAX. With k1 = 0 it divides by zero where a shard lacks a term. */
static mrg_status set_relevance(xc_enquire *enquire, const mrg_search_options *options,
                                mrg_error *error)
{
    const double k1_least = 1e-12;
    const xc_bm25 bm25 = {options->k1 > k1_least ? options->k1 : k1_least, 0, 1, options->b, 0};
    mrg_status status = xc_enquire_set_bm25(enquire, &bm25, error);
    if (status == MRG_OK)
        status = xc_enquire_set_sort(enquire, XC_SORT_VALUE_RELEVANCE, SLOT_NONE, true, error);
    return status;
}

static mrg_status set_order(xc_enquire *enquire, const mrg_search_options *options,
                            mrg_error *error)
{
    if (options->sort == MRG_SORT_RELEVANCE)
        return set_relevance(enquire, options, error);
    bool is_newest = options->sort == MRG_SORT_NEWEST;
    mrg_status status = xc_enquire_set_boolean(enquire, error);
    if (status == MRG_OK)
        status = xc_enquire_set_sort(enquire, XC_SORT_VALUE,
                                     is_newest ? SLOT_PUBLISHED : SLOT_OLDEST, is_newest, error);
    return status;
}

static mrg_status make_enquire(const struct shards *shards, const mrg_search_options *options,
                               const xc_query *query, xc_enquire **enquire, mrg_error *error)
{
    mrg_status status = xc_enquire_new(shards->database, enquire, error);
    if (status == MRG_OK)
        status = xc_enquire_set_query(*enquire, query, 0, error);
    if (status == MRG_OK)
        status = set_order(*enquire, options, error);
    return status;
}

/* Hand the hits over: they come best first, equal ones by number, which is what a collector makes. */
static mrg_status collect(const struct shards *shards, const xc_matches *matches, bool has_seen_all,
                          struct collector *collector, mrg_error *error)
{
    xc_summary summary = xc_matches_summary(matches);
    mrg_status status = MRG_OK;
    size_t count = summary.size < collector->capacity ? summary.size : collector->capacity;
    for (uint32_t i = 0; i < count && status == MRG_OK; i++) {
        xc_match match;
        status = xc_matches_get(matches, i, &match, error);
        if (status == MRG_OK)
            collector->hits[i] = (mrg_hit){shards_number(shards, match.docid),
                                           collector->keys == NULL ? match.weight : 0};
    }
    if (status != MRG_OK)
        return status;
    collector->count = count;
    collector->matches = summary.lower;
    collector->is_exact = has_seen_all || summary.lower == summary.upper;
    return MRG_OK;
}

/* How many results to ask for. xapian-core 1.4.22 can crash when it searches a shard on this machine
 * with MAX, goes on to another shard and finds that there are more results than were asked for; so there
 * it is asked for all. */
static uint64_t results_wanted(const struct compiler *compiler, const struct collector *collector,
                               uint64_t all)
{
    const struct shards *shards = compiler->shards;
    bool has_local = false;
    for (size_t i = 0; i < shards->live_count; i++)
        has_local |= shards->items[shards->live[i]].host == NULL;
    bool is_at_risk = compiler->has_max && has_local && shards->live_count > 1;
    return is_at_risk || collector->capacity > all ? all : collector->capacity;
}

static mrg_status run_enquire(xc_enquire *enquire, struct compiler *compiler,
                              struct collector *collector, uint64_t all, mrg_error *error)
{
    xc_matches *matches = NULL;
    bool has_checks = compiler->checks.size > 0;
    /* Everything is looked at anyway; only checks are worth saving. */
    bool sees_all = !has_checks || collector->count_to >= all;
    const xc_run run = {.count = (uint32_t)results_wanted(compiler, collector, all),
                        .check_at_least = (uint32_t)(sees_all ? all : collector->count_to),
                        .decider = has_checks ? check_result : NULL,
                        .context = compiler};
    mrg_status status = xc_enquire_run(enquire, &run, &matches, error);
    if (status == MRG_OK)
        status = collect(compiler->shards, matches, sees_all, collector, error);
    xc_matches_free(matches);
    return status;
}

static mrg_status run_query(const struct search *search, struct compiler *compiler,
                            const xc_query *query, mrg_error *error)
{
    const struct shards *shards = compiler->shards;
    xc_enquire *enquire = NULL;
    xc_statistics statistics;
    mrg_status status = make_enquire(shards, search->options, query, &enquire, error);
    if (status == MRG_OK)
        status = xc_database_statistics(shards->database, &statistics, error);
    if (status == MRG_OK)
        status = run_enquire(enquire, compiler, search->collector, statistics.documents, error);
    xc_enquire_free(enquire);
    return status;
}

static mrg_status search_database(const struct shards *shards, void *context, mrg_error *error)
{
    const struct search *search = context;
    struct compiler compiler = {.shards = shards,
                                .headline_boost = search->options->headline_boost,
                                .is_scored = search->options->sort == MRG_SORT_RELEVANCE,
                                .plan = search->plan,
                                .error = error};
    xc_query *query = without_embargoed(&compiler, compile_plan(&compiler), search->now);
    mrg_status status = compiler.status;
    if (status == MRG_OK)
        status = run_query(search, &compiler, query, error);
    xc_query_free(query);
    compiler_free(&compiler);
    return status;
}

mrg_status xapian_search(const struct engine *engine, const struct plan_node *plan,
                         const mrg_search_options *options, mrg_time now,
                         struct collector *collector, mrg_error *error)
{
    struct search search = {plan, options, now, collector};
    return run_task(engine, search_database, &search, error);
}
