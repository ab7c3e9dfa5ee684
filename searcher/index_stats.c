#include "common/base/error.h"
#include "common/segment/facets.h"
#include "searcher/index.h"

#include <stdlib.h>

static void add_dates(const struct segment *segment, mrg_index_stats *stats)
{
    for (uint32_t block = 0; block < segment->columns.blocks; block++) {
        mrg_time first = column_minimum(&segment->columns, COLUMN_PUBLISHED, block);
        mrg_time last = column_maximum(&segment->columns, COLUMN_PUBLISHED, block);
        if (first != MRG_NO_TIME && (stats->first == MRG_NO_TIME || first < stats->first))
            stats->first = first;
        if (last != MRG_NO_TIME && (stats->last == MRG_NO_TIME || last > stats->last))
            stats->last = last;
    }
}

void mrg_index_get_stats(const mrg_index *index, mrg_index_stats *stats)
{
    const struct snapshot *snapshot = &index->snapshot;
    *stats = (mrg_index_stats){.generation = snapshot->manifest.generation,
                               .articles = snapshot->articles,
                               .removed = snapshot->removed,
                               .segments = snapshot->segment_count,
                               .tokens = snapshot->tokens,
                               .first = MRG_NO_TIME,
                               .last = MRG_NO_TIME,
                               .engine = snapshot->manifest.engine};
    stats->bytes = snapshot->manifest.size;
    for (size_t i = 0; i < snapshot->segment_count; i++) {
        const struct segment *segment = snapshot->segments[i];
        stats->terms += segment->meta.terms;
        stats->postings += segment->meta.postings;
        stats->text_bytes += segment->meta.text_bytes;
        stats->bytes += segment->file.map.size + segment->deletions.bytes.size;
        add_dates(segment, stats);
    }
}

size_t mrg_index_get_parts(const mrg_index *index, mrg_index_part *parts, size_t capacity)
{
    size_t count = 0;
    for (unsigned id = 1; id < SECTION_END; id++, count++) {
        if (count >= capacity)
            continue;
        parts[count] = (mrg_index_part){section_name((enum section_id)id), 0};
        for (size_t i = 0; i < index->snapshot.segment_count; i++)
            parts[count].bytes += index->snapshot.segments[i]->file.sections[id].size;
    }
    return count;
}

/* ---- facets ---- */

struct facet_counts {
    struct string_table values; /* distinct values; texts borrow from it only until it is freed */
    struct buffer facets;       /* mrg_facet per value */
};

static mrg_status count_segment(struct facet_counts *counts, const struct segment *segment,
                                enum facet facet, mrg_error *error)
{
    struct facet_reader reader;
    uint32_t articles = segment->meta.articles;
    mrg_status status = facet_reader_open(&reader, &segment->file, facet, articles, error);
    if (status != MRG_OK)
        return status;
    for (uint32_t a = 0; a < articles; a++) {
        uint64_t from, to;
        if (deletions_has(&segment->deletions, a))
            continue;
        facet_range(&reader, a, &from, &to);
        for (uint64_t entry = from; entry < to; entry++) {
            uint32_t ordinal = facet_ordinal(&reader, entry);
            if (ordinal == reader.value_count)
                continue;
            mrg_facet fresh = {reader.values[ordinal], 0};
            bool is_new;
            uint32_t number =
                string_table_add(&counts->values, 0, fresh.value.data, fresh.value.size, &is_new);
            if (is_new)
                buffer_append(&counts->facets, &fresh, sizeof fresh);
            if (number == STRING_NONE || counts->facets.failed) {
                facet_reader_close(&reader);
                return fail_memory(error);
            }
            ((mrg_facet *)(void *)counts->facets.data)[number].articles++;
        }
    }
    facet_reader_close(&reader);
    return MRG_OK;
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

mrg_status mrg_index_get_facets(const mrg_index *index, const char *field, mrg_facet *facets,
                                size_t capacity, size_t *count, mrg_error *error)
{
    enum facet facet = facet_find(field);
    *count = 0;
    if (facet == FACET_COUNT)
        return fail(error, MRG_ERR_ARGUMENT, "no such keyword field: %s", field);
    struct facet_counts counts = {.facets = BUFFER_INIT};
    mrg_status status = string_table_init(&counts.values) ? MRG_OK : fail_memory(error);
    for (size_t i = 0; i < index->snapshot.segment_count && status == MRG_OK; i++)
        status = count_segment(&counts, index->snapshot.segments[i], facet, error);
    size_t found = counts.facets.size / sizeof *facets;
    if (status == MRG_OK && found > 0) {
        mrg_facet *all = (mrg_facet *)(void *)counts.facets.data;
        qsort(all, found, sizeof *all, compare_facets);
        *count = found < capacity ? found : capacity;
        memcpy(facets, all, *count * sizeof *facets);
    }
    buffer_free(&counts.facets);
    string_table_free(&counts.values);
    return status;
}
