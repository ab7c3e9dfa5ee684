#include "searcher/xapian/compile.h"
#include "common/base/error.h"
#include "common/glass/scheme.h"

#include <float.h>

/* What a node inside another is compiled for: never a check of its own. */
static struct purpose inside(struct purpose purpose)
{
    purpose.is_condition = false;
    return purpose;
}

static const struct purpose plain_filter = {.is_scored = false};

/* ---- words ---- */

static xc_query *all_query(struct compiler *compiler)
{
    xc_query *query;
    mrg_status status = xc_query_all(&query, compiler->error);
    return keep_query(compiler, status, query);
}

/* The query for a word that does not score. xapian-core 1.4.22 reads the list of a term that every document
 * of a shard has as that of all documents, and takes the holes that removed ones left for damage. It does
 * not where it asks the list about single documents, as it does of what is taken away: so all documents are
 * taken but those that are not in the list. An AND with all documents would be simplified away. */
static xc_query *unscored(struct compiler *compiler, const struct plan_term *term, xc_query *word)
{
    if (word == NULL || term->df < shards_least_documents(compiler->shards))
        return word;
    xc_query *others = join_two(compiler, XC_AND_NOT, all_query(compiler), word);
    return join_two(compiler, XC_AND_NOT, all_query(compiler), others);
}

/* A word, and what its headline adds. */
static xc_query *compile_word(struct compiler *compiler, const struct plan_node *node,
                              bool is_scored)
{
    xc_query *word = is_scored && compiler->is_scored
                         ? scale(compiler, term_query(compiler, node->term), node->factor)
                         : unscored(compiler, node->term, term_query(compiler, node->term));
    double boost = compiler->headline_boost * node->factor;
    if (!is_scored || node->headline == NULL || node->headline->df == 0 || !(boost > 0))
        return word;
    xc_query *headline = scale(compiler, term_query(compiler, node->headline), boost);
    return join_two(compiler, XC_AND_MAYBE, word, headline);
}

/* A word as written: the term scores, the form decides. */
static xc_query *compile_exact(struct compiler *compiler, const struct plan_node *node,
                               bool is_scored)
{
    xc_query *form = unscored(compiler, node->term, form_query(compiler, node));
    if (!is_scored)
        return form;
    xc_query *word = scale(compiler, term_query(compiler, node->term), node->factor);
    return join_two(compiler, XC_FILTER, word, form);
}

/* ---- dates ---- */

static xc_query *compile_date(struct compiler *compiler, const struct plan_node *node)
{
    char from[XC_SORTABLE_MAX], last[XC_SORTABLE_MAX];
    xc_query *query = NULL;
    double lowest = node->from != MRG_NO_TIME ? (double)node->from : -DBL_MAX;
    mrg_text lower = {from, xc_sortable(lowest, from)};
    mrg_status status;
    if (node->to == MRG_NO_TIME) {
        status = xc_query_value_ge(SLOT_PUBLISHED, lower, &query, compiler->error);
    } else {
        mrg_text upper = {last, xc_sortable((double)(node->to - 1), last)};
        status = xc_query_value_range(SLOT_PUBLISHED, lower, upper, &query, compiler->error);
    }
    return keep_query(compiler, status, query);
}

/* ---- combinations ---- */

static xc_query *compile_children(struct compiler *compiler, const struct plan_node *node,
                                  xc_operator how, struct purpose purpose)
{
    struct query_parts parts = QUERY_PARTS_INIT;
    for (const struct plan_node *child = node->child; child != NULL; child = child->next)
        parts_add(compiler, &parts, compile_node(compiler, child, purpose));
    return parts_combine(compiler, &parts, how, 0);
}

static xc_query *compile_and(struct compiler *compiler, const struct plan_node *node,
                             struct purpose purpose)
{
    purpose.is_in_and = true;
    return compile_children(compiler, node, XC_AND, purpose);
}

/* Whether Xapian's iterator over the node's query may stay behind at an article that turned out not to
 * match: it does where positions or values decide. */
static bool may_stay_behind(const struct plan_node *node)
{
    if (node->kind == PLAN_PHRASE || node->kind == PLAN_NEAR || node->kind == PLAN_DATE)
        return true;
    for (const struct plan_node *child = node->child; child != NULL; child = child->next)
        if (may_stay_behind(child))
            return true;
    return false;
}

