#include "tests/threads/rounds.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    SLOTS = 30,   /* articles that change with every round */
    STEADY = 150, /* articles that never do; over a block of postings */
    GONE_EACH = 5 /* every so manieth slot is not there, another one each round */
};

bool wrong(struct finding *finding, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(finding->message, sizeof finding->message, format, arguments);
    va_end(arguments);
    return false;
}

static mrg_text text_of(const char *string)
{
    return (mrg_text){string, strlen(string)};
}

/* ---- writing ---- */

static bool is_there(unsigned slot, unsigned round)
{
    return (slot + round) % GONE_EACH != 0;
}

static unsigned slots_there(unsigned round)
{
    unsigned count = 0;
    for (unsigned slot = 0; slot < SLOTS; slot++)
        count += is_there(slot, round);
    return count;
}

static bool add(mrg_writer *writer, const char *id, unsigned version, const char *body,
                struct finding *finding)
{
    mrg_error error = MRG_ERROR_INIT;
    mrg_article article = MRG_ARTICLE_INIT;
    char number[16];
    snprintf(number, sizeof number, "%u", version);
    article.id = text_of(id);
    article.version = text_of(number);
    article.headline = text_of("Late boats");
    article.source = text_of("Harbour Wire");
    article.language = text_of("en");
    article.published = 1640995200 + (mrg_time)version * 86400;
    article.body = text_of(body);
    if (mrg_writer_add(writer, &article, NULL, &error) != MRG_OK)
        return wrong(finding, "add %s: %s", id, error.message);
    return true;
}

static bool write_slot(mrg_writer *writer, unsigned slot, unsigned round, struct finding *finding)
{
    mrg_error error = MRG_ERROR_INIT;
    char id[32], body[512];
    snprintf(id, sizeof id, "slot-%u", slot);
    if (!is_there(slot, round))
        return mrg_writer_remove(writer, text_of(id), NULL, &error) == MRG_OK ||
               wrong(finding, "remove %s: %s", id, error.message);
    snprintf(body, sizeof body,
             "The harbour was full when the ferry number %u came in. Its crew wrote round%u on the "
             "quay, as they did before.\n\nNobody could say what the ferry had carried, or why "
             "berth%u was kept free for it through the night.",
             slot, round, slot % 3);
    return add(writer, id, round, body, finding);
}

static bool write_steady(mrg_writer *writer, struct finding *finding)
{
    char id[32], body[128];
    for (unsigned i = 0; i < STEADY; i++) {
        snprintf(id, sizeof id, "steady-%u", i);
        snprintf(body, sizeof body, "The lighthouse turned %u times above the harbour.", i);
        if (!add(writer, id, 1, body, finding))
            return false;
    }
    return true;
}

bool round_write(mrg_writer *writer, unsigned round, struct finding *finding)
{
    if (round == 1 && !write_steady(writer, finding))
        return false;
    for (unsigned slot = 0; slot < SLOTS; slot++)
        if (!write_slot(writer, slot, round, finding))
            return false;
    return add(writer, "counter", round, "The count goes on.", finding);
}

/* ---- checking ---- */

static bool has_version(const mrg_article *article, unsigned round)
{
    char number[16];
    const int size = snprintf(number, sizeof number, "%u", round);
    return article->version.size == (size_t)size &&
           memcmp(article->version.data, number, (size_t)size) == 0;
}

static bool read_counter(const mrg_index *index, unsigned *round, struct finding *finding)
{
    mrg_error error = MRG_ERROR_INIT;
    mrg_stored *stored;
    char number[16];
    if (mrg_index_find(index, text_of("counter"), &stored, &error) != MRG_OK)
        return wrong(finding, "counter: %s", error.message);
    const mrg_text version = mrg_stored_article(stored)->version;
    snprintf(number, sizeof number, "%.*s", (int)version.size, version.data);
    *round = (unsigned)strtoul(number, NULL, 10);
    mrg_stored_free(stored);
    return *round > 0 || wrong(finding, "the counter is %s", number);
}

static bool check_figures(const mrg_index *index, unsigned round, struct finding *finding)
{
    mrg_error error = MRG_ERROR_INIT;
    mrg_index_stats stats;
    mrg_facet facet = {.articles = 0};
    size_t count;
    const uint64_t articles = slots_there(round) + STEADY + 1;
    mrg_index_get_stats(index, &stats);
    if (stats.articles != articles)
        return wrong(finding, "round %u: %" PRIu64 " articles", round, stats.articles);
    if (mrg_index_get_facets(index, "source", &facet, 1, &count, &error) != MRG_OK)
        return wrong(finding, "round %u: %s", round, error.message);
    return (count == 1 && facet.articles == articles) ||
           wrong(finding, "round %u: %" PRIu64 " articles of the source", round, facet.articles);
}

