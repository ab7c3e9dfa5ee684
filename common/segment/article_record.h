/* A stored article as bytes: its fields one after the other, absent ones left out.
 *
 *   record = (tag:byte value)...
 *   tag    = a member of enum record_tag; lists repeat theirs; each once otherwise, ascending
 *   value  = texts: varint size, bytes
 *            times: varint zigzag(seconds), that is 2 * s for s >= 0, else -2 * s - 1
 * The same article always gives the same bytes, which is how "unchanged" is found.
 */
#ifndef MORGUE_SEGMENT_ARTICLE_RECORD_H
#define MORGUE_SEGMENT_ARTICLE_RECORD_H

#include "common/base/arena.h"
#include "common/base/buffer.h"

/* On disk: never renumber. */
enum record_tag {
    RECORD_ID = 1,
    RECORD_VERSION,
    RECORD_EMBARGO,
    RECORD_PUBLISHED,
    RECORD_UPDATED,
    RECORD_SOURCE,
    RECORD_HEADLINE,
    RECORD_DECK,
    RECORD_BYLINE,
    RECORD_PLACE,
    RECORD_SECTION,
    RECORD_LANGUAGE,
    RECORD_TOPIC,
    RECORD_PERSON,
    RECORD_ORGANISATION,
    RECORD_URL,
    RECORD_BODY,
    RECORD_CAPTION,
    RECORD_RIGHTS,
    RECORD_FILE,
    RECORD_END
};

/* Whether a field's value is a time and not a text. */
bool record_tag_is_time(unsigned tag);

/* The number that a record holds for a time. */
static inline uint64_t article_record_number(mrg_time time)
{
    return ((uint64_t)time << 1) ^ (uint64_t)(time >> 63);
}

/* Append the record of `article`. Its status is not kept, only usable articles being stored, nor its
 * word count, which is a column. */
void article_record_append(struct buffer *out, const mrg_article *article);

/* Read a record. Texts borrow from `bytes`, lists from `arena`. False on malformed bytes and, with
 * arena->failed, on short memory. */
bool article_record_read(const uint8_t *bytes, size_t size, struct arena *arena,
                         mrg_article *article);

#endif
