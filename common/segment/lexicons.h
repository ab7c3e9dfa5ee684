/* The lexicons of a segment. A flush writes one for all articles; a merge keeps those of its larger sources, as
 * writing their articles anew would take longer than all else it does.
 *
 *   lexicons = count:u32 0:u32 range{count} lexicon{...}
 *   range    = first:u32 at:u32
 *   first    = first article written with a lexicon; ascending, from 0
 *   at       = where that lexicon (lexicon.h) begins in the section; several ranges may have the same
 *
 * The section stands twice in a segment, in front of the articles and at the end, because without a lexicon no
 * article can be read.
 */
#ifndef MORGUE_SEGMENT_LEXICONS_H
#define MORGUE_SEGMENT_LEXICONS_H

#include "common/segment/lexicon.h"

enum {
    LEXICONS_HEAD_SIZE = 8,
    LEXICONS_RANGE_SIZE = 8,
    LEXICONS_MAX = 1 << 16 /* ranges */
};

/* Articles that have the same lexicon. */
struct lexicon_range {
    uint32_t first; /* article; they go up to the next range */
    uint32_t at;    /* where the lexicon begins in the section, bytes */
};

/* Read the ranges in front of a section. *ranges is owned; NULL and a *count of 0 when they are not sound, or for want of
 * memory, which *is_short tells. */
void lexicon_ranges_read(const uint8_t *section, uint64_t size, struct lexicon_range **ranges,
                         uint32_t *count, bool *is_short);

/* Whether some range has the lexicon at `at`. */
bool lexicon_ranges_name(const struct lexicon_range *ranges, uint32_t count, uint64_t at);

/* The lexicon that `article` of a segment file is written with, read when it is first asked for; if it is damaged,
 * its copy. Borrowed from the file. MRG_ERR_DAMAGED, MRG_ERR_MEMORY. */
mrg_status lexicon_of(const struct segment_file *file, uint32_t article,
                      const struct lexicon **lexicon, mrg_error *error);

/* All ranges of a segment file; borrowed from it. MRG_ERR_DAMAGED, MRG_ERR_MEMORY. */
mrg_status lexicon_ranges_of(const struct segment_file *file, const struct lexicon_range **ranges,
                             uint32_t *count, mrg_error *error);

/* What lexicon_of has read of a file. Legal for NULL. */
struct lexicons;
void lexicons_free(struct lexicons *lexicons);

/* A lexicon, and where the articles written with it begin. */
struct lexicon_part {
    uint32_t first;       /* article */
    const uint8_t *bytes; /* borrowed; of parts that have the same it is written once */
    const struct mapped_file *map; /* borrowed: where the bytes lie, to be given back when written; NULL: in memory */
};

/* Write the section `id`; false when memory is short or there are more than a section takes. */
bool lexicons_write(struct segment_file_writer *writer, enum section_id id,
                    const struct lexicon_part *parts, uint32_t count);

#endif
