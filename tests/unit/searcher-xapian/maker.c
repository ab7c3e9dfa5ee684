#include "tests/unit/searcher-xapian/maker.h"

#include "searcher/index.h"
#include "tests/cmocka_all.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

mrg_text text_of(const char *string)
{
    return (mrg_text){string, strlen(string)};
}

void store_items(const char *folder, const struct item *items, size_t count, size_t shard,
                 size_t shards)
{
    mrg_writer_options options = MRG_WRITER_OPTIONS_INIT;
    mrg_writer *writer;
    options.engine = "xapian";
    assert_int_equal(mrg_writer_open(folder, &options, &writer, NULL), MRG_OK);
    for (size_t i = shard; i < count; i += shards) {
        mrg_article article = MRG_ARTICLE_INIT;
        article.id = text_of(items[i].id);
        article.headline = text_of(items[i].headline);
        article.body = text_of(items[i].body);
        article.language = text_of("en");
        assert_int_equal(mrg_writer_add(writer, &article, NULL, NULL), MRG_OK);
    }
    assert_int_equal(mrg_writer_commit(writer, NULL), MRG_OK);
    mrg_writer_close(writer);
}

mrg_index *open_shards(const struct shard *shards, size_t count, const mrg_open_options *options)
{
    const mrg_open_options defaults = MRG_OPEN_OPTIONS_INIT;
    mrg_error error = MRG_ERROR_INIT;
    mrg_index *index = calloc(1, sizeof *index);
    assert_non_null(index);
    pthread_mutex_init(&index->lock, NULL);
    index->path = strdup("the shards");
    if (xapian_engine_open(shards, count, options != NULL ? options : &defaults, &index->engine,
                           &error) != MRG_OK)
        fail_msg("%s", error.message);
    return index;
}

void close_shards(mrg_index *index)
{
    mrg_index_close(index);
}

static int compare_ids(const void *a, const void *b)
{
    return strcmp(a, b);
}

enum { FOUND_MAX = 50, ID_MAX = 20 };

static void list_ids(const mrg_index *index, const mrg_results *results, char *line, size_t size)
{
    char ids[FOUND_MAX][ID_MAX];
    const mrg_hit *hits;
    size_t count = mrg_results_hits(results, &hits), used = 0;
    bool is_exact;
    assert_true(count <= FOUND_MAX);
    assert_int_equal(mrg_results_total(results, &is_exact), count);
    assert_true(is_exact);
    for (size_t i = 0; i < count; i++) {
        mrg_stored *stored;
        assert_int_equal(mrg_index_fetch(index, hits[i].number, &stored, NULL), MRG_OK);
        mrg_text id = mrg_stored_article(stored)->id;
        snprintf(ids[i], ID_MAX, "%.*s", (int)id.size, id.data);
        mrg_stored_free(stored);
    }
    qsort(ids, count, ID_MAX, compare_ids);
    line[0] = '\0';
    for (size_t i = 0; i < count; i++)
        used += (size_t)snprintf(line + used, size - used, "%s ", ids[i]);
}

const char *ids_found(const mrg_index *index, const char *query)
{
    static char line[FOUND_MAX * (ID_MAX + 1) + 600];
    mrg_search_options options = MRG_SEARCH_OPTIONS_INIT;
    mrg_query *parsed = NULL;
    mrg_results *results = NULL;
    mrg_error error = MRG_ERROR_INIT;
    options.limit = FOUND_MAX;
    options.exact_total = true;
    mrg_status status = mrg_query_parse(index, text_of(query), NULL, &parsed, &error);
    if (status == MRG_OK)
        status = mrg_search(parsed, &options, &results, &error);
    if (status == MRG_OK)
        list_ids(index, results, line, sizeof line);
    else
        snprintf(line, sizeof line, "! %s", error.message);
    mrg_results_free(results);
    mrg_query_free(parsed);
    return line;
}
