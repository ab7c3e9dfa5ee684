/* Search an index from a program of your own: embed INDEX QUERY.
 *
 *     cc embed.c $(pkg-config --cflags --libs morgue) -o embed
 */
#include <morgue.h>
#include <stdio.h>
#include <string.h>

/* Print the passage with its matched words between asterisks. */
static void print_marked(const mrg_marked *marked)
{
    const mrg_span *spans;
    mrg_text text = mrg_marked_text(marked);
    size_t count = mrg_marked_spans(marked, &spans), at = 0;
    for (size_t i = 0; i < count; i++) {
        printf("%.*s*%.*s*", (int)(spans[i].start - at), text.data + at,
               (int)(spans[i].end - spans[i].start), text.data + spans[i].start);
        at = spans[i].end;
    }
    printf("%.*s\n\n", (int)(text.size - at), text.data + at);
}

static mrg_status print_hit(const mrg_index *index, const mrg_query *query, uint64_t number,
                            mrg_error *error)
{
    mrg_stored *stored = NULL;
    mrg_marked *snippet = NULL;
    mrg_status status = mrg_index_fetch(index, number, &stored, error);
    if (status == MRG_OK)
        status = mrg_snippet(query, mrg_stored_article(stored), NULL, &snippet, error);
    if (status == MRG_OK) {
        mrg_text headline = mrg_stored_article(stored)->headline;
        printf("%.*s\n", (int)headline.size, headline.data == NULL ? "" : headline.data);
        print_marked(snippet);
    }
    mrg_marked_free(snippet);
    mrg_stored_free(stored);
    return status;
}

int main(int argc, char **argv)
{
    mrg_error error = MRG_ERROR_INIT;
    mrg_index *index = NULL;
    mrg_query *query = NULL;
    mrg_results *results = NULL;
    const mrg_hit *hits;
    if (argc != 3)
        return 2;
    mrg_text text = {argv[2], strlen(argv[2])};
    mrg_status status = mrg_index_open(argv[1], &index, &error);
    if (status == MRG_OK)
        status = mrg_query_parse(index, text, NULL, &query, &error);
    if (status == MRG_OK)
        status = mrg_search(query, NULL, &results, &error);
    size_t count = status == MRG_OK ? mrg_results_hits(results, &hits) : 0;
    for (size_t i = 0; i < count && status == MRG_OK; i++)
        status = print_hit(index, query, hits[i].number, &error);
    if (status != MRG_OK)
        fprintf(stderr, "embed: %s\n", error.message);
    mrg_results_free(results);
    mrg_query_free(query);
    mrg_index_close(index);
    return status != MRG_OK ? 3 : count == 0 ? 1 : 0;
}
