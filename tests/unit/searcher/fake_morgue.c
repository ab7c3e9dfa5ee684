#include "tests/unit/searcher/fake_morgue.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/error.h"
#include "searcher/snippet/snippet.h"
#include "tests/unit/searcher/simple_matcher.h"

const mrg_article *fake_articles;
size_t fake_article_count;

struct mrg_index {
    size_t missing; /* shards */
};

struct mrg_query {
    struct simple_matcher simple;
    char text[256];
};

struct mrg_results {
    mrg_hit hits[64];
    size_t first;
    size_t count;
    size_t total;
};

struct mrg_explanation {
    mrg_explanation_part parts[2];
};

mrg_status mrg_index_open_with(const char *path, const mrg_open_options *options, mrg_index **index,
                               mrg_error *error)
{
    size_t missing = strcmp(path, "cluster") == 0 ? 2 : strcmp(path, "cluster1") == 0 ? 1 : 0;
    *index = NULL;
    if (strcmp(path, "locked") == 0)
        return fail(error, MRG_ERR_LOCKED, "%s is locked", path);
    if (strcmp(path, "damaged") == 0)
        return fail(error, MRG_ERR_DAMAGED, "%s: checksum of section 3 is wrong", path);
    if (missing > 0 && !options->partial)
        return fail(error, MRG_ERR_IO, "desk:7654: no answer within %g s", options->timeout);
    if (missing == 0 && strcmp(path, "fake") != 0)
        return fail(error, MRG_ERR_MISSING, "cannot open %s", path);
    *index = calloc(1, sizeof **index);
    if (*index == NULL)
        return fail_memory(error);
    (*index)->missing = missing;
    return MRG_OK;
}

const char *mrg_index_missing(const mrg_index *index, size_t number)
{
    static const char *const names[] = {"desk:7654", "wire:7655"};
    return number < index->missing ? names[number] : NULL;
}

void mrg_index_close(mrg_index *index)
{
    free(index);
}

/* A stored article is the article itself. */
mrg_status mrg_index_fetch(const mrg_index *index, uint64_t number, mrg_stored **stored,
                           mrg_error *error)
{
    (void)index;
    (void)error;
    *stored = (mrg_stored *)(uintptr_t)&fake_articles[number];
    return MRG_OK;
}

mrg_status mrg_index_find(const mrg_index *index, mrg_text id, mrg_stored **stored,
                          mrg_error *error)
{
    *stored = NULL;
    for (size_t i = 0; i < fake_article_count; i++)
        if (fake_articles[i].id.size == id.size &&
            memcmp(fake_articles[i].id.data, id.data, id.size) == 0)
            return mrg_index_fetch(index, i, stored, error);
    return fail(error, MRG_ERR_MISSING, "no article %.*s", (int)id.size, id.data);
}

const mrg_article *mrg_stored_article(const mrg_stored *stored)
{
    return (const mrg_article *)(const void *)stored;
}

void mrg_stored_free(mrg_stored *stored)
{
    (void)stored;
}

mrg_status mrg_query_parse(const mrg_index *index, mrg_text text, const mrg_query_options *options,
                           mrg_query **query, mrg_error *error)
{
    (void)index;
    (void)options;
    *query = NULL;
    if (text.size == 6 && memcmp(text.data, "broken", 6) == 0)
        return fail(error, MRG_ERR_DAMAGED, "segment 1: dictionary is damaged");
    mrg_query *made = calloc(1, sizeof *made);
    if (made == NULL)
        return fail_memory(error);
    simple_matcher_init(&made->simple, text);
    if (text.size > 0 && text.size < sizeof made->text)
        memcpy(made->text, text.data, text.size);
    *query = made;
    return MRG_OK;
}

void mrg_query_free(mrg_query *query)
{
    free(query);
}

const char *mrg_query_as_read(const mrg_query *query)
{
    return query->text;
}

const char *mrg_query_warning(const mrg_query *query, size_t number)
{
    bool has_bracket = strchr(query->text, '(') != NULL;
    return number == 0 && has_bracket ? "a bracket has no partner" : NULL;
}

static size_t count_matches(const mrg_query *query, mrg_text text)
{
    mrg_marked *marked = NULL;
    const mrg_span *spans;
    if (mrg_highlight(query, text, (mrg_text){NULL, 0}, &marked, NULL) != MRG_OK)
        abort();
    size_t count = mrg_marked_spans(marked, &spans);
    mrg_marked_free(marked);
    return count;
}

static int compare_hits(const void *left, const void *right)
{
    const mrg_hit *a = left;
    const mrg_hit *b = right;
    if (a->score > b->score || a->score < b->score)
        return a->score > b->score ? -1 : 1;
    return a->number < b->number ? -1 : 1;
}

mrg_status mrg_search(const mrg_query *query, const mrg_search_options *options,
                      mrg_results **results, mrg_error *error)
{
    mrg_results *made = calloc(1, sizeof *made);
    if (made == NULL)
        return fail_memory(error);
    for (size_t i = 0; i < fake_article_count && made->total < 64; i++) {
        size_t count = count_matches(query, fake_articles[i].headline) +
                       count_matches(query, fake_articles[i].body);
        if (count > 0)
            made->hits[made->total++] = (mrg_hit){i, (double)count};
    }
    qsort(made->hits, made->total, sizeof *made->hits, compare_hits);
    made->first = options->offset < made->total ? options->offset : made->total;
    made->count = made->total - made->first;
    if (made->count > options->limit)
        made->count = options->limit;
    *results = made;
    return MRG_OK;
}

void mrg_results_free(mrg_results *results)
{
    free(results);
}

size_t mrg_results_hits(const mrg_results *results, const mrg_hit **hits)
{
    *hits = results->hits + results->first;
    return results->count;
}

uint64_t mrg_results_total(const mrg_results *results, bool *is_exact)
{
    if (is_exact != NULL)
        *is_exact = true;
    return results->total;
}

bool mrg_results_are_partial(const mrg_results *results)
{
    (void)results;
    return false;
}

mrg_status mrg_explain(const mrg_query *query, const mrg_search_options *options, uint64_t number,
                       mrg_explanation **explanation, mrg_error *error)
{
    (void)query;
    (void)options;
    (void)number;
    *explanation = calloc(1, sizeof **explanation);
    if (*explanation == NULL)
        return fail_memory(error);
    (*explanation)->parts[0] = (mrg_explanation_part){0, "score", 1.5};
    (*explanation)->parts[1] = (mrg_explanation_part){1, "matches", 1.5};
    return MRG_OK;
}

size_t mrg_explanation_parts(const mrg_explanation *explanation, const mrg_explanation_part **parts)
{
    *parts = explanation->parts;
    return 2;
}

void mrg_explanation_free(mrg_explanation *explanation)
{
    free(explanation);
}

mrg_status mrg_snippet(const mrg_query *query, const mrg_article *article,
                       const mrg_snippet_options *options, mrg_marked **snippet, mrg_error *error)
{
    return snippet_make(&query->simple.matcher, article, options, snippet, error);
}

mrg_status mrg_highlight(const mrg_query *query, mrg_text text, mrg_text language,
                         mrg_marked **marked, mrg_error *error)
{
    return highlight_make(&query->simple.matcher, text, language, marked, error);
}
