#include "common/base/error.h"
#include "searcher/index.h"

#include <stdlib.h>
#include <time.h>

/* ---- partial matches ---- */

/* The word-like children of an AND joined by OR, its filters kept: what to show when nothing holds all
 * of them. NULL when there are not several words. */
static struct plan_node *plan_partial(struct planner *planner, const struct plan_node *plan)
{
    if (plan->kind != PLAN_AND)
        return NULL;
    struct plan_node *any = plan_node_new(planner, PLAN_OR), **last_word = &any->child;
    struct plan_node *all = plan_node_new(planner, PLAN_AND), **last_filter = &all->child;
    size_t words = 0, filters = 0;
    for (const struct plan_node *child = plan->child; child != NULL; child = child->next) {
        bool is_filter = !plan_scores(child);
        struct plan_node *copy = plan_node_new(planner, child->kind);
        if (planner->status != MRG_OK)
            return NULL;
        *copy = *child;
        copy->next = NULL;
        struct plan_node ***last = is_filter ? &last_filter : &last_word;
        **last = copy;
        *last = &copy->next;
        words += !is_filter;
        filters += is_filter;
    }
    if (words < 2)
        return NULL;
    *last_filter = any;
    return filters > 0 ? all : any;
}

/* The NOT at the top applies to the partial matches too. */
static struct plan_node *plan_partial_root(struct planner *planner, const struct plan_node *plan)
{
    if (plan->kind != PLAN_NOT)
        return plan_partial(planner, plan);
    struct plan_node *partial = plan_partial(planner, plan->child);
    struct plan_node *without = plan_node_new(planner, PLAN_NOT);
    struct plan_node *excluded = plan_node_new(planner, PLAN_NOTHING);
    if (partial == NULL || planner->status != MRG_OK)
        return NULL;
    *excluded = *plan->child->next;
    partial->next = excluded;
    without->child = partial;
    return without;
}

/* ---- as read ---- */

static bool was_left_out(const struct query_node *leaf, void *context)
{
    const struct buffer *left_out = context;
    for (size_t at = 0; at < left_out->size; at += sizeof leaf) {
        const struct query_node *other;
        memcpy(&other, left_out->data + at, sizeof other);
        if (other == leaf)
            return true;
    }
    return false;
}

static mrg_status make_plan(mrg_query *query, const mrg_query_options *options, mrg_error *error)
{
    struct planner planner = {.engine = query->index->engine,
                              .arena = &query->arena,
                              .analyzer = index_take_analyzer(query->index),
                              .shares = index_languages(query->index),
                              .keep_stopwords = options->keep_stopwords,
                              .error = error};
    if (planner.analyzer == NULL)
        return fail_memory(error);
    planner_choose_languages(&planner, options->language);
    index_keep_languages(query->index, &planner.shares);
    if (planner.status == MRG_OK)
        query->plan = planner_plan(&planner, query->tree.root);
    if (planner.status == MRG_OK)
        query->partial = plan_partial_root(&planner, query->plan);
    query_tree_print_marked(query->tree.root, was_left_out, &planner.left_out, &query->as_read);
    if (planner.status == MRG_OK && buffer_c_string(&query->as_read) == NULL)
        planner.status = fail_memory(error);
    buffer_free(&planner.left_out);
    index_give_analyzer(query->index, planner.analyzer);
    return planner.status;
}

static mrg_status check_options(const mrg_query_options *options, mrg_error *error)
{
    if (options->language == NULL)
        return MRG_OK;
    mrg_text name = {options->language, strlen(options->language)};
    if (language_find(name) == LANGUAGE_NONE)
        return fail(error, MRG_ERR_ARGUMENT, "no such language: %s", options->language);
    return MRG_OK;
}

mrg_status mrg_query_parse(const mrg_index *index, mrg_text text, const mrg_query_options *options,
                           mrg_query **query, mrg_error *error)
{
    const mrg_query_options defaults = MRG_QUERY_OPTIONS_INIT;
    if (options == NULL)
        options = &defaults;
    *query = NULL;
    mrg_status status = check_options(options, error);
    if (status != MRG_OK)
        return status;
    mrg_query *parsed = calloc(1, sizeof *parsed);
    if (parsed == NULL)
        return fail_memory(error);
    parsed->index = index;
    pthread_mutex_init(&parsed->lock, NULL);
    mrg_time now = options->now != MRG_NO_TIME ? options->now : (mrg_time)time(NULL);
    status = query_tree_parse(text, options->any_word, now, &parsed->tree, error);
    if (status == MRG_OK)
        status = make_plan(parsed, options, error);
    if (status != MRG_OK) {
        mrg_query_free(parsed);
        return status;
    }
    *query = parsed;
    return MRG_OK;
}

void mrg_query_free(mrg_query *query)
{
    if (query == NULL)
        return;
    query_free_matchers(query);
    pthread_mutex_destroy(&query->lock);
    query_tree_free(&query->tree);
    arena_free(&query->arena);
    buffer_free(&query->as_read);
    free(query);
}

const char *mrg_query_as_read(const mrg_query *query)
{
    return (const char *)query->as_read.data;
}

const char *mrg_query_warning(const mrg_query *query, size_t number)
{
    return number < query->tree.warning_count ? query->tree.warnings[number] : NULL;
}