static bool check_marked(mrg_status status, const mrg_marked *marked, const mrg_error *error,
                         struct finding *finding)
{
    const mrg_span *spans;
    if (status != MRG_OK)
        return wrong(finding, "marking: %s", error->message);
    return mrg_marked_spans(marked, &spans) >= 2 ||
           wrong(finding, "nothing marked in: %.*s", (int)mrg_marked_text(marked).size,
                 mrg_marked_text(marked).data);
}

static bool check_article(const mrg_query *query, const mrg_article *article, unsigned round,
                          struct finding *finding)
{
    mrg_error error = MRG_ERROR_INIT;
    mrg_marked *snippet, *body;
    if (!has_version(article, round))
        return wrong(finding, "round %u: an article of round %.*s", round,
                     (int)article->version.size, article->version.data);
    mrg_status status = mrg_snippet(query, article, NULL, &snippet, &error);
    bool is_right = check_marked(status, snippet, &error, finding);
    status = mrg_highlight(query, article->body, article->language, &body, &error);
    is_right = check_marked(status, body, &error, finding) && is_right;
    mrg_marked_free(snippet);
    mrg_marked_free(body);
    return is_right;
}

static bool check_hit(const mrg_index *index, const mrg_query *query, uint64_t number,
                      unsigned round, struct finding *finding)
{
    mrg_error error = MRG_ERROR_INIT;
    mrg_stored *stored;
    if (mrg_index_fetch(index, number, &stored, &error) != MRG_OK)
        return wrong(finding, "round %u: fetch: %s", round, error.message);
    const bool is_right = check_article(query, mrg_stored_article(stored), round, finding);
    mrg_stored_free(stored);
    return is_right;
}

static bool check_search(const mrg_index *index, const mrg_query *query, mrg_sort sort,
                         unsigned round, struct finding *finding)
{
    mrg_error error = MRG_ERROR_INIT;
    mrg_search_options options = MRG_SEARCH_OPTIONS_INIT;
    mrg_results *results;
    const mrg_hit *hits;
    options.limit = SLOTS;
    options.exact_total = true;
    options.sort = sort;
    if (mrg_search(query, &options, &results, &error) != MRG_OK)
        return wrong(finding, "round %u: search: %s", round, error.message);
    const size_t count = mrg_results_hits(results, &hits);
    bool is_right = count == slots_there(round) && mrg_results_total(results, NULL) == count &&
                    !mrg_results_are_partial(results);
    if (!is_right)
        wrong(finding, "round %u: %zu hits instead of %u", round, count, slots_there(round));
    for (size_t i = 0; i < count && is_right; i++)
        is_right = check_hit(index, query, hits[i].number, round, finding);
    mrg_results_free(results);
    return is_right;
}

/* How many articles hold the marker word of a round. */
static bool count_marker(const mrg_index *index, unsigned round, uint64_t *total,
                         struct finding *finding)
{
    mrg_error error = MRG_ERROR_INIT;
    mrg_query *query;
    mrg_results *results = NULL;
    char word[32];
    snprintf(word, sizeof word, "round%u", round);
    mrg_status status = mrg_query_parse(index, text_of(word), NULL, &query, &error);
    if (status == MRG_OK)
        status = mrg_search(query, NULL, &results, &error);
    if (status == MRG_OK)
        *total = mrg_results_total(results, NULL);
    mrg_results_free(results);
    mrg_query_free(query);
    return status == MRG_OK || wrong(finding, "%s: %s", word, error.message);
}

static bool check_markers(const mrg_index *index, unsigned round, struct finding *finding)
{
    for (unsigned other = round - 1; other <= round + 1; other++) {
        uint64_t total;
        const unsigned should = other == round ? slots_there(round) : 0;
        if (!count_marker(index, other, &total, finding))
            return false;
        if (total != should)
            return wrong(finding, "round %u: round%u found %" PRIu64 " times", round, other, total);
    }
    return true;
}

bool round_check(const mrg_index *index, const mrg_query *query, unsigned *round,
                 struct finding *finding)
{
    return read_counter(index, round, finding) && check_figures(index, *round, finding) &&
           check_search(index, query, MRG_SORT_RELEVANCE, *round, finding) &&
           check_search(index, query, MRG_SORT_NEWEST, *round, finding) &&
           check_markers(index, *round, finding);
}
