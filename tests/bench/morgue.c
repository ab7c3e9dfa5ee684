/* Morgue itself, through its public header, with each of its engines. */
#include <stdio.h>
#include <stdlib.h>

#include "common/base/buffer.h"
#include "tests/bench/bench.h"

static bool check(mrg_status status, const mrg_error *error)
{
    if (status != MRG_OK)
        fprintf(stderr, "morgue-bench: morgue: %s\n", error->message);
    return status == MRG_OK;
}

/* ----------------------------------------------------------------------------------- building */

static void *create(const char *path, const char *engine, size_t memory)
{
    mrg_writer *writer = NULL;
    mrg_error error = MRG_ERROR_INIT;
    mrg_writer_options options = MRG_WRITER_OPTIONS_INIT;
    options.memory = memory;
    options.engine = engine;
    check(mrg_writer_open(path, &options, &writer, &error), &error);
    return writer;
}

static void *create_native(const char *path, size_t memory)
{
    return create(path, "native", memory);
}

static void *create_xapian(const char *path, size_t memory)
{
    return create(path, "xapian", memory);
}

static bool add(void *builder, const mrg_article *article)
{
    mrg_error error = MRG_ERROR_INIT;
    return check(mrg_writer_add(builder, article, NULL, &error), &error);
}

static bool finish(void *builder)
{
    mrg_error error = MRG_ERROR_INIT;
    bool merged = check(mrg_writer_merge(builder, &error), &error);
    mrg_writer_close(builder);
    return merged;
}

/* ---------------------------------------------------------------------------------- searching */

static void *open_index(const char *path)
{
    mrg_index *index = NULL;
    mrg_error error = MRG_ERROR_INIT;
    check(mrg_index_open(path, &index, &error), &error);
    return index;
}

static void close_index(void *index)
{
    mrg_index_close(index);
}

/* The query as a person would type it. */
static void write_query(enum query_kind kind, const struct bench_query *query, struct buffer *text)
{
    const char *between = kind == KIND_OR ? " OR " : " ";
    const char *around = kind == KIND_PHRASE ? "\"" : "";
    buffer_append_string(text, around);
    for (size_t i = 0; i < query->count; i++) {
        buffer_append_string(text, i == 0 ? "" : between);
        buffer_append_string(text, query->words[i]);
    }
    buffer_append_string(text, around);
}

/* Function words are searched as the others search them: every word counts. */
static void *prepare(void *index, enum query_kind kind, const struct bench_query *words)
{
    mrg_query *query = NULL;
    mrg_error error = MRG_ERROR_INIT;
    mrg_query_options options = MRG_QUERY_OPTIONS_INIT;
    options.keep_stopwords = true;
    struct buffer text = BUFFER_INIT;
    write_query(kind, words, &text);
    mrg_text written = {(const char *)text.data, text.size};
    check(mrg_query_parse(index, written, &options, &query, &error), &error);
    buffer_free(&text);
    return query;
}

static void release(void *prepared)
{
    mrg_query_free(prepared);
}

static void take_results(const mrg_results *results, struct answer *answer)
{
    const mrg_hit *hits;
    size_t count = mrg_results_hits(results, &hits);
    bool is_partial = mrg_results_are_partial(results); /* nothing matched the query itself */
    answer->count = is_partial ? 0 : count;
    answer->total = is_partial ? 0 : mrg_results_total(results, NULL);
    for (size_t i = 0; i < answer->count && i < TOP_K; i++) {
        answer->hits[i] = hits[i].number;
        answer->scores[i] = hits[i].score;
    }
}

static bool run(void *index, void *prepared, bool exact_total, struct answer *answer)
{
    (void)index;
    mrg_results *results = NULL;
    mrg_error error = MRG_ERROR_INIT;
    mrg_search_options options = MRG_SEARCH_OPTIONS_INIT;
    options.limit = TOP_K;
    options.exact_total = exact_total;
    options.count_to = 0; /* the others do not count either when only the best are asked for */
    if (!check(mrg_search(prepared, &options, &results, &error), &error))
        return false;
    take_results(results, answer);
    mrg_results_free(results);
    return true;
}

/* ----------------------------------------------------------------------------------- snippets */

static bool fetch_all(const mrg_index *index, const struct answer *answer, mrg_stored **stored)
{
    mrg_error error = MRG_ERROR_INIT;
    for (size_t i = 0; i < answer->count; i++)
        if (!check(mrg_index_fetch(index, answer->hits[i], &stored[i], &error), &error))
            return false;
    return true;
}

static bool cut_all(const mrg_query *query, mrg_stored *const *stored, size_t count)
{
    mrg_error error = MRG_ERROR_INIT;
    for (size_t i = 0; i < count; i++) {
        mrg_marked *snippet = NULL;
        const mrg_article *article = mrg_stored_article(stored[i]);
        if (!check(mrg_snippet(query, article, NULL, &snippet, &error), &error))
            return false;
        mrg_marked_free(snippet);
    }
    return true;
}

static bool show(void *index, void *prepared, const struct answer *answer, double seconds[2])
{
    mrg_stored *stored[TOP_K] = {NULL};
    double start = query_clock();
    bool fetched = fetch_all(index, answer, stored);
    double middle = query_clock();
    bool cut = fetched && cut_all(prepared, stored, answer->count);
    seconds[0] = middle - start;
    seconds[1] = query_clock() - middle;
    for (size_t i = 0; i < TOP_K; i++)
        mrg_stored_free(stored[i]);
    return cut;
}

const struct engine engine_native = {
    .name = "native",
    .what = "Morgue: stems, positions, written forms, stored articles; one segment",
    .create = create_native,
    .add = add,
    .finish = finish,
    .open = open_index,
    .prepare = prepare,
    .run = run,
    .release = release,
    .close = close_index,
    .show = show,
};

const struct engine engine_morgue_xapian = {
    .name = "morgue-xapian",
    .what = "Morgue with engine xapian: the same in a Xapian database, compacted",
    .create = create_xapian,
    .add = add,
    .finish = finish,
    .open = open_index,
    .prepare = prepare,
    .run = run,
    .release = release,
    .close = close_index,
    .show = show,
    .answers_as_native = true,
};
