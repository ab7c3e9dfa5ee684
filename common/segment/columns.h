/* Columns: one number per article, read without touching anything else of it.
 *
 * Section COLUMNS, for n articles in blocks of 4,096 (B = ceil(n / 4096)):
 *
 *   columns = head{COLUMN_COUNT * B} data
 *   head    = minimum:i64 maximum:i64 at:u64 width:u8 0{7}                           32 bytes
 *             of the block's known values; both COLUMN_UNKNOWN when none is known; where its numbers
 *             begin, from the start of the section; bytes per number
 *   data    = numbers of `width` bytes: 0 "unknown", else value - minimum + 1
 *             width 0: every value is the minimum; width 8: the values themselves
 *
 * Minimum and maximum let a date range over a chronological archive touch only its own part.
 */
#ifndef MORGUE_SEGMENT_COLUMNS_H
#define MORGUE_SEGMENT_COLUMNS_H

#include "common/base/buffer.h"
#include "common/morgue.h"
#include "common/segment/segment_file.h"

enum column {
    COLUMN_PUBLISHED,   /* mrg_time */
    COLUMN_UPDATED,     /* mrg_time */
    COLUMN_EMBARGO,     /* mrg_time */
    COLUMN_WORDS,       /* words of headline, deck, body and captions */
    COLUMN_FINGERPRINT, /* of the body, for finding near-duplicates (fingerprint.h) */
    COLUMN_COUNT
};

enum { COLUMN_BLOCK_SHIFT = 12, COLUMN_HEAD_SIZE = 32 };

#define COLUMN_UNKNOWN INT64_MIN

/* Append the section for `n` articles to `out`: values[column][article]. */
void columns_append(struct buffer *out, int64_t *const values[COLUMN_COUNT], uint32_t n);

struct columns {
    const struct segment_file *file; /* borrowed */
    const uint8_t *data;             /* the section */
    uint64_t size;                   /* bytes */
    uint32_t blocks;                 /* per column */
};

/* Verify the heads. MRG_ERR_DAMAGED. */
mrg_status columns_open(struct columns *columns, const struct segment_file *file, uint32_t n,
                        mrg_error *error);

/* Smallest and largest known value of block `block` (articles from block << COLUMN_BLOCK_SHIFT). */
int64_t column_minimum(const struct columns *columns, enum column column, uint32_t block);
int64_t column_maximum(const struct columns *columns, enum column column, uint32_t block);

/* The value of `article`, which must be below the segment's number of articles. On damage
 * COLUMN_UNKNOWN, with *error set (unless it already is). */
int64_t column_value(const struct columns *columns, enum column column, uint32_t article,
                     mrg_error *error);

#endif
