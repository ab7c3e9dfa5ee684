/* Explanations of the Xapian engine: the stored article, held against each node of the plan. */
#include "searcher/explain.h"
#include "common/base/error.h"
#include "common/glass/scheme.h"
#include "searcher/xapian/candidate.h"
#include "searcher/xapian/engine.h"

struct explained {
    const struct plan_node *plan;
    const mrg_search_options *options;
    uint64_t number;
    struct mrg_explanation *explanation;
};

/* One article being explained. */
struct explaining {
    const struct shards *shards;
    xc_docid docid;
    struct candidate candidate;
    struct bm25 bm25;
    double headline_boost;
    mrg_error *error; /* the first failure */
};

/* Whether the article is among those with a keyword: the index knows, its text does not. */
static bool has_keyword(void *context, const struct plan_term *term)
{
    struct explaining *explaining = context;
    struct glass_term glass;
    xc_postings *postings;
    bool found = false;
    glass_term_of_key(&glass, &term->key);
    mrg_status status = xc_postings_of_term(explaining->shards->database, glass_text(&glass),
                                            &postings, explaining->error);
    if (status == MRG_OK)
        status = xc_postings_skip_to(postings, explaining->docid, &found, explaining->error);
    found = status == MRG_OK && found && xc_postings_docid(postings) == explaining->docid;
    xc_postings_free(postings);
    return found;
}

static bool score_of(void *context, const struct plan_node *node, double *score)
{
    struct explaining *explaining = context;
    struct evaluation evaluation = {.candidate = &explaining->candidate,
                                    .bm25 = &explaining->bm25,
                                    .headline_boost = explaining->headline_boost,
                                    .has_keyword = has_keyword,
                                    .context = explaining};
    bool matches = evaluate(&evaluation, node, score);
    if (evaluation.failed)
        fail_memory(explaining->error);
    return matches && !evaluation.failed;
}

static uint32_t frequency_of(void *context, const struct plan_term *term)
{
    return candidate_frequency(&((struct explaining *)context)->candidate, term);
}

static mrg_status read_article(struct explaining *explaining, mrg_error *error)
{
    xc_document *document;
    mrg_text record;
    mrg_status status =
        xc_database_document(explaining->shards->database, explaining->docid, &document, error);
    if (status == MRG_OK)
        status = xc_document_data(document, &record, error);
    if (status == MRG_OK)
        status = candidate_read(&explaining->candidate, record, error);
    /* The candidate borrows from the record, but its texts are read already; dates are its own. */
    xc_document_free(document);
    return status;
}

static mrg_status tell(struct explaining *explaining, const struct explained *explained,
                       mrg_error *error)
{
    xc_statistics statistics;
    const mrg_search_options *options = explained->options;
    mrg_status status = xc_database_statistics(explaining->shards->database, &statistics, error);
    if (status != MRG_OK)
        return status;
    bm25_init(&explaining->bm25, options->k1, options->b, statistics.documents,
              statistics.total_length);
    struct explainer explainer = {.context = explaining,
                                  .score_of = score_of,
                                  .frequency_of = frequency_of,
                                  .length = explaining->candidate.length,
                                  .articles = statistics.documents,
                                  .headline_boost = options->headline_boost,
                                  .error = explaining->error};
    buffer_clear(&explained->explanation->parts);
    explain_plan(&explainer, explained->plan, explained->explanation);
    return explaining->error->status;
}

static mrg_status explain_article(const struct shards *shards, void *context, mrg_error *error)
{
    const struct explained *explained = context;
    struct explaining explaining = {
        .shards = shards, .headline_boost = explained->options->headline_boost, .error = error};
    if (!shards_docid(shards, explained->number, &explaining.docid))
        return fail(error, MRG_ERR_MISSING, "no article with this number");
    const char *code = shards->language;
    mrg_status status = candidate_init(&explaining.candidate, explained->plan,
                                       language_find((mrg_text){code, strlen(code)}), error);
    if (status == MRG_OK)
        status = read_article(&explaining, error);
    if (status == MRG_OK)
        status = tell(&explaining, explained, error);
    candidate_free(&explaining.candidate);
    return status;
}

mrg_status xapian_explain(const struct engine *engine, const struct plan_node *plan,
                          const mrg_search_options *options, uint64_t number,
                          struct mrg_explanation *explanation, mrg_error *error)
{
    struct explained explained = {plan, options, number, explanation};
    return run_task(engine, explain_article, &explained, error);
}
