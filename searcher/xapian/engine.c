/* The Xapian engine behind the seam: opening, lookups, written forms, stored articles. */
#include "searcher/xapian/engine.h"
#include "common/base/error.h"
#include "common/glass/scheme.h"
#include "common/segment/article_record.h"
#include "searcher/plan/plan.h"

#include <stdio.h>
#include <stdlib.h>

/* ---- terms ---- */

static mrg_status find_frequency(const struct shards *shards, void *context, mrg_error *error)
{
    struct plan_term *term = context;
    struct glass_term glass;
    uint32_t documents = 0;
    glass_term_of_key(&glass, &term->key);
    mrg_status status =
        xc_database_term_frequency(shards->database, glass_text(&glass), &documents, error);
    term->df = documents;
    return status;
}

static mrg_status find_term(const struct engine *engine, struct plan_term *term,
                            struct arena *arena, mrg_error *error)
{
    (void)arena;
    term->entries = NULL;
    return run_task(engine, find_frequency, term, error);
}

struct form_walk {
    const struct term_key *start;
    engine_form_visitor *visit;
    void *context;
};

/* Take a term apart: one of a form, or a keyword, whose only form is itself. */
static bool read_form(enum key_field field, mrg_text term, mrg_text *text, mrg_text *form)
{
    struct term_key empty;
    struct glass_term prefix;
    if (field_has_positions(field))
        return glass_read_form(field, term, text, form);
    term_key_make(&empty, field, (mrg_text){NULL, 0});
    glass_term_of_key(&prefix, &empty);
    *text = (mrg_text){term.data + prefix.size, term.size - prefix.size};
    *form = *text;
    return true;
}

static mrg_status walk_forms(const struct shards *shards, void *context, mrg_error *error)
{
    const struct form_walk *walk = context;
    const struct term_key *start = walk->start;
    enum key_field field = (enum key_field)start->bytes[0];
    struct glass_term prefix;
    xc_terms *terms;
    bool found = true;
    if (field_has_positions(field))
        glass_forms_of(&prefix, field, (mrg_text){(const char *)start->bytes + 1, start->size - 1});
    else
        glass_term_of_key(&prefix, start);
    mrg_status status = xc_terms_of_database(shards->database, glass_text(&prefix), &terms, error);
    while (status == MRG_OK && found) {
        mrg_text text, form;
        status = xc_terms_next(terms, &found, error);
        if (status == MRG_OK && found && read_form(field, xc_terms_text(terms), &text, &form))
            found = walk->visit(walk->context, text, form);
    }
    xc_terms_free(terms);
    return status;
}

static mrg_status each_form(const struct engine *engine, const struct term_key *start,
                            engine_form_visitor *visit, void *context, mrg_error *error)
{
    struct form_walk walk = {start, visit, context};
    return run_task(engine, walk_forms, &walk, error);
}

/* ---- stored articles ---- */

struct fetching {
    uint64_t number;
    struct mrg_stored *stored;
};

static mrg_status read_words(xc_document *document, mrg_article *article, mrg_error *error)
{
    double words = 0;
    mrg_status status = xc_document_number(document, SLOT_WORDS, &words, error);
    article->word_count = status == MRG_OK && words > 0 ? (uint64_t)words : 0;
    return status == MRG_ERR_MISSING ? MRG_OK : status;
}

static mrg_status read_stored(xc_document *document, struct mrg_stored *stored, mrg_error *error)
{
    mrg_text record;
    mrg_status status = xc_document_data(document, &record, error);
    if (status != MRG_OK)
        return status;
    buffer_clear(&stored->data);
    arena_clear(&stored->arena);
    buffer_append(&stored->data, record.data, record.size);
    if (stored->data.failed)
        return fail_memory(error);
    if (!article_record_read(stored->data.data, stored->data.size, &stored->arena,
                             &stored->article))
        return stored->arena.failed ? fail_memory(error)
                                    : fail(error, MRG_ERR_DAMAGED,
                                           "xapian: the data of document %u is no stored article",
                                           xc_document_docid(document));
    return read_words(document, &stored->article, error);
}

static mrg_status fetch_article(const struct shards *shards, void *context, mrg_error *error)
{
    const struct fetching *fetching = context;
    xc_document *document = NULL;
    xc_docid docid;
    mrg_status status = MRG_ERR_MISSING;
    if (shards_docid(shards, fetching->number, &docid))
        status = xc_database_document(shards->database, docid, &document, error);
    if (status == MRG_OK)
        status = read_stored(document, fetching->stored, error);
    xc_document_free(document);
    return status == MRG_ERR_MISSING ? fail(error, status, "no article with this number") : status;
}

