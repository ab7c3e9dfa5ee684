/* Explanations of the native engine: the iterators of one article, asked one by one. */
#include "searcher/explain.h"
#include "searcher/native/native.h"
#include "searcher/native/search.h"

struct native_explaining {
    struct exec_context context;
    uint32_t article; /* in the segment */
};

static bool score_of(void *context, const struct plan_node *node, double *score)
{
    struct native_explaining *explaining = context;
    struct iterator *it = iterator_compile(&explaining->context, node);
    bool has_matched = false;
    if (it != NULL) {
        iterator_advance(it, explaining->article);
        has_matched = it->article == explaining->article && iterator_matches(it);
        if (has_matched)
            *score = iterator_score(it);
    }
    iterator_close(it);
    return has_matched;
}

static uint32_t frequency_of(void *context, const struct plan_term *term)
{
    struct native_explaining *explaining = context;
    const struct exec_context *exec = &explaining->context;
    struct posting_cursor cursor;
    uint32_t frequency = 0;
    if (posting_cursor_open(&cursor, &exec->segment->file, &term->entries[exec->segment_number],
                            exec->segment->meta.articles, exec->error) == MRG_OK &&
        posting_cursor_advance(&cursor, explaining->article) == explaining->article)
        frequency = posting_cursor_frequency(&cursor);
    posting_cursor_close(&cursor);
    return frequency;
}

mrg_status native_explain(const struct engine *engine, const struct plan_node *plan,
                          const mrg_search_options *options, uint64_t number,
                          struct mrg_explanation *explanation, mrg_error *error)
{
    const struct snapshot *snapshot = native_snapshot(engine);
    mrg_error damage = MRG_ERROR_INIT;
    struct bm25 bm25;
    struct arena arena = ARENA_INIT;
    struct native_explaining explaining;
    const struct segment *segment = snapshot_segment(snapshot, number, &explaining.article);
    size_t segment_number = 0;
    while (snapshot->segments[segment_number] != segment)
        segment_number++;
    search_init_bm25(&bm25, snapshot, plan, options);
    const uint32_t *lengths = segment_lengths(segment, &damage);
    explaining.context = (struct exec_context){snapshot, segment, segment_number,
                                               lengths,  &bm25,   options->headline_boost,
                                               &arena,   &damage};
    if (lengths != NULL) {
        struct explainer explainer = {.context = &explaining,
                                      .score_of = score_of,
                                      .frequency_of = frequency_of,
                                      .length = lengths[explaining.article],
                                      .articles = snapshot->articles,
                                      .headline_boost = options->headline_boost,
                                      .error = &damage};
        explain_plan(&explainer, plan, explanation);
    }
    arena_free(&arena);
    if (damage.status != MRG_OK && error != NULL)
        *error = damage;
    return damage.status;
}
