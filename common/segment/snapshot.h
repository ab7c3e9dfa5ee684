/* All segments of one commit, opened together: what readers search and what a writer adds to. */
#ifndef MORGUE_SEGMENT_SNAPSHOT_H
#define MORGUE_SEGMENT_SNAPSHOT_H

#include "common/segment/articles.h"
#include "common/segment/segment.h"

struct snapshot {
    struct manifest manifest;
    struct segment **segments; /* owned, each by itself: what is open does not move */
    size_t segment_count;
    uint64_t articles;        /* that were not removed */
    uint64_t removed;         /* still taking space */
    uint64_t tokens;          /* lengths of `articles` */
    uint64_t numbers;         /* article numbers given, removed ones included */
};

/* Open the current commit of the index in `folder`. Errors as manifest_read and segment_open. */
mrg_status snapshot_open(struct snapshot *snapshot, const char *folder, mrg_error *error);
void snapshot_close(struct snapshot *snapshot);

/* Open one more segment, which `snapshot->manifest` already names last, behind the others. */
mrg_status snapshot_add_segment(struct snapshot *snapshot, const char *folder,
                                const struct manifest_segment *about, mrg_error *error);

/* Take over the segments of `other`, another index's snapshot, behind those of `snapshot`: both are then
 * read as one index, with the manifest of the first. `other` is closed, whatever is returned. */
mrg_status snapshot_append(struct snapshot *snapshot, struct snapshot *other, mrg_error *error);

/* The segment that holds article `number` (which must be below `numbers`), and its number in it. */
const struct segment *snapshot_segment(const struct snapshot *snapshot, uint64_t number,
                                       uint32_t *article);

/* Document frequency of a term over all segments, without removed articles. */
mrg_status snapshot_df(const struct snapshot *snapshot, const uint8_t *key, size_t size,
                       uint64_t *df, mrg_error *error);

/* The article of `segment` whose id has this key (term_key_of_id) and that was not removed, if there is one. */
mrg_status segment_find_id(const struct segment *segment, const uint8_t *key, size_t size,
                           uint32_t *article, bool *found, mrg_error *error);

/* The same in any of the segments: *found tells whether there is one, *segment and *article where. */
mrg_status snapshot_find_id(const struct snapshot *snapshot, const uint8_t *key, size_t size,
                            size_t *segment, uint32_t *article, bool *found, mrg_error *error);

#endif
