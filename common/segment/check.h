/* Holding the structures of a segment against each other and against their checksums. */
#ifndef MORGUE_SEGMENT_CHECK_H
#define MORGUE_SEGMENT_CHECK_H

#include "common/segment/findings.h"
#include "common/segment/snapshot.h"

/* What checking one segment needs. */
struct segment_check {
    const struct snapshot *snapshot; /* borrowed; the segment is one of its */
    const struct segment *segment;   /* borrowed */
    struct findings *findings;       /* borrowed */
    uint64_t *lengths;               /* owned: scored occurrences counted per article */
};

/* Verify every page of a segment file; false when one is damaged. */
bool check_pages(const struct segment_file *file, struct findings *findings);

/* Verify every byte of `segment`: its pages and, where these are good, every structure against the
 * others, its deletions included. `snapshot` tells whether an id leads to its article and to no other.
 * Takes 8 bytes an article. MRG_ERR_MEMORY when it could not look; what is wrong goes to `findings`. */
mrg_status check_segment(const struct snapshot *snapshot, const struct segment *segment,
                         struct findings *findings, mrg_error *error);

/* A further look at a segment in which check_segment found nothing. Errors as check_segment's. */
typedef mrg_status segment_visitor(void *context, const struct segment *segment,
                                   struct findings *findings, mrg_error *error);

/* Verify what the manifest of the index in `folder` names: every segment, with `more` (may be NULL) for
 * those in order, and the lists of sources. A commit that is replaced meanwhile does no harm. Returns
 * why it could not look: as manifest_read but for damage, which is a finding; MRG_ERR_MEMORY. */
mrg_status check_index(const char *folder, struct findings *findings, segment_visitor *more,
                       void *context, mrg_error *error);

/* ---- parts of check_segment ---- */

/* check_lists.c: every term: dictionary, posting list, skip entries, impacts, written forms, losses. Counts
 * into check->lengths. */
void check_terms(struct segment_check *check);

/* check_table.c: columns and facets. */
void check_columns(struct segment_check *check);
void check_facets(struct segment_check *check);

/* A finding in this segment. */
static inline void check_say(struct segment_check *check, const void *at, const char *what)
{
    findings_at(check->findings, &check->segment->file, at, what);
}

#endif
