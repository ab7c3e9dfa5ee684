#include "tests/crash/probes.h"

#include <stdio.h>
#include <string.h>

/* The index's own figures and single articles come first, then one probe a query. */
enum { PROBE_FIGURES, PROBE_IDS, PROBE_NUMBERS, PROBE_QUERIES };

static const mrg_time now = 1700000000;

static const struct {
    const char *text;
    mrg_sort sort;
} queries[] = {
    {"airport", MRG_SORT_RELEVANCE},
    {"ship", MRG_SORT_NEWEST},
    {"harbour ferry", MRG_SORT_RELEVANCE},
    {"ship OR airport OR storm OR город", MRG_SORT_RELEVANCE},
    {"storm -airport", MRG_SORT_RELEVANCE},
    {"\"ship and\"", MRG_SORT_RELEVANCE},
    {"\"the lamp above the harbour\" airport", MRG_SORT_RELEVANCE},
    {"=Airports", MRG_SORT_RELEVANCE},
    {"=\"Ship and\" ferry", MRG_SORT_OLDEST},
    {"headline:bridge", MRG_SORT_RELEVANCE},
    {"source:\"Harbour Wire\" topic:ferry date:2022-01..2022-06", MRG_SORT_NEWEST},
    {"air* str?ke", MRG_SORT_RELEVANCE},
    {"harbour NEAR/5 ferry", MRG_SORT_RELEVANCE},
    {"byline:mason place:\"Port 3\"", MRG_SORT_RELEVANCE},
    {"person:\"Ada Mason\" -section:Ports", MRG_SORT_OLDEST},
};

enum { QUERIES = sizeof queries / sizeof *queries, FETCH_STEP = 9 };

size_t probe_count(void)
{
    return PROBE_QUERIES + QUERIES;
}

void answer_free(struct answer *answer)
{
    buffer_free(&answer->text);
}

static mrg_text text_of(const char *string)
{
    return (mrg_text){string, strlen(string)};
}

/* ---- what an answer is made of ---- */

static void put_number(struct answer *answer, int64_t number)
{
    buffer_append_format(&answer->text, " %lld", (long long)number);
}

static void put_text(struct answer *answer, mrg_text text)
{
    put_number(answer, (int64_t)text.size);
    buffer_append_byte(&answer->text, ':');
    buffer_append(&answer->text, text.data, text.size);
}

static void put_texts(struct answer *answer, mrg_texts texts)
{
    for (size_t i = 0; i < texts.count; i++)
        put_text(answer, texts.items[i]);
    buffer_append_byte(&answer->text, ';');
}

static void put_article(struct answer *answer, const mrg_article *article)
{
    const mrg_text members[] = {
        article->id,   article->version, article->source,  article->headline,
        article->deck, article->byline,  article->place,   article->url,
        article->body, article->rights,  article->section, article->language,
    };
    put_texts(answer, (mrg_texts){members, sizeof members / sizeof *members});
    put_texts(answer, article->topics);
    put_texts(answer, article->people);
    put_texts(answer, article->organisations);
    put_texts(answer, article->captions);
    put_number(answer, article->published);
    put_number(answer, article->updated);
    put_number(answer, article->embargo);
    put_number(answer, (int64_t)article->word_count);
}

static void put_marked(struct answer *answer, const mrg_marked *marked)
{
    const mrg_span *spans;
    const size_t count = mrg_marked_spans(marked, &spans);
    put_text(answer, mrg_marked_text(marked));
    for (size_t i = 0; i < count; i++) {
        put_number(answer, (int64_t)spans[i].start);
        put_number(answer, (int64_t)spans[i].end);
    }
}

/* ---- figures ---- */

static void ask_facets(const mrg_index *index, const char *field, struct answer *answer)
{
    mrg_facet facets[32];
    size_t count;
    answer->status = mrg_index_get_facets(index, field, facets, 32, &count, &answer->error);
    for (size_t i = 0; answer->status == MRG_OK && i < count; i++) {
        put_text(answer, facets[i].value);
        put_number(answer, (int64_t)facets[i].articles);
    }
}

static void ask_figures(const mrg_index *index, struct answer *answer)
{
    static const char *const fields[] = {"source", "section", "place",   "topic",
                                         "person", "org",     "language"};
    mrg_index_stats stats;
    mrg_index_part parts[16];
    mrg_index_get_stats(index, &stats);
    const uint64_t numbers[] = {stats.articles, stats.removed, stats.segments, stats.terms,
                                stats.postings, stats.tokens,  stats.bytes,    stats.text_bytes};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        put_number(answer, (int64_t)numbers[i]);
    put_number(answer, stats.first);
    put_number(answer, stats.last);
    const size_t count = mrg_index_get_parts(index, parts, 16);
    for (size_t i = 0; i < count && i < 16; i++)
        put_number(answer, (int64_t)parts[i].bytes);
    for (size_t i = 0; i < sizeof fields / sizeof *fields && answer->status == MRG_OK; i++)
        ask_facets(index, fields[i], answer);
}

/* ---- articles ---- */

