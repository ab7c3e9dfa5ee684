/* What was removed from a segment, in a file beside it; the segment itself never changes.
 *
 *   file   = "MorgueDl" version:u32 articles:u32 removed:u64 tokens:u64 losses:u64
 *            bitmap loss{losses} crc:u32
 *   bitmap = a bit per article of the segment, lowest first, set when removed; zeros up to a multiple
 *            of 8 bytes
 *   loss   = ordinal:u32 df:u32, ascending by ordinal: how many removed articles hold this term
 *   tokens = sum of the lengths of the removed articles
 *   crc    = CRC-32 of everything before it
 *
 * The losses keep document frequencies exact, so that scores never depend on when merging happened.
 */
#ifndef MORGUE_SEGMENT_DELETIONS_H
#define MORGUE_SEGMENT_DELETIONS_H

#include "common/base/buffer.h"
#include "common/morgue.h"

enum { DELETIONS_VERSION = 1, DELETIONS_HEADER_SIZE = 40 };

struct deletions {
    struct buffer bytes;   /* the file; empty when nothing was removed */
    const uint8_t *bitmap; /* in `bytes`; NULL when nothing was removed */
    const uint8_t *losses; /* in `bytes` */
    uint64_t loss_count;
    uint64_t removed; /* articles */
    uint64_t tokens;  /* their lengths */
};

/* Read the file for a segment of `articles` articles; *deletions is empty after a failure. */
mrg_status deletions_open(struct deletions *deletions, const char *path, uint32_t articles,
                          mrg_error *error);
void deletions_close(struct deletions *deletions);

static inline bool deletions_has(const struct deletions *deletions, uint32_t article)
{
    return deletions->bitmap != NULL && (deletions->bitmap[article / 8] >> (article % 8) & 1) != 0;
}

/* How much the df of the term with this ordinal is too high. */
uint32_t deletions_loss(const struct deletions *deletions, uint64_t ordinal);

/* Append a file for `articles` articles: `bitmap` has (articles + 7) / 8 bytes; `losses` one number
 * per term of the segment (`terms` of them). */
void deletions_append(struct buffer *out, uint32_t articles, const uint8_t *bitmap,
                      const uint32_t *losses, uint64_t terms, uint64_t tokens);

#endif
