#include "indexer/cli/found.h"

#include <string.h>

#include "common/base/error.h"

static mrg_status visit(const mrg_index *index, const mrg_results *results, found_each *each,
                        void *context, mrg_error *error)
{
    const mrg_hit *hits;
    size_t count = mrg_results_hits(results, &hits);
    for (size_t i = 0; i < count; i++) {
        mrg_stored *stored = NULL;
        mrg_status status = mrg_index_fetch(index, hits[i].number, &stored, error);
        bool go_on = status == MRG_OK && each(context, mrg_stored_article(stored));
        mrg_stored_free(stored);
        if (!go_on)
            return status;
    }
    return MRG_OK;
}

/* All matches; *results stays NULL when there are none. */
static mrg_status search_all(const mrg_query *query, mrg_results **results, mrg_error *error)
{
    mrg_search_options options = MRG_SEARCH_OPTIONS_INIT;
    options.exact_total = true;
    options.limit = 0;
    options.now = INT64_MAX;
    mrg_status status = mrg_search(query, &options, results, error);
    if (status != MRG_OK)
        return status;
    bool is_partial = mrg_results_are_partial(*results);
    uint64_t total = mrg_results_total(*results, NULL);
    mrg_results_free(*results);
    *results = NULL;
    if (is_partial || total == 0)
        return MRG_OK;
    options.limit = (size_t)total;
    return mrg_search(query, &options, results, error);
}

/* Run a query that was read; releases it. */
static mrg_status run_query(const mrg_index *index, mrg_query *query, found_each *each,
                            void *context, mrg_error *error)
{
    mrg_results *results = NULL;
    mrg_status status = search_all(query, &results, error);
    if (status == MRG_OK && results != NULL)
        status = visit(index, results, each, context, error);
    mrg_results_free(results);
    mrg_query_free(query);
    return status;
}

mrg_status found_by_query(const mrg_index *index, mrg_text text, found_each *each, void *context,
                          mrg_error *error)
{
    mrg_query *query = NULL;
    mrg_status status = mrg_query_parse(index, text, NULL, &query, error);
    return status == MRG_OK ? run_query(index, query, each, context, error) : status;
}

/* ---- the articles of a file ---- */

/* The query for the file `path` in these quotation marks; *query stays NULL when the path has such marks
 * in it, so that it is read as something else. */
static mrg_status read_quoted(const mrg_index *index, mrg_text path, const char *const marks[2],
                              mrg_query **query, mrg_error *error)
{
    struct buffer text = BUFFER_INIT;
    buffer_append_string(&text, "file:");
    buffer_append_string(&text, marks[0]);
    buffer_append(&text, path.data, path.size);
    buffer_append_string(&text, marks[1]);
    const char *written = buffer_c_string(&text);
    mrg_status status = written == NULL ? fail_memory(error)
                                        : mrg_query_parse(index, (mrg_text){written, text.size},
                                                          NULL, query, error);
    if (status == MRG_OK && strcmp(mrg_query_as_read(*query), written) != 0) {
        mrg_query_free(*query);
        *query = NULL;
    }
    buffer_free(&text);
    return status;
}

static mrg_status read_path(const mrg_index *index, mrg_text path, mrg_query **query,
                            mrg_error *error)
{
    static const char *const marks[][2] = {{"\"", "\""},
                                           {"\u00AB", "\u00BB"},
                                           {"\u2039", "\u203A"},
                                           {"\u300C", "\u300D"},
                                           {"\u300E", "\u300F"}};
    mrg_status status = MRG_OK;
    for (size_t i = 0; i < sizeof marks / sizeof *marks && status == MRG_OK && *query == NULL; i++)
        status = read_quoted(index, path, marks[i], query, error);
    if (status == MRG_OK && *query == NULL)
        status = fail(error, MRG_ERR_UNSUPPORTED, "%.*s: no query can name this file",
                      path.size < 400 ? (int)path.size : 400, path.data);
    return status;
}

/* Articles that must be of this very file: a long path is found by a hash. */
struct file_search {
    mrg_text path;    /* borrowed */
    found_each *each; /* what to call for them */
    void *context;    /* given to it */
};

static bool take_if_of_file(void *context, const mrg_article *article)
{
    const struct file_search *search = context;
    bool is_same = article->file.size == search->path.size &&
                   memcmp(article->file.data, search->path.data, search->path.size) == 0;
    return !is_same || search->each(search->context, article);
}

mrg_status found_in_file(const mrg_index *index, mrg_text path, found_each *each, void *context,
                         mrg_error *error)
{
    struct file_search search = {path, each, context};
    mrg_query *query = NULL;
    mrg_status status = read_path(index, path, &query, error);
    return status == MRG_OK ? run_query(index, query, take_if_of_file, &search, error) : status;
}