static void ask_ids(const mrg_index *index, struct answer *answer)
{
    static const char *const ids[] = {"wire-000", "wire-031", "wire-100", "wire-163"};
    for (size_t i = 0; i < sizeof ids / sizeof *ids && answer->status == MRG_OK; i++) {
        mrg_stored *stored;
        answer->status = mrg_index_find(index, text_of(ids[i]), &stored, &answer->error);
        if (answer->status == MRG_OK)
            put_article(answer, mrg_stored_article(stored));
        mrg_stored_free(stored);
    }
}

static void ask_number(const mrg_index *index, uint64_t number, struct answer *answer)
{
    mrg_stored *stored;
    answer->status = mrg_index_fetch(index, number, &stored, &answer->error);
    if (answer->status == MRG_OK)
        put_article(answer, mrg_stored_article(stored));
    mrg_stored_free(stored);
}

static void ask_numbers(const mrg_index *index, struct answer *answer)
{
    mrg_index_stats stats;
    mrg_index_get_stats(index, &stats);
    uint64_t count = stats.articles + stats.removed;
    if (count > 1000)
        count = 1000; /* the figure may be damaged */
    for (uint64_t i = 0; i < count && answer->status == MRG_OK; i += FETCH_STEP)
        ask_number(index, i, answer);
}

/* ---- queries ---- */

static mrg_search_options search_options(size_t number)
{
    mrg_search_options options = MRG_SEARCH_OPTIONS_INIT;
    options.limit = 5;
    options.sort = queries[number].sort;
    options.exact_total = number % 2 == 0;
    options.now = now;
    return options;
}

static void ask_marks(const mrg_query *query, const mrg_article *article, struct answer *answer)
{
    mrg_marked *marked;
    answer->status = mrg_snippet(query, article, NULL, &marked, &answer->error);
    if (answer->status == MRG_OK)
        put_marked(answer, marked);
    mrg_marked_free(marked);
    if (answer->status != MRG_OK)
        return;
    answer->status =
        mrg_highlight(query, article->headline, article->language, &marked, &answer->error);
    if (answer->status == MRG_OK)
        put_marked(answer, marked);
    mrg_marked_free(marked);
}

static void ask_hit(const mrg_index *index, const mrg_query *query, const mrg_hit *hit,
                    struct answer *answer)
{
    mrg_stored *stored;
    buffer_append_format(&answer->text, "\nhit %llu %a", (unsigned long long)hit->number,
                         hit->score);
    answer->status = mrg_index_fetch(index, hit->number, &stored, &answer->error);
    if (answer->status == MRG_OK) {
        put_article(answer, mrg_stored_article(stored));
        ask_marks(query, mrg_stored_article(stored), answer);
    }
    mrg_stored_free(stored);
}

static void ask_why(const mrg_query *query, const mrg_search_options *options, uint64_t number,
                    struct answer *answer)
{
    mrg_explanation *explanation;
    const mrg_explanation_part *parts;
    answer->status = mrg_explain(query, options, number, &explanation, &answer->error);
    const size_t count = answer->status == MRG_OK ? mrg_explanation_parts(explanation, &parts) : 0;
    for (size_t i = 0; i < count; i++)
        buffer_append_format(&answer->text, "\n%u %s %a", parts[i].depth, parts[i].text,
                             parts[i].value);
    mrg_explanation_free(explanation);
}

static void ask_hits(const mrg_index *index, const mrg_query *query, size_t number,
                     struct answer *answer)
{
    const mrg_search_options options = search_options(number);
    mrg_results *results;
    const mrg_hit *hits;
    bool is_exact;
    answer->status = mrg_search(query, &options, &results, &answer->error);
    if (answer->status == MRG_OK) {
        const size_t count = mrg_results_hits(results, &hits);
        put_number(answer, (int64_t)mrg_results_total(results, &is_exact));
        put_number(answer, is_exact);
        put_number(answer, mrg_results_are_partial(results));
        for (size_t i = 0; i < count && answer->status == MRG_OK; i++)
            ask_hit(index, query, &hits[i], answer);
        if (count > 0 && answer->status == MRG_OK)
            ask_why(query, &options, hits[0].number, answer);
    }
    mrg_results_free(results);
}

static void ask_query(const mrg_index *index, size_t number, struct answer *answer)
{
    mrg_query_options options = MRG_QUERY_OPTIONS_INIT;
    mrg_query *query;
    options.now = now;
    answer->status =
        mrg_query_parse(index, text_of(queries[number].text), &options, &query, &answer->error);
    if (answer->status == MRG_OK) {
        buffer_append_string(&answer->text, mrg_query_as_read(query));
        for (size_t i = 0; mrg_query_warning(query, i) != NULL; i++)
            buffer_append_string(&answer->text, mrg_query_warning(query, i));
        ask_hits(index, query, number, answer);
    }
    mrg_query_free(query);
}

void probe_ask(const mrg_index *index, size_t number, struct answer *answer)
{
    answer->status = MRG_OK;
    answer->error = (mrg_error)MRG_ERROR_INIT;
    buffer_clear(&answer->text);
    if (number == PROBE_FIGURES)
        ask_figures(index, answer);
    else if (number == PROBE_IDS)
        ask_ids(index, answer);
    else if (number == PROBE_NUMBERS)
        ask_numbers(index, answer);
    else
        ask_query(index, number - PROBE_QUERIES, answer);
}
