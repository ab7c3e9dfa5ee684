/* An article held against a plan: the plainest reading of what each kind of node means. */
#include "searcher/xapian/candidate.h"

static double term_score(const struct evaluation *evaluation, const struct plan_term *term,
                         double factor, uint32_t frequency)
{
    const struct bm25 *bm25 = evaluation->bm25;
    if (bm25 == NULL || frequency == 0)
        return 0;
    return bm25_score(bm25, bm25_weight(bm25, term->df) * factor, frequency,
                      evaluation->candidate->length);
}

static bool evaluate_keyword(struct evaluation *evaluation, const struct plan_term *term)
{
    return evaluation->has_keyword != NULL && evaluation->has_keyword(evaluation->context, term);
}

static bool has_places(struct evaluation *evaluation, const struct plan_node *node)
{
    struct buffer places = BUFFER_INIT;
    append_places(evaluation->candidate, node, &places);
    evaluation->failed |= places.failed;
    bool any = places.size > 0;
    buffer_free(&places);
    return any;
}

static bool evaluate_word(struct evaluation *evaluation, const struct plan_node *node,
                          double *score)
{
    const struct candidate *candidate = evaluation->candidate;
    double boost = evaluation->headline_boost;
    if (!field_has_positions((enum key_field)node->term->key.bytes[0]))
        return evaluate_keyword(evaluation, node->term);
    uint32_t frequency = candidate_frequency(candidate, node->term);
    if (frequency == 0 || (node->kind == PLAN_EXACT && !has_places(evaluation, node)))
        return false;
    *score = term_score(evaluation, node->term, node->factor, frequency);
    if (node->kind == PLAN_TERM && node->headline != NULL && boost > 0)
        *score += term_score(evaluation, node->headline, node->factor * boost,
                             candidate_frequency(candidate, node->headline));
    return true;
}

/* How many of the children match, the sum of their scores and the best of them. */
static size_t evaluate_children(struct evaluation *evaluation, const struct plan_node *node,
                                double *sum, double *best)
{
    size_t matches = 0;
    *sum = *best = 0;
    for (const struct plan_node *child = node->child; child != NULL; child = child->next) {
        double score;
        if (!evaluate(evaluation, child, &score))
            continue;
        *sum += score;
        *best = score > *best ? score : *best;
        matches++;
    }
    return matches;
}

static bool evaluate_all(struct evaluation *evaluation, const struct plan_node *node, double *score)
{
    double best;
    size_t children = 0;
    for (const struct plan_node *child = node->child; child != NULL; child = child->next)
        children++;
    return evaluate_children(evaluation, node, score, &best) == children && children > 0;
}

static bool evaluate_any(struct evaluation *evaluation, const struct plan_node *node, double *score)
{
    double sum, best;
    if (evaluate_children(evaluation, node, &sum, &best) == 0)
        return false;
    *score = node->kind == PLAN_MAX ? best : sum;
    return true;
}

static bool evaluate_row(struct evaluation *evaluation, const struct plan_node *node, double *score)
{
    if (!evaluate_all(evaluation, node, score))
        return false;
    if (node->child->next == NULL) /* nothing to stand beside */
        return true;
    if (node->kind == PLAN_PHRASE)
        return has_places(evaluation, node);
    return stands_near(evaluation->candidate, node, &evaluation->failed);
}

static bool is_published_in(const struct candidate *candidate, const struct plan_node *date)
{
    mrg_time published = candidate->article.published;
    return published != MRG_NO_TIME && (date->from == MRG_NO_TIME || published >= date->from) &&
           (date->to == MRG_NO_TIME || published < date->to);
}

bool evaluate(struct evaluation *evaluation, const struct plan_node *node, double *score)
{
    double ignored;
    *score = 0;
    switch (node->kind) {
    case PLAN_NOTHING:
        return false;
    case PLAN_ALL:
        return true;
    case PLAN_TERM:
    case PLAN_EXACT:
        return evaluate_word(evaluation, node, score);
    case PLAN_AND:
        return evaluate_all(evaluation, node, score);
    case PLAN_OR:
    case PLAN_MAX:
        return evaluate_any(evaluation, node, score);
    case PLAN_NOT:
        return evaluate(evaluation, node->child, score) &&
               !evaluate(evaluation, node->child->next, &ignored);
    case PLAN_PHRASE:
    case PLAN_NEAR:
        return evaluate_row(evaluation, node, score);
    case PLAN_FILTER:
        return evaluate(evaluation, node->child, &ignored);
    case PLAN_DATE:
        return is_published_in(evaluation->candidate, node);
    }
    return false;
}
