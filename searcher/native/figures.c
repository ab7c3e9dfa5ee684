/* What the native engine says about itself: sizes, dates, values of keyword fields. */
#include "common/base/error.h"
#include "common/segment/facets.h"
#include "searcher/native/native.h"

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

void native_get_stats(const struct engine *engine, mrg_index_stats *stats)
{
    const struct snapshot *snapshot = native_snapshot(engine);
    *stats = (mrg_index_stats){.generation = snapshot->manifest.generation,
                               .articles = snapshot->articles,
                               .removed = snapshot->removed,
                               .segments = snapshot->segment_count,
                               .tokens = snapshot->tokens,
                               .first = MRG_NO_TIME,
                               .last = MRG_NO_TIME};
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

size_t native_get_parts(const struct engine *engine, mrg_index_part *parts, size_t capacity)
{
    const struct snapshot *snapshot = native_snapshot(engine);
    size_t count = 0;
    for (unsigned id = 1; id < SECTION_END; id++, count++) {
        if (count >= capacity)
            continue;
        parts[count] = (mrg_index_part){section_name((enum section_id)id), 0};
        for (size_t i = 0; i < snapshot->segment_count; i++)
            parts[count].bytes += snapshot->segments[i]->file.sections[id].size;
    }
    return count;
}

/* ---- facets ---- */

/* Count each value of each live article once, though its list may name it twice. */
static void count_values(const struct facet_reader *reader, const struct segment *segment,
                         uint64_t *counts)
{
    for (uint32_t a = 0; a < segment->meta.articles; a++) {
        uint64_t from, to;
        if (deletions_has(&segment->deletions, a))
            continue;
        facet_range(reader, a, &from, &to);
        for (uint64_t entry = from; entry < to; entry++) {
            uint32_t ordinal = facet_ordinal(reader, entry);
            bool is_repeated = ordinal == reader->value_count; /* or none at all */
            for (uint64_t before = from; before < entry && !is_repeated; before++)
                is_repeated = facet_ordinal(reader, before) == ordinal;
            counts[ordinal] += !is_repeated;
        }
    }
}

static mrg_status visit_segment(const struct segment *segment, enum facet facet,
                                engine_facet_visitor *visit, void *context, bool *goes_on,
                                mrg_error *error)
{
    struct facet_reader reader;
    mrg_status status =
        facet_reader_open(&reader, &segment->file, facet, segment->meta.articles, error);
    if (status != MRG_OK)
        return status;
    uint64_t *counts = calloc((size_t)reader.value_count + 1, sizeof *counts);
    if (counts == NULL)
        status = fail_memory(error);
    else
        count_values(&reader, segment, counts);
    for (uint32_t i = 0; status == MRG_OK && i < reader.value_count && *goes_on; i++)
        if (counts[i] > 0)
            *goes_on = visit(context, reader.values[i], counts[i]);
    free(counts);
    facet_reader_close(&reader);
    return status;
}

mrg_status native_each_facet(const struct engine *engine, unsigned facet,
                             engine_facet_visitor *visit, void *context, mrg_error *error)
{
    const struct snapshot *snapshot = native_snapshot(engine);
    mrg_status status = MRG_OK;
    bool goes_on = true;
    for (size_t i = 0; i < snapshot->segment_count && status == MRG_OK && goes_on; i++)
        status = visit_segment(snapshot->segments[i], (enum facet)facet, visit, context, &goes_on,
                               error);
    return status;
}