static mrg_status fetch(const struct engine *engine, uint64_t number, struct mrg_stored *stored,
                        mrg_error *error)
{
    struct fetching fetching = {number, stored};
    return run_task(engine, fetch_article, &fetching, error);
}

struct id_search {
    struct term_key key;
    uint64_t number;
    bool found;
};

static mrg_status find_posting(const struct shards *shards, void *context, mrg_error *error)
{
    struct id_search *search = context;
    struct glass_term glass;
    xc_postings *postings;
    glass_term_of_key(&glass, &search->key);
    mrg_status status = xc_postings_of_term(shards->database, glass_text(&glass), &postings, error);
    if (status == MRG_OK)
        status = xc_postings_next(postings, &search->found, error);
    if (status == MRG_OK && search->found)
        search->number = shards_number(shards, xc_postings_docid(postings));
    xc_postings_free(postings);
    return status;
}

static mrg_status find_id(const struct engine *engine, mrg_text id, uint64_t *number, bool *found,
                          mrg_error *error)
{
    struct id_search search = {.number = 0};
    term_key_of_id(&search.key, id);
    mrg_status status = run_task(engine, find_posting, &search, error);
    *found = status == MRG_OK && search.found;
    if (*found)
        *number = search.number;
    return status;
}

/* ---- shards left out ---- */

static const char *missing(const struct engine *engine, size_t number)
{
    struct xapian_state *state = ((const struct xapian_engine *)engine)->state;
    const char *name = NULL;
    pthread_mutex_lock(&state->lock);
    for (size_t i = 0; i < state->shards.count && name == NULL; i++)
        if (state->shards.items[i].is_missing && number-- == 0)
            name = state->shards.items[i].name;
    pthread_mutex_unlock(&state->lock);
    return name;
}

/* ---- opening and closing ---- */

static void close_engine(struct engine *engine)
{
    struct xapian_engine *opened = (struct xapian_engine *)engine;
    if (opened->state != NULL) {
        shards_free(&opened->state->shards);
        pthread_mutex_destroy(&opened->state->lock);
    }
    free(opened->state);
    free(opened);
}

/* Numbers below which every article's is: with room for those that a writer adds while the engine is
 * open, as a database that was changed twice can only be read as it is then. */
static uint64_t count_numbers(const struct shards *shards)
{
    uint64_t rows = 0;
    for (size_t i = 0; i < shards->live_count; i++) {
        uint64_t last = shards->items[shards->live[i]].last_docid;
        rows = last > rows ? last : rows;
    }
    return (rows + rows / 2 + (1 << 16)) * shards->count;
}

static mrg_status open_state(struct xapian_engine *opened, const struct shard *shards, size_t count,
                             const mrg_open_options *options, mrg_error *error)
{
    opened->state = calloc(1, sizeof *opened->state);
    if (opened->state == NULL)
        return fail_memory(error);
    pthread_mutex_init(&opened->state->lock, NULL);
    mrg_status status = shards_init(&opened->state->shards, shards, count, options, error);
    if (status == MRG_OK)
        status = shards_connect(&opened->state->shards, error);
    return status;
}

static mrg_status describe(struct engine *engine, const struct shards *shards, mrg_error *error)
{
    xc_statistics statistics;
    mrg_status status = xc_database_statistics(shards->database, &statistics, error);
    if (status != MRG_OK)
        return status;
    engine->articles = statistics.documents;
    engine->numbers = count_numbers(shards);
    memcpy(engine->language, shards->language, sizeof engine->language);
    return MRG_OK;
}

mrg_status xapian_engine_open(const struct shard *shards, size_t count,
                              const mrg_open_options *options, struct engine **engine,
                              mrg_error *error)
{
    static const struct engine_ops ops = {.close = close_engine,
                                          .find_term = find_term,
                                          .each_form = each_form,
                                          .search = xapian_search,
                                          .explain = xapian_explain,
                                          .fetch = fetch,
                                          .find_id = find_id,
                                          .each_facet = xapian_each_facet,
                                          .get_stats = xapian_get_stats,
                                          .get_parts = xapian_get_parts,
                                          .missing = missing};
    struct xapian_engine *opened = calloc(1, sizeof *opened);
    if (opened == NULL)
        return fail_memory(error);
    opened->base.ops = &ops;
    opened->base.name = GLASS_ENGINE;
    mrg_status status = open_state(opened, shards, count, options, error);
    if (status == MRG_OK)
        status = describe(&opened->base, &opened->state->shards, error);
    if (status != MRG_OK) {
        close_engine(&opened->base);
        return status;
    }
    *engine = &opened->base;
    return MRG_OK;
}
