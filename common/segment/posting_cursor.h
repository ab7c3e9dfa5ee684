/* Reading posting lists: a cursor that moves forward over the articles of one term. Layout of the
 * bytes: postings.h.
 *
 * Four files: posting_block.c decodes blocks, posting_cursor.c moves over them, posting_locate.c finds many
 * articles in one, posting_occurrences.c reads
 * positions and written forms. */
#ifndef MORGUE_SEGMENT_POSTING_CURSOR_H
#define MORGUE_SEGMENT_POSTING_CURSOR_H

#include "common/base/cpu.h"
#include "common/codec/endian.h"
#include "common/segment/dictionary.h"
#include "common/segment/postings.h"
#include "common/segment/segment_file.h"

enum {
    BITMAP_WORDS = 32, /* of 64 bits: those of the largest bitmap block, 255 bytes */
    ARTICLES_PADDING = 16, /* articles are written so many at a time */
    LOCATED_MAX = 1024 /* articles that are looked for at a time */
};

struct occurrence_reader; /* state for positions; made when first asked for */

struct posting_cursor {
    const struct segment_file *file; /* borrowed */
    struct term_entry entry;         /* of the term; borrows from `file` */
    uint32_t articles_limit;         /* articles in the segment: every article number is below it */
    uint32_t article; /* current article; ARTICLE_NONE at the end and before the first
                                        move */

    uint32_t block;       /* number of the loaded block; meaningless while count is 0 */
    uint32_t next_block;  /* first block not looked at yet; `blocks` at the end */
    uint32_t blocks;      /* how many blocks there are, the tail included */
    uint32_t index;       /* of the current article in the loaded block */
    uint32_t count;       /* postings in the loaded block; 0 before the first move and at the end */
    uint32_t last;        /* its last article */
    const uint8_t *skips; /* skip entries; NULL when the list has none */
    const uint8_t *supers;           /* super entries; NULL when the list has none */
    const uint8_t *data;             /* where blocks begin */
    const uint8_t *end;              /* behind the list */
    const uint8_t *frequencies_at;   /* the loaded block's frequencies, still packed; NULL: done */
    uint32_t picked;                 /* of these, how many were read one by one */
    bool is_bitmap;                  /* the loaded block is in `bits`, not (yet) in `articles` */
    bool has_starts;                 /* `starts` is filled for the loaded block */
    uint32_t bit_base;               /* the article that bit 0 stands for */
    uint32_t bit_words;              /* words of `bits` in use */
    uint64_t bits[BITMAP_WORDS];     /* the loaded block's bitmap */
    uint8_t ranks[BITMAP_WORDS];     /* bits set in the words before each */
    uint32_t articles[BLOCK_LENGTH + ARTICLES_PADDING]; /* the loaded block; valid when it is not
                                                           is_bitmap; padding is written to */
    uint32_t frequencies[BLOCK_LENGTH]; /* valid when frequencies_at is NULL */
    uint32_t starts[BLOCK_LENGTH];      /* occurrences before each posting, from the list's start */

    const uint32_t *gaps; /* of the loaded occurrence block; borrowed from `occurrences` */
    uint32_t gaps_base;   /* number of the first of them */
    uint32_t gaps_count;  /* 0: none is loaded */

    uint32_t bound_block;                  /* block that posting_cursor_impacts looked at last */
    struct occurrence_reader *occurrences; /* owned; NULL until asked for */
    mrg_error *error; /* borrowed: first damage met; the cursor is then at its end */
};

/* A cursor before the first article of the list of `entry`, in a segment of `articles` articles.
 * `error` receives any damage met later and must outlive the cursor. */
mrg_status posting_cursor_open(struct posting_cursor *cursor, const struct segment_file *file,
                               const struct term_entry *entry, uint32_t articles, mrg_error *error);
void posting_cursor_close(struct posting_cursor *cursor);

/* Move to the first article that is `target` or later; returns it (ARTICLE_NONE: there is none).
 * Never moves back. */
uint32_t posting_cursor_advance(struct posting_cursor *cursor, uint32_t target);

/* Move to the next article; returns it. */
uint32_t posting_cursor_next(struct posting_cursor *cursor);

