/* Checking what a segment keeps per article: columns and facets. */
#include "common/segment/check.h"
#include "common/segment/facets.h"

/* The heads' ranges hold, and are no wider than they must. */
static void check_column(struct segment_check *check, enum column column)
{
    const struct segment *segment = check->segment;
    const struct columns *columns = &segment->columns;
    mrg_error damage = MRG_ERROR_INIT;
    uint32_t n = segment->meta.articles;
    for (uint32_t block = 0; block < columns->blocks; block++) {
        uint32_t first = block << COLUMN_BLOCK_SHIFT, end = first + (1U << COLUMN_BLOCK_SHIFT);
        int64_t minimum = COLUMN_UNKNOWN, maximum = COLUMN_UNKNOWN;
        for (uint32_t a = first; a < end && a < n; a++) {
            int64_t value = column_value(columns, column, a, &damage);
            if (value == COLUMN_UNKNOWN)
                continue;
            if (minimum == COLUMN_UNKNOWN || value < minimum)
                minimum = value;
            if (value > maximum)
                maximum = value;
        }
        if (minimum != column_minimum(columns, column, block) ||
            maximum != column_maximum(columns, column, block))
            check_say(check, columns->data, "a column's smallest and largest value");
    }
    if (damage.status != MRG_OK)
        findings_add(check->findings, &damage);
}

void check_columns(struct segment_check *check)
{
    for (unsigned c = 0; c < COLUMN_COUNT; c++)
        check_column(check, (enum column)c);
}

/* Ranges of entries lie one behind the other, and every entry is a value; none only where each article
 * has one entry. */
static bool are_entries_good(const struct facet_reader *reader)
{
    uint64_t expected = 0, from = 0, to = 0;
    for (uint32_t a = 0; a < reader->articles; a++) {
        facet_range(reader, a, &from, &to);
        if (from != expected || to < from)
            return false;
        for (uint64_t entry = from; entry < to; entry++)
            if (reader->offsets != NULL && facet_ordinal(reader, entry) == reader->value_count)
                return false;
        expected = to;
    }
    return expected == reader->ordinal_count;
}

void check_facets(struct segment_check *check)
{
    const struct segment *segment = check->segment;
    for (unsigned f = 0; f < FACET_COUNT; f++) {
        struct facet_reader reader;
        mrg_error damage = MRG_ERROR_INIT;
        if (facet_reader_open(&reader, &segment->file, (enum facet)f, segment->meta.articles,
                              &damage) != MRG_OK) {
            findings_add(check->findings, &damage);
            continue;
        }
        if (!are_entries_good(&reader))
            check_say(check, segment->file.sections[SECTION_FACETS].data, "a facet's entries");
        facet_reader_close(&reader);
    }
}
