#include "searcher/explain.h"
#include "common/base/error.h"

#include <inttypes.h>

enum { DEPTH_MAX = 200 }; /* parts below are left out */

struct explaining {
    const struct explainer *explainer;
    struct mrg_explanation *explanation;
};

static void add_part(struct explaining *explaining, unsigned depth, double value,
                     struct buffer *text)
{
    struct mrg_explanation *explanation = explaining->explanation;
    const char *line = buffer_c_string(text);
    char *copy = line != NULL ? arena_copy(&explanation->arena, line, text->size) : NULL;
    mrg_explanation_part part = {depth, copy, value};
    buffer_append(&explanation->parts, &part, sizeof part);
    if (copy == NULL || explanation->parts.failed)
        fail_memory(explaining->explainer->error);
    buffer_free(text);
}

/* A term by itself, without its headline. */
static void explain_term(struct explaining *explaining, const struct plan_node *node,
                         const struct plan_term *term, double factor, unsigned depth)
{
    static const char *const fields[] = {
        [KEY_TEXT] = "text", [KEY_HEADLINE] = "headline", [KEY_BYLINE] = "byline"};
    const struct explainer *explainer = explaining->explainer;
    struct plan_node alone = *node;
    struct buffer text = BUFFER_INIT;
    double score;
    alone.term = (struct plan_term *)(uintptr_t)term;
    alone.headline = NULL;
    alone.factor = factor;
    if (!explainer->score_of(explainer->context, &alone, &score))
        return;
    unsigned field = term->key.bytes[0];
    buffer_append_format(&text, "%.*s in %s, term ", (int)node->label.size,
                         node->label.size > 0 ? node->label.data : "",
                         field <= KEY_BYLINE ? fields[field] : "a keyword field");
    buffer_append(&text, term->key.bytes + 1, term->key.size - 1);
    buffer_append_format(
        &text, ": %" PRIu32 " in %" PRIu32 " words; in %" PRIu64 " of %" PRIu64 " articles",
        explainer->frequency_of(explainer->context, term), explainer->length, term->df,
        explainer->articles);
    if (factor != 1)
        buffer_append_format(&text, "; times %g", factor);
    add_part(explaining, depth, score, &text);
}

static const char *describe_kind(enum plan_kind kind)
{
    switch (kind) {
    case PLAN_NOTHING:
        return "nothing";
    case PLAN_ALL:
        return "every article";
    case PLAN_TERM:
    case PLAN_EXACT:
        return "word";
    case PLAN_AND:
        return "all of, sum";
    case PLAN_OR:
        return "any of, sum of those that match";
    case PLAN_MAX:
        return "best of";
    case PLAN_NOT:
        return "the first without the second";
    case PLAN_PHRASE:
        return "phrase, sum of its words";
    case PLAN_NEAR:
        return "near each other, sum of the words";
    case PLAN_FILTER:
        return "filter";
    case PLAN_DATE:
        return "date";
    }
    return "";
}

static void explain_node(struct explaining *explaining, const struct plan_node *node,
                         unsigned depth)
{
    const struct explainer *explainer = explaining->explainer;
    double score;
    struct buffer text = BUFFER_INIT;
    if (!explainer->score_of(explainer->context, node, &score))
        return;
    bool is_leaf = node->kind == PLAN_TERM || node->kind == PLAN_EXACT;
    if (is_leaf && node->headline == NULL) {
        explain_term(explaining, node, node->term, node->factor, depth);
        return;
    }
    if (is_leaf) {
        buffer_append_format(&text, "%.*s", (int)node->label.size, node->label.data);
        add_part(explaining, depth, score, &text);
        explain_term(explaining, node, node->term, node->factor, depth + 1);
        if (explainer->headline_boost > 0 && node->headline->df > 0)
            explain_term(explaining, node, node->headline, node->factor * explainer->headline_boost,
                         depth + 1);
        return;
    }
    buffer_append_string(&text, describe_kind(node->kind));
    add_part(explaining, depth, score, &text);
    if (node->kind == PLAN_FILTER || depth > DEPTH_MAX)
        return;
    for (const struct plan_node *child = node->child; child != NULL; child = child->next)
        explain_node(explaining, child, depth + 1);
}

void explain_plan(const struct explainer *explainer, const struct plan_node *plan,
                  struct mrg_explanation *explanation)
{
    struct explaining explaining = {explainer, explanation};
    explain_node(&explaining, plan, 0);
}
