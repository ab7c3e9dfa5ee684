#include "common/base/error.h"
#include "searcher/explain.h"
#include "searcher/index.h"

#include <math.h>
#include <stdlib.h>
#include <time.h>

static mrg_status check_options(const mrg_search_options *options, mrg_error *error)
{
    if (!(options->k1 >= 0) || !isfinite(options->k1))
        return fail(error, MRG_ERR_ARGUMENT, "BM25's k1 must be 0 or above");
    if (!(options->b >= 0 && options->b <= 1))
        return fail(error, MRG_ERR_ARGUMENT, "BM25's b must be from 0 to 1");
    if (!(options->headline_boost >= 0) || !isfinite(options->headline_boost))
        return fail(error, MRG_ERR_ARGUMENT, "the headline's boost must be 0 or above");
    return MRG_OK;
}

static mrg_status run_plan(mrg_results *results, const struct plan_node *plan,
                           const mrg_search_options *options, mrg_error *error)
{
    const struct engine *engine = results->query->index->engine;
    uint64_t wanted = (uint64_t)options->offset + options->limit;
    size_t capacity = wanted < engine->numbers ? (size_t)wanted : (size_t)engine->numbers;
    bool count_all = options->exact_total || options->sort != MRG_SORT_RELEVANCE;
    mrg_time now = options->now != MRG_NO_TIME ? options->now : (mrg_time)time(NULL);
    collector_free(&results->collector);
    if (!collector_init(&results->collector, capacity, options->sort,
                        count_all ? UINT64_MAX : options->count_to))
        return fail_memory(error);
    return engine->ops->search(engine, plan, options, now, &results->collector, error);
}

static mrg_status run(mrg_results *results, const mrg_search_options *options, mrg_error *error)
{
    const mrg_query *query = results->query;
    mrg_status status = run_plan(results, query->plan, options, error);
    if (status != MRG_OK || results->collector.matches > 0 || query->partial == NULL)
        return status;
    results->is_partial = true;
    status = run_plan(results, query->partial, options, error);
    if (results->collector.matches == 0)
        results->is_partial = false;
    return status;
}

mrg_status mrg_search(const mrg_query *query, const mrg_search_options *options,
                      mrg_results **results, mrg_error *error)
{
    const mrg_search_options defaults = MRG_SEARCH_OPTIONS_INIT;
    if (options == NULL)
        options = &defaults;
    *results = NULL;
    mrg_status status = check_options(options, error);
    if (status != MRG_OK)
        return status;
    mrg_results *found = calloc(1, sizeof *found);
    if (found == NULL)
        return fail_memory(error);
    found->query = query;
    found->offset = options->offset;
    status = run(found, options, error);
    if (status != MRG_OK)
        mrg_results_free(found);
    else
        *results = found;
    return status;
}

void mrg_results_free(mrg_results *results)
{
    if (results == NULL)
        return;
    collector_free(&results->collector);
    free(results);
}

size_t mrg_results_hits(const mrg_results *results, const mrg_hit **hits)
{
    size_t skipped =
        results->offset < results->collector.count ? results->offset : results->collector.count;
    *hits = results->collector.hits + skipped;
    return results->collector.count - skipped;
}

uint64_t mrg_results_total(const mrg_results *results, bool *is_exact)
{
    if (is_exact != NULL)
        *is_exact = results->collector.is_exact;
    return results->collector.matches;
}

bool mrg_results_are_partial(const mrg_results *results)
{
    return results->is_partial;
}

/* ---- explanations ---- */

mrg_status mrg_explain(const mrg_query *query, const mrg_search_options *options, uint64_t number,
                       mrg_explanation **explanation, mrg_error *error)
{
    const mrg_search_options defaults = MRG_SEARCH_OPTIONS_INIT;
    if (options == NULL)
        options = &defaults;
    const struct engine *engine = query->index->engine;
    *explanation = NULL;
    mrg_status status = check_options(options, error);
    if (status == MRG_OK && number >= engine->numbers)
        status = fail(error, MRG_ERR_MISSING, "no article with this number");
    if (status != MRG_OK)
        return status;
    mrg_explanation *made = calloc(1, sizeof *made);
    if (made == NULL)
        return fail_memory(error);
    status = engine->ops->explain(engine, query->plan, options, number, made, error);
    if (status == MRG_OK && made->parts.size == 0 && query->partial != NULL)
        status = engine->ops->explain(engine, query->partial, options, number, made, error);
    if (status != MRG_OK)
        mrg_explanation_free(made);
    else
        *explanation = made;
    return status;
}

size_t mrg_explanation_parts(const mrg_explanation *explanation, const mrg_explanation_part **parts)
{
    *parts = (const mrg_explanation_part *)(const void *)explanation->parts.data;
    return explanation->parts.size / sizeof **parts;
}

void mrg_explanation_free(mrg_explanation *explanation)
{
    if (explanation == NULL)
        return;
    arena_free(&explanation->arena);
    buffer_free(&explanation->parts);
    free(explanation);
}