/* Have `frequencies` of the loaded block filled; false on damage. */
bool posting_cursor_decode_frequencies(struct posting_cursor *cursor);

/* How often the term stands in the current article; 0 at the end and on damage. */
static inline uint32_t posting_cursor_frequency(struct posting_cursor *cursor)
{
    if (cursor->frequencies_at != NULL && !posting_cursor_decode_frequencies(cursor))
        return 0;
    return cursor->count > 0 ? cursor->frequencies[cursor->index] : 0;
}

/* posting_cursor_pick_frequency while the loaded block's frequencies are packed. */
uint32_t posting_cursor_pick_packed(struct posting_cursor *cursor, uint32_t index);

/* How often the term stands in posting `index` of the loaded block, for who wants few of a block: read alone
 * out of the packed ones; the block is decoded only when it was asked for many. 0 on damage. */
static inline uint32_t posting_cursor_pick_frequency(struct posting_cursor *cursor, uint32_t index)
{
    if (cursor->frequencies_at != NULL)
        return posting_cursor_pick_packed(cursor, index);
    return cursor->count > 0 ? cursor->frequencies[index] : 0;
}

/* Articles of a batch that the loaded block has. */
struct located {
    uint16_t numbers[LOCATED_MAX]; /* which articles of the batch; ascending */
    uint8_t indexes[LOCATED_MAX];  /* which postings of the block */
};

/* Have the block loaded that holds the first article that is `target` or later; false at the end and on
 * damage. Stands at no article in it before the next posting_cursor_advance. Never moves back. */
bool posting_cursor_reach(struct posting_cursor *cursor, uint32_t target);

/* The block that posting_cursor_reach would load for `target`, which is behind the loaded one; `blocks` when
 * there is none. For who may want to pass it over unread. */
uint32_t posting_cursor_foresee(struct posting_cursor *cursor, uint32_t target);

/* Find `count` articles in the loaded block, at most LOCATED_MAX: ascending ones, behind the block before and at
 * most its `last`; returns how many of them it has. Does not move. Moving from one to the next finds the same,
 * with a branch at each that no processor can guess. */
uint32_t posting_cursor_locate(const struct posting_cursor *cursor, const uint32_t *articles,
                               uint32_t count, struct located *located);

/* The same, for any processor. */
uint32_t posting_cursor_locate_plainly(const struct posting_cursor *cursor,
                                       const uint32_t *articles, uint32_t count,
                                       struct located *located);

/* Have `articles` and `frequencies` of the loaded block filled, so that the caller may read both from
 * `index` up to `count` without moving. False at the end and on damage. */
bool posting_cursor_unpack(struct posting_cursor *cursor);

/* The last article of block `block`, which must be below `blocks`; ARTICLE_NONE for a list that is a
 * single block. */
static inline uint32_t posting_cursor_block_last(const struct posting_cursor *cursor,
                                                 uint32_t block)
{
    return cursor->skips != NULL ? load_u32(cursor->skips + (size_t)block * SKIP_SIZE)
                                 : ARTICLE_NONE;
}

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

enum { EXPECTED_LINES = 2 /* of a block; most are little longer, and more come by themselves */ };

/* Have memory bring block `block`, which will be loaded soon; the loaded one is there, and the one behind it on its
 * way. */
static ALWAYS_INLINE void posting_cursor_expect_block(const struct posting_cursor *cursor,
                                                      uint32_t block)
{
    if (cursor->skips == NULL || block >= cursor->blocks ||
        (cursor->count > 0 && block <= cursor->block + 1))
        return;
    uint32_t at = load_u32(cursor->skips + (size_t)block * SKIP_SIZE + SKIP_BLOCK_AT);
    if (at < cursor->end - cursor->data)
        cpu_expect(cursor->data + at, EXPECTED_LINES);
}

/* ---- positions ---- */

/* Positions and written forms (ordinals) in the current article, ascending in position: *positions and
 * *forms (NULL when not wanted: they are then not decoded) are borrowed until the next call. Returns how
 * many; 0 on damage or short memory, with `error` set. */
uint32_t posting_cursor_occurrences(struct posting_cursor *cursor, const uint32_t **positions,
                                    const uint32_t **forms);