/* The same query in a wrapping that hides it from an AND around it. Within an AND, xapian-core 1.4.22
 * asks an OR about one article after the other, and where one of three parts or more has stayed behind,
 * it takes that part's score of an earlier article. The iterator of MAX only ever moves on. Its parts
 * are the query (AND MAYBE keeps MAX from taking an OR apart) and the same for nothing, which keeps it
 * from being replaced by the first. */
static xc_query *shield(struct compiler *compiler, xc_query *query)
{
    xc_query *copy = NULL;
    if (query == NULL)
        return NULL;
    compiler->has_max = true;
    mrg_status status = xc_query_scale(query, 0, &copy, compiler->error);
    copy = keep_query(compiler, status, copy);
    query = join_two(compiler, XC_AND_MAYBE, query, all_query(compiler));
    return join_two(compiler, XC_MAX, query, copy);
}

static xc_query *compile_or(struct compiler *compiler, const struct plan_node *node,
                            struct purpose purpose)
{
    struct purpose inner = inside(purpose);
    inner.is_in_and = false;
    xc_query *any = compile_children(compiler, node, XC_OR, inner);
    bool is_exposed = purpose.is_scored && purpose.is_in_and && may_stay_behind(node);
    return is_exposed ? shield(compiler, any) : any;
}

static xc_query *compile_max(struct compiler *compiler, const struct plan_node *node,
                             struct purpose purpose)
{
    compiler->has_max |= purpose.is_scored;
    return compile_children(compiler, node, purpose.is_scored ? XC_MAX : XC_OR, inside(purpose));
}

static xc_query *compile_not(struct compiler *compiler, const struct plan_node *node,
                             struct purpose purpose)
{
    xc_query *wanted = compile_node(compiler, node->child, purpose);
    xc_query *excluded = compile_node(compiler, node->child->next, plain_filter);
    return join_two(compiler, XC_AND_NOT, wanted, excluded);
}

static xc_query *compile_filter(struct compiler *compiler, const struct plan_node *node,
                                struct purpose purpose)
{
    struct purpose unscored = purpose;
    unscored.is_scored = false;
    return scale(compiler, compile_node(compiler, node->child, unscored),
                 purpose.is_scored ? 0 : 1);
}

xc_query *compile_node(struct compiler *compiler, const struct plan_node *node,
                       struct purpose purpose)
{
    if (compiler->status != MRG_OK)
        return NULL;
    switch (node->kind) {
    case PLAN_NOTHING:
        return no_query(compiler);
    case PLAN_ALL:
        return all_query(compiler);
    case PLAN_TERM:
        return compile_word(compiler, node, purpose.is_scored);
    case PLAN_EXACT:
        return compile_exact(compiler, node, purpose.is_scored);
    case PLAN_AND:
        return compile_and(compiler, node, purpose);
    case PLAN_OR:
        return compile_or(compiler, node, purpose);
    case PLAN_MAX:
        return compile_max(compiler, node, purpose);
    case PLAN_NOT:
        return compile_not(compiler, node, purpose);
    case PLAN_PHRASE:
    case PLAN_NEAR:
        return compile_row(compiler, node, purpose);
    case PLAN_FILTER:
        return compile_filter(compiler, node, purpose);
    case PLAN_DATE:
        return compile_date(compiler, node);
    }
    return no_query(compiler);
}

/* ---- the whole ---- */

struct candidate *compiler_candidate(struct compiler *compiler)
{
    const char *code = compiler->shards->language;
    if (compiler->status == MRG_OK && !compiler->has_candidate) {
        compiler->has_candidate = true;
        compiler->status =
            candidate_init(&compiler->candidate, compiler->plan,
                           language_find((mrg_text){code, strlen(code)}), compiler->error);
    }
    return compiler->status == MRG_OK ? &compiler->candidate : NULL;
}

xc_query *compile_plan(struct compiler *compiler)
{
    struct purpose purpose = {.is_scored = compiler->is_scored,
                              .is_condition = !compiler->shards->has_remote};
    return compile_node(compiler, compiler->plan, purpose);
}

void compiler_free(struct compiler *compiler)
{
    if (compiler->has_candidate)
        candidate_free(&compiler->candidate);
    buffer_free(&compiler->checks);
}
