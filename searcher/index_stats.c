#include "common/base/error.h"
#include "common/base/string_table.h"
#include "common/segment/facets.h"
#include "searcher/index.h"

#include <stdlib.h>

void mrg_index_get_stats(const mrg_index *index, mrg_index_stats *stats)
{
    index->engine->ops->get_stats(index->engine, stats);
    stats->engine = index->engine->name;
}

size_t mrg_index_get_parts(const mrg_index *index, mrg_index_part *parts, size_t capacity)
{
    return index->engine->ops->get_parts(index->engine, parts, capacity);
}

/* ---- facets ---- */

struct facet_counts {
    struct string_table values; /* distinct values */
    struct buffer counts;       /* uint64_t per value: its articles */
    bool failed;                /* memory ran short */
};

static bool add_count(void *context, mrg_text value, uint64_t articles)
{
    struct facet_counts *counts = context;
    bool is_new = false;
    uint32_t number = string_table_add(&counts->values, 0, value.data, value.size, &is_new);
    if (is_new)
        buffer_append(&counts->counts, &articles, sizeof articles);
    counts->failed |= number == STRING_NONE || counts->counts.failed;
    if (!counts->failed && !is_new)
        ((uint64_t *)(void *)counts->counts.data)[number] += articles;
    return !counts->failed;
}

static int compare_facets(const void *a, const void *b)
{
    const mrg_facet *x = a, *y = b;
    if (x->articles != y->articles)
        return x->articles > y->articles ? -1 : 1;
    size_t size = x->value.size < y->value.size ? x->value.size : y->value.size;
    int order = size > 0 ? memcmp(x->value.data, y->value.data, size) : 0;
    return order != 0 ? order : x->value.size < y->value.size ? -1 : x->value.size > y->value.size;
}

/* The `capacity` most frequent values, with texts that live in `arena`. */
static mrg_status take_most_frequent(const struct facet_counts *counts, struct arena *arena,
                                     mrg_facet *facets, size_t capacity, size_t *count,
                                     mrg_error *error)
{
    size_t found = counts->values.count;
    mrg_facet *all = calloc(found + 1, sizeof *all);
    if (all == NULL)
        return fail_memory(error);
    for (size_t i = 0; i < found; i++) {
        const struct string_entry *entry = &counts->values.entries[i];
        uint64_t articles = ((const uint64_t *)(const void *)counts->counts.data)[i];
        all[i] = (mrg_facet){{entry->data, entry->size}, articles};
    }
    qsort(all, found, sizeof *all, compare_facets);
    mrg_status status = MRG_OK;
    for (size_t i = 0; i < found && i < capacity && status == MRG_OK; i++) {
        facets[i] = all[i];
        facets[i].value.data = arena_copy(arena, all[i].value.data, all[i].value.size);
        if (facets[i].value.data == NULL)
            status = fail_memory(error);
        else
            ++*count;
    }
    free(all);
    return status;
}

mrg_status mrg_index_get_facets(const mrg_index *index, const char *field, mrg_facet *facets,
                                size_t capacity, size_t *count, mrg_error *error)
{
    const struct engine *engine = index->engine;
    enum facet facet = facet_find(field);
    *count = 0;
    if (facet == FACET_COUNT)
        return fail(error, MRG_ERR_ARGUMENT, "no such keyword field: %s", field);
    struct facet_counts counts = {.counts = BUFFER_INIT};
    mrg_status status = string_table_init(&counts.values)
                            ? engine->ops->each_facet(engine, facet, add_count, &counts, error)
                            : fail_memory(error);
    if (status == MRG_OK && counts.failed)
        status = fail_memory(error);
    if (status == MRG_OK) {
        mrg_index *owner = (mrg_index *)(uintptr_t)index; /* only what its lock guards changes */
        pthread_mutex_lock(&owner->lock);
        status = take_most_frequent(&counts, &owner->arena, facets, capacity, count, error);
        pthread_mutex_unlock(&owner->lock);
    }
    buffer_free(&counts.counts);
    string_table_free(&counts.values);
    return status;
}