/* A posting, noted while the cursor stood there, whose positions may be wanted when it has moved on. */
struct posting_place {
    uint32_t start;     /* occurrences of the term before the posting's */
    uint32_t frequency; /* of the posting */
};

/* Have `starts` of the loaded block filled, whose frequencies are decoded. */
void posting_cursor_fill_starts(struct posting_cursor *cursor);

/* Note posting `index` of the loaded block, whose frequencies are decoded. */
static inline void posting_cursor_note_at(struct posting_cursor *cursor, uint32_t index,
                                          struct posting_place *place)
{
    if (!cursor->has_starts)
        posting_cursor_fill_starts(cursor);
    *place = (struct posting_place){cursor->starts[index], cursor->frequencies[index]};
}

/* Note the current posting; false at the end and on damage. */
static inline bool posting_cursor_note(struct posting_cursor *cursor, struct posting_place *place)
{
    if (posting_cursor_frequency(cursor) == 0)
        return false;
    posting_cursor_note_at(cursor, cursor->index, place);
    return true;
}

/* As posting_cursor_occurrences, for a noted posting. */
uint32_t posting_cursor_occurrences_at(struct posting_cursor *cursor,
                                       const struct posting_place *place,
                                       const uint32_t **positions, const uint32_t **forms);

/* How many numbers may be read, without meaning, behind the gaps that posting_cursor_gaps_at hands out. */
enum { GAPS_PADDING = 4 };

/* posting_cursor_gaps_at where they do not lie in the loaded block. */
const uint32_t *posting_cursor_gaps_anew(struct posting_cursor *cursor,
                                         const struct posting_place *place);

/* The same as gaps: each position minus the one before it, the first as it is; place->frequency of them.
 * NULL on damage. Borrowed as above; nothing is copied, or checked for its size, where they lie in one block: what
 * such gaps lead to may only be compared with other positions. */
static inline const uint32_t *posting_cursor_gaps_at(struct posting_cursor *cursor,
                                                     const struct posting_place *place)
{
    uint32_t offset = place->start - cursor->gaps_base;
    if (offset < cursor->gaps_count && place->frequency <= cursor->gaps_count - offset)
        return cursor->gaps + offset;
    return posting_cursor_gaps_anew(cursor, place);
}

/* Have memory bring what posting_cursor_gaps_at will read for `place`. Where that is, is looked up without verifying: a
 * wrong address does no harm. */
static ALWAYS_INLINE void posting_cursor_expect_gaps(const struct posting_cursor *cursor,
                                                     const struct posting_place *place)
{
    enum { LINES = 3 }; /* as many as most blocks have */
    uint64_t begins = postings_begins(cursor->entry.cf), block = place->start / BLOCK_LENGTH;
    const uint8_t *positions = cursor->entry.positions;
    uint64_t size = cursor->entry.positions_size - begins * sizeof(uint32_t);
    if (block == 0 || block > begins || place->start - cursor->gaps_base < cursor->gaps_count)
        return;
    uint32_t at = load_u32(positions + size + (block - 1) * sizeof(uint32_t));
    if (at < size)
        cpu_expect(positions + at, LINES);
}

/* For who wants all of a list, block by block, which takes a third of the time of going from article to article. */

/* Load block `block`, below `blocks`, and stand before its first posting; false on damage. */
bool posting_cursor_load(struct posting_cursor *cursor, uint32_t block);

/* The occurrences from number `first` on, a multiple of BLOCK_LENGTH below the list's cf: gaps as above, and forms.
 * Returns how many: up to the end of the list, BLOCK_LENGTH at most; 0 on damage or when memory is short. Borrowed
 * until the next call. */
uint32_t posting_cursor_occurrence_block(struct posting_cursor *cursor, uint64_t first,
                                         const uint32_t **gaps, const uint32_t **forms);

/* ---- for the four files ---- */

/* Unpack the loaded block's bitmap into `articles`. */
void posting_cursor_expand(struct posting_cursor *cursor);

/* Put damage at `at` into `error` and move to the end; false. */
bool posting_cursor_damaged(struct posting_cursor *cursor, const uint8_t *at);

/* Move to the end. */
void posting_cursor_end(struct posting_cursor *cursor);

#endif
