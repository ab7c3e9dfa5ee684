#include "searcher/cli/search.h"

#include <time.h>

#include "searcher/cli/complain.h"
#include "searcher/cli/missing.h"

static double milliseconds_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

mrg_status search_run(struct search *search, const mrg_index *index, const struct options *options,
                      mrg_text number, mrg_text text, mrg_error *error)
{
    *search = (struct search){.options = options, .index = index, .number = number, .text = text};
    double start = milliseconds_now();
    mrg_status status = mrg_query_parse(index, text, &options->reading, &search->query, error);
    if (status == MRG_OK)
        status = mrg_search(search->query, &options->search, &search->results, error);
    search->milliseconds = milliseconds_now() - start;
    if (status == MRG_OK)
        search->hit_count = mrg_results_hits(search->results, &search->hits);
    return status;
}

void search_free(struct search *search)
{
    mrg_results_free(search->results);
    mrg_query_free(search->query);
}

mrg_status found_fetch(struct found *found, const struct search *search, size_t i, mrg_error *error)
{
    const struct options *options = search->options;
    *found = (struct found){.rank = options->search.offset + i + 1, .hit = search->hits[i]};
    mrg_status status = mrg_index_fetch(search->index, found->hit.number, &found->stored, error);
    if (status != MRG_OK || options->format == FORMAT_TREC) {
        found->article = found->stored != NULL ? mrg_stored_article(found->stored) : NULL;
        return status;
    }
    const mrg_article *article = found->article = mrg_stored_article(found->stored);
    status =
        mrg_highlight(search->query, article->headline, article->language, &found->headline, error);
    if (status == MRG_OK && options->snippet.fragments > 0)
        status = mrg_snippet(search->query, article, &options->snippet, &found->snippet, error);
    if (status == MRG_OK && options->explain)
        status = mrg_explain(search->query, &options->search, found->hit.number,
                             &found->explanation, error);
    return status;
}

void found_free(struct found *found)
{
    mrg_explanation_free(found->explanation);
    mrg_marked_free(found->snippet);
    mrg_marked_free(found->headline);
    mrg_stored_free(found->stored);
}

void append_grouped(struct buffer *out, uint64_t number)
{
    if (number >= 1000) {
        append_grouped(out, number / 1000);
        buffer_append_format(out, ",%03u", (unsigned)(number % 1000));
    } else {
        buffer_append_format(out, "%u", (unsigned)number);
    }
}

static mrg_status append(struct output *output, const struct search *search, mrg_error *error)
{
    switch (search->options->format) {
    case FORMAT_TEXT:
        return search_append_text(output, search, error);
    case FORMAT_JSON:
        return search_append_json(&output->text, search, search->options->batch == NULL, error);
    case FORMAT_TREC:
        return search_append_trec(&output->text, search, error);
    }
    return MRG_OK;
}

/* What the format has no place for. A text that is piped or saved says itself what it lacks, but is
 * then not seen at once. */
static void complain_about_search(const struct output *output, const struct search *search)
{
    enum format format = search->options->format;
    if (format == FORMAT_JSON)
        return;
    complain_about_query(search->query, search->number);
    if (format == FORMAT_TREC || !output->terminal.is_terminal)
        missing_complain(search->index);
}

static mrg_status answer_once(struct output *output, struct search *search, bool *found,
                              mrg_error *error)
{
    const struct options *options = search->options;
    mrg_status status =
        search_run(search, search->index, options, search->number, search->text, error);
    if (status == MRG_OK)
        status = append(output, search, error);
    if (status != MRG_OK)
        return status;
    complain_about_search(output, search);
    *found = *found || search->hit_count > 0 ||
             (options->search.limit == 0 && mrg_results_total(search->results, NULL) > 0);
    return MRG_OK;
}

mrg_status search_answer(struct output *output, const mrg_index *index,
                         const struct options *options, mrg_text number, mrg_text text, bool *found,
                         mrg_error *error)
{
    size_t written = output->text.size;
    for (;;) {
        struct search search = {.options = options, .index = index, .number = number, .text = text};
        size_t missing = missing_count(index);
        mrg_status status = answer_once(output, &search, found, error);
        search_free(&search);
        if (status == MRG_OK || missing_count(index) == missing)
            return status;
        output->text.size = written; /* half an answer, of more shards than there are now */
    }
}
