/* Queries put together, with one failure remembered for all. */
#include "common/base/error.h"
#include "common/glass/scheme.h"
#include "searcher/xapian/compile.h"

xc_query *keep_query(struct compiler *compiler, mrg_status status, xc_query *query)
{
    if (status != MRG_OK && compiler->status == MRG_OK)
        compiler->status = status;
    if (compiler->status == MRG_OK)
        return query;
    xc_query_free(query);
    return NULL;
}

/* Where a maker may put its failure: only the first one counts. */
static mrg_error *room_for_error(const struct compiler *compiler)
{
    return compiler->status == MRG_OK ? compiler->error : NULL;
}

void parts_add(struct compiler *compiler, struct query_parts *parts, xc_query *part)
{
    if (part == NULL)
        return; /* whoever made it has said why */
    buffer_append(&parts->queries, &part, sizeof part);
    if (!parts->queries.failed)
        return;
    xc_query_free(part);
    if (compiler->status == MRG_OK)
        compiler->status = fail_memory(compiler->error);
}

xc_query *parts_combine(struct compiler *compiler, struct query_parts *parts, xc_operator how,
                        uint32_t window)
{
    xc_query **queries = (xc_query **)(void *)parts->queries.data;
    size_t count = parts->queries.size / sizeof *queries;
    xc_query *whole = NULL;
    if (compiler->status == MRG_OK && count == 1) {
        whole = queries[0];
        count = 0;
    } else if (compiler->status == MRG_OK) {
        mrg_status status = xc_query_combine(how, (const xc_query *const *)queries, count, window,
                                             &whole, compiler->error);
        whole = keep_query(compiler, status, whole);
    }
    for (size_t i = 0; i < count; i++)
        xc_query_free(queries[i]);
    buffer_free(&parts->queries);
    return whole;
}

xc_query *join_two(struct compiler *compiler, xc_operator how, xc_query *first, xc_query *second)
{
    struct query_parts parts = QUERY_PARTS_INIT;
    parts_add(compiler, &parts, first);
    parts_add(compiler, &parts, second);
    return parts_combine(compiler, &parts, how, 0);
}

xc_query *scale(struct compiler *compiler, xc_query *part, double factor)
{
    xc_query *scaled = NULL;
    if (part == NULL || factor == 1)
        return part;
    mrg_status status = xc_query_scale(part, factor, &scaled, room_for_error(compiler));
    xc_query_free(part);
    return keep_query(compiler, status, scaled);
}

xc_query *no_query(struct compiler *compiler)
{
    xc_query *query;
    mrg_status status = xc_query_none(&query, room_for_error(compiler));
    return keep_query(compiler, status, query);
}

static xc_query *query_of(struct compiler *compiler, const struct glass_term *term)
{
    xc_query *query;
    mrg_status status = xc_query_term(glass_text(term), 1, 0, &query, room_for_error(compiler));
    return keep_query(compiler, status, query);
}

xc_query *term_query(struct compiler *compiler, const struct plan_term *term)
{
    struct glass_term glass;
    if (term->df == 0)
        return no_query(compiler);
    glass_term_of_key(&glass, &term->key);
    return query_of(compiler, &glass);
}

xc_query *form_query(struct compiler *compiler, const struct plan_node *exact)
{
    struct glass_term glass;
    const struct term_key *key = &exact->term->key;
    glass_term_of_form(&glass, (enum key_field)key->bytes[0],
                       (mrg_text){(const char *)key->bytes + 1, key->size - 1}, exact->form);
    return query_of(compiler, &glass);
}
