#include "tests/oracle/reference_query.h"

#include "tests/cmocka_all.h"
#include "tests/oracle/reference_match.h"
#include "tests/oracle/reference_pattern.h"

#include <math.h>
#include <stdlib.h>

/* One article held against a query. */
struct scan {
    const struct reference *reference;
    const struct reference_options *options;
    const struct reference_article *article;
};

/* ---- BM25 ---- */

static double bm25(const struct scan *scan, uint32_t term)
{
    size_t f;
    if (term == STRING_NONE || reference_occurrences(scan->article, term, &f) == NULL)
        return 0;
    double N = (double)scan->reference->live;
    double n = (double)scan->reference->document_frequency[term];
    double L = (double)scan->article->length, A = scan->reference->mean_length;
    double k1 = scan->options->k1, b = scan->options->b;
    double w = (N - n + 0.5) / (n + 0.5);
    if (w < 2)
        w = w / 2 + 1;
    return log(w) * (k1 + 1) * (double)f / (k1 * (1 - b + b * L / A) + (double)f);
}

/* The best of its stems. */
static double score_slot(const struct scan *scan, const struct slot *slot)
{
    double best = 0;
    for (size_t i = 0; i < slot->term_count; i++) {
        double score = bm25(scan, slot->terms[i]);
        if (slot->is_plain)
            score += scan->options->headline_boost * bm25(scan, slot->headlines[i]);
        best = score > best ? score : best;
    }
    return best;
}

/* ---- matching ---- */

static bool match(const struct scan *scan, const struct plan *plan, double *score);

static bool match_text(const struct scan *scan, const struct plan *plan, double *score)
{
    bool is_match = false;
    *score = 0;
    for (size_t i = 0; i < plan->row_count; i++) {
        if (!row_stands(scan->article, &plan->rows[i]))
            continue;
        double sum = 0;
        for (size_t j = 0; j < plan->rows[i].count; j++)
            sum += score_slot(scan, &plan->rows[i].slots[j]);
        is_match = true;
        *score = sum > *score ? sum : *score;
    }
    return is_match;
}

static bool match_pattern(const struct scan *scan, const struct plan *plan, double *score)
{
    bool is_match = false;
    *score = 0;
    for (size_t i = 0; i < scan->article->occurrence_count; i++) {
        const struct occurrence *it = &scan->article->occurrences[i];
        if (!pattern_fits(plan->pattern, it))
            continue;
        is_match = true;
        double part = is_text_field(plan->node->field)
                          ? bm25(scan, it->term) * plan->pattern->forms[it->form]
                          : 0;
        *score = part > *score ? part : *score;
    }
    return is_match;
}

static bool match_leaf(const struct scan *scan, const struct plan *plan, double *score)
{
    size_t count;
    if (is_text_field(plan->node->field))
        return match_text(scan, plan, score);
    *score = 0;
    return reference_occurrences(scan->article, plan->keyword, &count) != NULL;
}

/* How many children match; *score receives the sum of their scores. */
static size_t match_children(const struct scan *scan, const struct plan *plan, double *score)
{
    size_t matches = 0;
    *score = 0;
    for (const struct plan *child = plan->child; child != NULL; child = child->next) {
        double part;
        if (!match(scan, child, &part))
            continue;
        *score += part;
        matches++;
    }
    return matches;
}

static bool match_all_children(const struct scan *scan, const struct plan *plan, double *score)
{
    size_t children = 0;
    for (const struct plan *child = plan->child; child != NULL; child = child->next)
        children++;
    return match_children(scan, plan, score) == children;
}

static bool match_date(const struct scan *scan, const struct query_node *date, double *score)
{
    mrg_time published = scan->article->published;
    *score = 0;
    return published != MRG_NO_TIME && (date->from == MRG_NO_TIME || published >= date->from) &&
           (date->to == MRG_NO_TIME || published < date->to);
}

static bool match(const struct scan *scan, const struct plan *plan, double *score)
{
    double ignored;
    *score = 0;
    switch (plan->node->kind) {
    case QUERY_NOTHING:
    case QUERY_LIKE:
        return false;
    case QUERY_WILDCARD:
    case QUERY_FUZZY:
        return match_pattern(scan, plan, score);
    case QUERY_ALL:
        return true;
    case QUERY_AND:
        return match_all_children(scan, plan, score);
    case QUERY_OR:
        return match_children(scan, plan, score) > 0;
    case QUERY_NOT:
        return match(scan, plan->child, score) && !match(scan, plan->child->next, &ignored);
    case QUERY_WORD:
    case QUERY_EXACT:
    case QUERY_PHRASE:
        return match_leaf(scan, plan, score);
    case QUERY_NEAR:
    case QUERY_PRE:
        return match_all_children(scan, plan, score) && near_stands(scan->article, plan);
    case QUERY_DATE:
        return match_date(scan, plan->node, score);
    }
    return false;
}

