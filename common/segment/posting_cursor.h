/* Reading posting lists: a cursor that moves forward over the articles of one term. Layout of the
 * bytes: postings.h. */
#ifndef MORGUE_SEGMENT_POSTING_CURSOR_H
#define MORGUE_SEGMENT_POSTING_CURSOR_H

#include "common/segment/dictionary.h"
#include "common/segment/postings.h"
#include "common/segment/segment_file.h"

struct occurrence_reader; /* state for positions; made when first asked for */

struct posting_cursor {
    const struct segment_file *file; /* borrowed */
    struct term_entry entry;         /* of the term; borrows from `file` */
    uint32_t articles_limit;         /* articles in the segment: every article number is below it */
    uint32_t article;                /* current article; ARTICLE_NONE at the end and before the first
                                        move */

    uint32_t block;      /* number of the decoded block; meaningless while count is 0 */
    uint32_t next_block; /* first block not looked at yet; `blocks` at the end */
    uint32_t blocks;     /* how many blocks there are, the tail included */
    uint32_t index;      /* of the current article in the decoded block */
    uint32_t count;      /* postings in the decoded block; 0 before the first move and at the end */
    const uint8_t *skips;  /* skip entries; NULL when the list has none */
    const uint8_t *supers; /* super entries; NULL when the list has none */
    const uint8_t *data;   /* where blocks begin */
    const uint8_t *end;    /* behind the list */
    const uint8_t *frequencies_at;      /* the decoded block's frequencies, still packed; NULL: done */
    uint32_t articles[BLOCK_LENGTH];    /* the decoded block */
    uint32_t frequencies[BLOCK_LENGTH]; /* valid when frequencies_at is NULL */

    uint32_t bound_block; /* block that posting_cursor_impacts looked at last */
    struct occurrence_reader *occurrences; /* owned; NULL until asked for */
    mrg_error *error;    /* borrowed: first damage met; the cursor is then at its end */
};

/* A cursor before the first article of the list of `entry`, in a segment of `articles` articles.
 * `error` receives any damage met later and must outlive the cursor. */
mrg_status posting_cursor_open(struct posting_cursor *cursor, const struct segment_file *file,
                               const struct term_entry *entry, uint32_t articles,
                               mrg_error *error);
void posting_cursor_close(struct posting_cursor *cursor);

/* Move to the first article that is `target` or later; returns it (ARTICLE_NONE: there is none).
 * Never moves back. */
uint32_t posting_cursor_advance(struct posting_cursor *cursor, uint32_t target);

/* Move to the next article; returns it. */
uint32_t posting_cursor_next(struct posting_cursor *cursor);

/* How often the term stands in the current article. */
uint32_t posting_cursor_frequency(struct posting_cursor *cursor);

/* The impacts that hold for all articles from `target` (not before the current article; it may well lie
 * before an earlier call's) up to *last, without decoding anything. Returns NULL when the list is a single block without impacts: the caller
 * then looks at the postings themselves. *pairs receives their number. */
const uint8_t *posting_cursor_impacts(struct posting_cursor *cursor, uint32_t target,
                                      uint32_t *last, size_t *pairs);

/* The same, 32 blocks wide; NULL when there is no such level. */
const uint8_t *posting_cursor_super_impacts(struct posting_cursor *cursor, uint32_t target,
                                            uint32_t *last, size_t *pairs);

/* Decode the block of a single-block list so that `articles`, `frequencies` and `count` can be read
 * without moving. False on damage. */
bool posting_cursor_peek(struct posting_cursor *cursor);

/* Positions and written forms (ordinals) in the current article, ascending in position: *positions and
 * *forms (may be NULL when not wanted) are borrowed until the next call. Returns how many; 0 on damage
 * or short memory, with `error` set. */
uint32_t posting_cursor_occurrences(struct posting_cursor *cursor, const uint32_t **positions,
                                    const uint32_t **forms);

#endif
