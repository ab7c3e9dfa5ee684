/* Facets: for each keyword field the distinct values as written, and which of them each article has.
 *
 * Section FACETS:
 *
 *   facets = directory{FACET_COUNT} data
 *   directory = values:u32 width:u32 values_at:u64 offsets_at:u64 ordinals_at:u64    32 bytes
 *   at values_at:   (varint size, bytes){values}, in order of first appearance
 *   at offsets_at:  u32{n + 1}: article i has ordinals offsets[i] up to offsets[i + 1];
 *                   offsets_at 0: every article has exactly one entry, value `values` meaning none
 *   at ordinals_at: numbers of `width` bytes (1, 2 or 4; 0 where no article has a value)
 * Positions count from the start of the section.
 */
#ifndef MORGUE_SEGMENT_FACETS_H
#define MORGUE_SEGMENT_FACETS_H

#include "common/base/string_table.h"
#include "common/segment/segment_file.h"

enum facet {
    FACET_SOURCE,
    FACET_SECTION,
    FACET_PLACE,
    FACET_TOPIC,
    FACET_PERSON,
    FACET_ORG,
    FACET_LANGUAGE,
    FACET_COUNT
};

/* The facet called `name` ("source", ...); FACET_COUNT when there is none. */
enum facet facet_find(const char *name);

/* The values of `facet` in `article`: borrowed; *single has room for one. */
mrg_texts facet_values(enum facet facet, const mrg_article *article, mrg_text *single);

/* ---- writing ---- */

struct facet_builder {
    struct string_table values; /* ordinal = order of first appearance */
    struct buffer ordinals;     /* u32 each */
    struct buffer offsets;      /* u32 per article: end of its ordinals */
    bool is_single;             /* no article so far has two or more */
};

struct facets_writer {
    struct facet_builder builders[FACET_COUNT];
    bool failed; /* memory ran short */
};

bool facets_writer_init(struct facets_writer *writer);
void facets_writer_free(struct facets_writer *writer);

/* Add the next article's values, of which empty ones are none; NULL for an article that has none. */
void facets_writer_add(struct facets_writer *writer, const mrg_article *article);

/* Append the section; false when memory ran short. */
bool facets_append(struct facets_writer *writer, struct buffer *out);

/* Bytes held. */
size_t facets_writer_memory(const struct facets_writer *writer);

/* ---- reading ---- */

struct facet_reader {
    const struct segment_file *file; /* borrowed */
    mrg_text *values;                /* owned array; texts borrow from the file */
    uint32_t value_count;
    uint32_t articles;      /* in the segment */
    uint32_t width;         /* bytes per ordinal */
    const uint8_t *offsets; /* NULL: one each */
    const uint8_t *ordinals;
    uint64_t ordinal_count;
};

/* Read and verify one facet of a segment of `articles` articles. MRG_ERR_DAMAGED, MRG_ERR_MEMORY. */
mrg_status facet_reader_open(struct facet_reader *reader, const struct segment_file *file,
                             enum facet facet, uint32_t articles, mrg_error *error);
void facet_reader_close(struct facet_reader *reader);

/* The range of entries of `article`; entry i is value facet_ordinal(reader, i), which may be
 * value_count: none. */
void facet_range(const struct facet_reader *reader, uint32_t article, uint64_t *from, uint64_t *to);
uint32_t facet_ordinal(const struct facet_reader *reader, uint64_t entry);

#endif