/* ---- partial matches ---- */

static bool has_words(const struct query_node *node)
{
    if (node->text.size > 0)
        return is_text_field(node->field);
    for (const struct query_node *child = node->child; child != NULL; child = child->next)
        if (has_words(child))
            return true;
    return false;
}

static struct query_node *copy_of(const struct query_node *node, struct arena *arena)
{
    struct query_node *copy = arena_alloc(arena, sizeof *copy);
    assert_non_null(copy);
    *copy = *node;
    copy->next = NULL;
    return copy;
}

static void add_child(struct query_node *parent, struct query_node *child)
{
    child->next = parent->child;
    parent->child = child;
}

static struct query_node *partial_and(const struct query_node *node, struct arena *arena)
{
    struct query_node *all = copy_of(node, arena), *any = copy_of(node, arena);
    size_t words = 0;
    if (node->kind != QUERY_AND)
        return NULL;
    any->kind = QUERY_OR;
    all->child = any->child = NULL;
    for (const struct query_node *child = node->child; child != NULL; child = child->next) {
        bool is_word = has_words(child);
        add_child(is_word ? any : all, copy_of(child, arena));
        words += is_word;
    }
    add_child(all, any);
    return words < 2 ? NULL : all;
}

const struct query_node *reference_partial(const struct query_node *root, struct arena *arena)
{
    if (root->kind != QUERY_NOT)
        return partial_and(root, arena);
    struct query_node *without = copy_of(root, arena), *partial = partial_and(root->child, arena);
    if (partial == NULL)
        return NULL;
    without->child = copy_of(root->child->next, arena);
    add_child(without, partial);
    return without;
}

/* ---- all articles ---- */

size_t reference_languages(const struct reference *reference,
                           language_id languages[REFERENCE_LANGUAGES_MAX])
{
    size_t count = 0;
    for (size_t id = 1; id < language_count(); id++) {
        const char *code = language_code((language_id)id);
        uint32_t term = string_table_find(&reference->terms, IN_LANGUAGE, code, strlen(code));
        size_t articles = term == STRING_NONE ? 0 : reference->document_frequency[term];
        if (articles == 0 || articles * 20 < reference->live)
            continue;
        assert_true(count < REFERENCE_LANGUAGES_MAX);
        languages[count++] = (language_id)id;
    }
    if (count == 0)
        languages[count++] = reference->language;
    return count;
}

/* What qsort needs to know; searches run one at a time. */
static const struct reference *sorted_reference;
static mrg_sort sorted_by;

static int compare_hits(const void *a, const void *b)
{
    const struct reference_hit *x = a, *y = b;
    mrg_time x_time = sorted_reference->articles[x->article].published;
    mrg_time y_time = sorted_reference->articles[y->article].published;
    if (sorted_by == MRG_SORT_RELEVANCE && x->score != y->score)
        return x->score > y->score ? -1 : 1;
    /* Articles without a date come last either way. */
    if (sorted_by != MRG_SORT_RELEVANCE && (x_time == MRG_NO_TIME) != (y_time == MRG_NO_TIME))
        return x_time == MRG_NO_TIME ? 1 : -1;
    if (sorted_by != MRG_SORT_RELEVANCE && x_time != y_time)
        return (x_time > y_time) == (sorted_by == MRG_SORT_NEWEST) ? -1 : 1;
    return x->article < y->article ? -1 : x->article > y->article;
}

void reference_sort(const struct reference *reference, mrg_sort sort,
                    struct reference_result *result)
{
    sorted_reference = reference;
    sorted_by = sort;
    if (result->count > 0)
        qsort(result->hits, result->count, sizeof *result->hits, compare_hits);
}

static bool is_shown(const struct reference_article *article, mrg_time now)
{
    return !article->is_dead && (article->embargo == MRG_NO_TIME || article->embargo <= now);
}

void reference_search(struct reference *reference, const struct query_node *root,
                      const struct reference_options *options, struct reference_result *result)
{
    struct arena arena = ARENA_INIT;
    struct buffer hits = BUFFER_INIT;
    struct plan *plan = reference_plan(reference, root, options, &arena);
    for (size_t i = 0; i < reference->article_count && plan != NULL; i++) {
        struct scan scan = {reference, options, &reference->articles[i]};
        struct reference_hit hit = {i, 0};
        if (is_shown(scan.article, options->now) && match(&scan, plan, &hit.score))
            buffer_append(&hits, &hit, sizeof hit);
    }
    assert_false(hits.failed);
    arena_free(&arena);
    *result = (struct reference_result){(void *)hits.data, hits.size / sizeof *result->hits, false,
                                        plan == NULL};
    reference_sort(reference, MRG_SORT_RELEVANCE, result);
}
