/* Hits for programs: docs/search-output.schema.json describes the document. */
#include <math.h>

#include "searcher/cli/article_json.h"
#include "searcher/cli/missing.h"
#include "searcher/cli/search.h"

static void append_explanation(struct json_writer *json, const mrg_explanation *explanation)
{
    const mrg_explanation_part *parts;
    size_t count = mrg_explanation_parts(explanation, &parts);
    json_key(json, "explanation");
    json_begin_array(json);
    for (size_t i = 0; i < count; i++) {
        json_begin_object(json);
        json_key(json, "depth");
        json_count(json, parts[i].depth);
        json_key(json, "text");
        json_string(json, parts[i].text);
        json_key(json, "value");
        json_number(json, parts[i].value);
        json_end_object(json);
    }
    json_end_array(json);
}

static void append_found(struct json_writer *json, const struct found *found)
{
    json_begin_object(json);
    json_key(json, "rank");
    json_count(json, found->rank);
    json_key(json, "score");
    json_number(json, found->hit.score);
    json_article_members(json, found->article);
    json_key(json, "marked_headline");
    json_marked(json, found->headline);
    json_key(json, "snippet");
    if (found->snippet != NULL)
        json_marked(json, found->snippet);
    else
        json_null(json);
    if (found->explanation != NULL)
        append_explanation(json, found->explanation);
    json_end_object(json);
}

static const char *sort_name(mrg_sort sort)
{
    switch (sort) {
    case MRG_SORT_RELEVANCE:
        return "relevance";
    case MRG_SORT_NEWEST:
        return "newest";
    case MRG_SORT_OLDEST:
        return "oldest";
    }
    return "relevance";
}

static void append_head(struct json_writer *json, const struct search *search)
{
    bool is_exact;
    uint64_t total = mrg_results_total(search->results, &is_exact);
    json_key(json, "morgue");
    json_count(json, JSON_VERSION);
    json_query_member(json, search->query, search->number, search->text);
    json_key(json, "total");
    json_begin_object(json);
    json_key(json, "value");
    json_count(json, total);
    json_key(json, "exact");
    json_bool(json, is_exact);
    json_end_object(json);
    json_key(json, "partial");
    json_bool(json, mrg_results_are_partial(search->results));
    missing_json_member(json, search->index);
    json_key(json, "sort");
    json_string(json, sort_name(search->options->search.sort));
    json_key(json, "offset");
    json_count(json, search->options->search.offset);
    json_key(json, "took_ms");
    json_number(json, round(search->milliseconds * 1e3) / 1e3); /* whole microseconds */
}

mrg_status search_append_json(struct buffer *out, const struct search *search, bool is_pretty,
                              mrg_error *error)
{
    struct json_writer json;
    json_init(&json, out, is_pretty);
    json_begin_object(&json);
    append_head(&json, search);
    json_key(&json, "hits");
    json_begin_array(&json);
    mrg_status status = MRG_OK;
    for (size_t i = 0; i < search->hit_count && status == MRG_OK; i++) {
        struct found found;
        status = found_fetch(&found, search, i, error);
        if (status == MRG_OK)
            append_found(&json, &found);
        found_free(&found);
    }
    json_end_array(&json);
    json_end_object(&json);
    buffer_append_byte(out, '\n');
    return status;
}
