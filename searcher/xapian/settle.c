/* Nodes settled before the search: their candidates are read one by one, and those that match go into
 * the query by their ids. For where a check of the results would not do: alternatives, NOT, and servers,
 * which check nothing for us. */
#include "common/base/error.h"
#include "common/glass/scheme.h"
#include "searcher/xapian/compile.h"

enum { PAGE = 500 }; /* candidates asked for at once: their articles are in memory together */

struct settling {
    struct compiler *compiler;
    struct candidate *candidate;
    const struct plan_node *node;
    struct query_parts ids; /* of articles that match */
};

static mrg_status fail_too_many(const struct compiler *compiler)
{
    return fail(compiler->error, MRG_ERR_LIMIT,
                "too many articles have to be read to find words as written, or phrases near each "
                "other (at most %d, and %d that match): narrow the query down, or join it by AND",
                CANDIDATES_MAX, SETTLED_MAX);
}

static void add_article(struct settling *settling)
{
    struct compiler *compiler = settling->compiler;
    struct plan_term term = {.df = 1};
    if (++compiler->settled > SETTLED_MAX) {
        compiler->status = fail_too_many(compiler);
        return;
    }
    term_key_of_id(&term.key, settling->candidate->article.id);
    parts_add(compiler, &settling->ids, term_query(compiler, &term));
}

static mrg_status look_at(struct settling *settling, const xc_matches *matches, uint32_t index)
{
    struct compiler *compiler = settling->compiler;
    struct evaluation evaluation = {.candidate = settling->candidate};
    xc_document *document = NULL;
    mrg_text record;
    double ignored;
    mrg_status status = xc_matches_document(matches, index, &document, compiler->error);
    if (status == MRG_OK)
        status = xc_document_data(document, &record, compiler->error);
    if (status == MRG_OK)
        status = candidate_read(settling->candidate, record, compiler->error);
    if (status == MRG_OK && evaluate(&evaluation, settling->node, &ignored))
        add_article(settling);
    if (status == MRG_OK && evaluation.failed)
        status = fail_memory(compiler->error);
    xc_document_free(document);
    return status;
}

/* Read one page of candidates; *more tells whether there may be another. */
static mrg_status read_page(struct settling *settling, xc_enquire *enquire, uint32_t first,
                            bool *more)
{
    struct compiler *compiler = settling->compiler;
    xc_run run = {.first = first, .count = PAGE};
    xc_matches *matches;
    mrg_status status = xc_enquire_run(enquire, &run, &matches, compiler->error);
    if (status == MRG_OK && compiler->shards->has_remote)
        status = xc_matches_fetch(matches, compiler->error);
    uint32_t size = status == MRG_OK ? xc_matches_summary(matches).size : 0;
    compiler->candidates += size;
    if (status == MRG_OK && compiler->candidates > CANDIDATES_MAX)
        status = fail_too_many(compiler);
    for (uint32_t i = 0; i < size && status == MRG_OK && compiler->status == MRG_OK; i++)
        status = look_at(settling, matches, i);
    *more = size == PAGE;
    xc_matches_free(matches);
    return status;
}

static void read_candidates(struct settling *settling, const xc_query *candidates)
{
    struct compiler *compiler = settling->compiler;
    xc_enquire *enquire = NULL;
    bool more = true;
    mrg_status status = xc_enquire_new(compiler->shards->database, &enquire, compiler->error);
    if (status == MRG_OK)
        status = xc_enquire_set_query(enquire, candidates, 0, compiler->error);
    if (status == MRG_OK)
        status = xc_enquire_set_boolean(enquire, compiler->error);
    for (uint32_t first = 0; status == MRG_OK && compiler->status == MRG_OK && more; first += PAGE)
        status = read_page(settling, enquire, first, &more);
    xc_enquire_free(enquire);
    if (status != MRG_OK && compiler->status == MRG_OK)
        compiler->status = status;
}

xc_query *settle_node(struct compiler *compiler, const struct plan_node *node, xc_query *candidates)
{
    struct settling settling = {.compiler = compiler, .node = node, .ids = QUERY_PARTS_INIT};
    if (candidates == NULL)
        return NULL;
    settling.candidate = compiler_candidate(compiler);
    if (settling.candidate != NULL)
        read_candidates(&settling, candidates);
    xc_query_free(candidates);
    return scale(compiler, parts_combine(compiler, &settling.ids, XC_OR, 0), 0);
}
