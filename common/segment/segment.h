/* A segment opened for reading: its file and a handle on each structure inside.
 *
 * Section META: articles:u32 0:u32 terms:u64 postings:u64 tokens:u64 text_bytes:u64       40 bytes
 *   tokens: sum of all lengths; text_bytes: size of the records before compression
 * Section LENGTHS: u32 per article: scored occurrences (text, headline, byline)
 */
#ifndef MORGUE_SEGMENT_SEGMENT_H
#define MORGUE_SEGMENT_SEGMENT_H

#include "common/segment/columns.h"
#include "common/segment/deletions.h"
#include "common/segment/dictionary.h"
#include "common/segment/manifest.h"
#include "common/segment/segment_file.h"

enum { SEGMENT_META_SIZE = 40 };

struct segment_meta {
    uint32_t articles;   /* removed ones included */
    uint64_t terms;      /* in the dictionary */
    uint64_t postings;   /* in all lists */
    uint64_t tokens;     /* sum of lengths */
    uint64_t text_bytes; /* of records before compression */
};

void segment_meta_write(const struct segment_meta *meta, uint8_t bytes[SEGMENT_META_SIZE]);

struct segment {
    struct segment_file file;
    struct segment_meta meta;
    struct dictionary dictionary;
    struct columns columns;
    struct deletions deletions;
    const uint32_t *lengths; /* per article; verify with segment_lengths first */
    uint64_t base;           /* number of its article 0 in the snapshot */
    int64_t latest_embargo;  /* COLUMN_UNKNOWN when no article has one */
};

/* Open the segment that a manifest names, in `folder`. *segment holds nothing after a failure. */
mrg_status segment_open(struct segment *segment, const char *folder,
                        const struct manifest_segment *about, mrg_error *error);
void segment_close(struct segment *segment);

/* The lengths, verified; NULL with the error set on damage. */
const uint32_t *segment_lengths(const struct segment *segment, mrg_error *error);

/* Articles that were not removed. */
uint64_t segment_live(const struct segment *segment);

#endif
