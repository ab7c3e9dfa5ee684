/* Which articles of a window are in any of some posting lists, for who counts them. */
#ifndef MORGUE_SEGMENT_POSTING_MARK_H
#define MORGUE_SEGMENT_POSTING_MARK_H

#include "common/segment/posting_cursor.h"

enum { MARKS_ARTICLES = 4096, MARKS_WORDS = MARKS_ARTICLES / 64 };

/* Marks of up to MARKS_ARTICLES articles, in two ways, as lists have two kinds of blocks. An article is marked
 * when either says so. All zero: none is. */
struct posting_marks {
    uint64_t bits[MARKS_WORDS];    /* bit 0 of the first stands for the first article */
    uint8_t bytes[MARKS_ARTICLES]; /* an article each, 1 or 0 */
};

/* Mark each article from the current one up to `last`, and move behind `last`; returns the article there. The marks
 * begin with article `first`, which is not after the current one; `last` is at most MARKS_ARTICLES - 1 behind it. */
uint32_t posting_cursor_mark(struct posting_cursor *cursor, uint32_t first, uint32_t last,
                             struct posting_marks *marks);

/* Bring all marks into `bits`; `bytes` is zero then. */
void posting_marks_gather(struct posting_marks *marks);

#endif
