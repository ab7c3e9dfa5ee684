/* The sort is the counting sort of indexer/native/run_sort.c without its crew: a check need not be the
 * fastest, but must not depend on what it checks. */
#include "indexer/repair/batch.h"
#include "common/base/error.h"

#include <stdlib.h>

bool batch_init(struct batch *batch)
{
    *batch = (struct batch){.articles = BUFFER_INIT};
    return inverter_init(&batch->inverter, NULL);
}

static void free_sorted(struct batch *batch)
{
    free(batch->occurrences);
    free(batch->first);
    free(batch->order);
    batch->occurrences = NULL;
    batch->first = NULL;
    batch->order = NULL;
    batch->order_count = 0;
}

void batch_free(struct batch *batch)
{
    free_sorted(batch);
    inverter_free(&batch->inverter);
    buffer_free(&batch->articles);
}

mrg_status batch_add(struct batch *batch, const mrg_article *article, uint32_t number,
                     struct inverted_article *about, mrg_error *error)
{
    mrg_status status =
        inverter_add(&batch->inverter, article, language_find(article->language), about, error);
    if (status != MRG_OK)
        return status;
    struct batch_article one = {number, batch->inverter.stream.end.numbers};
    buffer_append(&batch->articles, &one, sizeof one);
    batch->article_count++;
    return batch->articles.failed ? fail_memory(error) : MRG_OK;
}

size_t batch_memory(const struct batch *batch)
{
    const struct inverter *inverter = &batch->inverter;
    size_t of_term =
        2 * sizeof(uint64_t) + sizeof *batch->order; /* where it begins and goes on; its order */
    return inverter_memory(inverter) + batch->articles.capacity +
           inverter->words->terms.count * of_term +
           (size_t)inverter->stream.end.numbers * sizeof(struct batch_occurrence);
}

void batch_clear(struct batch *batch, size_t cache_limit)
{
    free_sorted(batch);
    inverter_clear(&batch->inverter, cache_limit);
    buffer_clear(&batch->articles);
    batch->article_count = 0;
}

static int compare_terms(const void *a, const void *b, void *entries)
{
    const struct string_entry *terms = entries;
    const struct string_entry *x = &terms[*(const uint32_t *)a], *y = &terms[*(const uint32_t *)b];
    if (x->scope != y->scope)
        return x->scope < y->scope ? -1 : 1;
    int order = memcmp(x->data, y->data, x->size < y->size ? x->size : y->size);
    return order != 0 ? order : x->size < y->size ? -1 : x->size > y->size;
}

/* Where each term's occurrences begin, and the terms that have any. */
static void place_terms(struct batch *batch)
{
    const struct inverter *inverter = &batch->inverter;
    struct stream_reader reader = stream_reader_whole(&inverter->stream);
    uint64_t *first = batch->first;
    uint32_t number;
    while (stream_next(&reader, &number))
        if (number < STREAM_SET)
            first[inverter->words->forms.entries[inverter_form(inverter, number)].scope + 1]++;
    for (uint32_t t = 0; t < inverter->words->terms.count; t++) {
        if (first[t + 1] > 0)
            batch->order[batch->order_count++] = t;
        first[t + 1] += first[t];
    }
    qsort_r(batch->order, batch->order_count, sizeof *batch->order, compare_terms,
            inverter->words->terms.entries);
}

/* Put every occurrence where it belongs; `next` says where for each term. */
static void place_occurrences(struct batch *batch, uint64_t *next)
{
    const struct inverter *inverter = &batch->inverter;
    const struct batch_article *articles =
        (const struct batch_article *)(const void *)batch->articles.data;
    struct stream_reader reader = stream_reader_whole(&inverter->stream);
    for (uint32_t a = 0; a < batch->article_count; a++) {
        uint32_t position = 0, number;
        reader.end = inverter->stream.units + articles[a].end;
        while (stream_next(&reader, &number)) {
            if (number >= STREAM_SET) {
                position = number & ~STREAM_SET;
                continue;
            }
            uint32_t form = inverter_form(inverter, number);
            uint32_t term = inverter->words->forms.entries[form].scope;
            batch->occurrences[next[term]++] =
                (struct batch_occurrence){articles[a].number, ++position, form};
        }
    }
}

bool batch_sort(struct batch *batch)
{
    const struct inverter *inverter = &batch->inverter;
    size_t terms = (size_t)inverter->words->terms.count + 1;
    free_sorted(batch);
    batch->first = calloc(terms, sizeof *batch->first);
    batch->order = malloc(terms * sizeof *batch->order);
    batch->occurrences =
        malloc(((size_t)inverter->stream.end.numbers + 1) * sizeof *batch->occurrences);
    uint64_t *next = malloc(terms * sizeof *next);
    bool ready =
        batch->first != NULL && batch->order != NULL && batch->occurrences != NULL && next != NULL;
    if (ready) {
        place_terms(batch);
        memcpy(next, batch->first, terms * sizeof *next);
        place_occurrences(batch, next);
    }
    free(next);
    return ready;
}
