/* Posting lists: which articles hold a term, how often, and where in them.
 *
 * Of a term with `df` articles and `cf` occurrences section POSTINGS has the positions and behind them the
 * posting list: what is complete goes to the file term by term, and nothing has to wait for its section. A term of
 * one article has its posting in the dictionary (dictionary.h) and only its positions, when several, here.
 *
 * A posting list, df >= 2:
 *
 *   list    = [skip{entries} super{supers}] block{df / 128} tail
 *             skips only when df >= 128; entries = df / 128, plus 1 when there is a tail;
 *             supers = ceil(entries / 32) when entries > 32, else none
 *   skip    = last:u32 block_at:u32 before:u32 impact{4}                             20 bytes
 *             last article of the block; where the block begins, from the end of skips and supers;
 *             occurrences in earlier blocks; impacts (impacts.h)
 *   super   = last:u32 impact{6}                                                     16 bytes
 *             the same for 32 blocks
 *   block   = articles frequencies, of 128 postings each
 *   articles    = a block (block_codec.h) of gaps: article minus the one before it minus 1
 *               | 0x80 size:byte bitmap: bit i set when article base + i is in the block, base being
 *                 the article before the block plus 1; chosen when smaller
 *   frequencies = a block (block_codec.h) of frequency minus 1; absent in fields without positions
 *   tail    = (varint gap * 2 + (frequency is 1), [varint frequency]){df % 128}
 *             in fields without positions: (varint gap){df % 128}
 *   "The article before" the first one is -1.
 *
 * Positions, in fields that have them, cf >= 2:
 *
 *   positions = (gaps [forms]){cf / 128} (varint gap, [varint form]){cf % 128} begin:u32{(cf - 1) / 128}
 *   gaps      = a block of 128: position minus the one before it in the same article (first: itself)
 *   forms     = a block of 128 ordinals of written forms (written_forms.h); absent when the term has
 *               one form
 *   begin     = where the occurrences from number 128, 256 and so on begin, from the start of the list's
 *               positions
 *
 * Limits: 2^31 articles, and 2^32 - 1 occurrences of one term, in a segment.
 */
#ifndef MORGUE_SEGMENT_POSTINGS_H
#define MORGUE_SEGMENT_POSTINGS_H

#include "common/base/buffer.h"
#include "common/codec/bitpack.h"
#include "common/segment/impacts.h"
#include "common/segment/position_line.h"
#include "common/segment/segment_file.h"

enum {
    SKIP_SIZE = 20, /* and what a skip entry has at which byte, behind the last article: */
    SKIP_BLOCK_AT = 4,
    SKIP_BEFORE = 8,
    SKIP_IMPACTS = 12,
    SUPER_SIZE = 16,
    SUPER_BLOCKS = 32,
    BITMAP_HEAD = 0x80,
    ARTICLES_MAX = INT32_MAX /* in a segment */
};

/* The last article number, larger than any; where every iteration ends. */
#define ARTICLE_NONE UINT32_MAX

static inline uint32_t postings_entries(uint32_t df)
{
    return df < BLOCK_LENGTH ? 0 : (df + BLOCK_LENGTH - 1) / BLOCK_LENGTH;
}

static inline uint32_t postings_supers(uint32_t entries)
{
    return entries > SUPER_BLOCKS ? (entries + SUPER_BLOCKS - 1) / SUPER_BLOCKS : 0;
}

/* How many entries the table behind a list's positions has. */
static inline uint64_t postings_begins(uint64_t cf)
{
    return cf > 0 ? (cf - 1) / BLOCK_LENGTH : 0;
}

/* ---- writing ---- */

struct placed_articles;

struct postings_writer {
    const uint8_t *length_codes; /* of the segment's articles (impacts.h); borrowed */
    struct segment_file_writer
        *file; /* borrowed: where the positions of long lists go before the list is complete;
                                         NULL: all stay in `positions` */
    bool has_positions; /* of the term's field */
    bool has_forms;     /* the term has several written forms */
    uint32_t df;        /* postings so far */
    uint64_t cf;        /* occurrences of the postings so far */
    uint64_t added;     /* of them, how many are there, in fields with positions */

    uint32_t articles[BLOCK_LENGTH];    /* of the unfinished block */
    uint32_t frequencies[BLOCK_LENGTH]; /* of the unfinished block */
    uint32_t before_block; /* last article of the block before, ARTICLE_NONE at first */
    uint32_t block_first;  /* occurrences before the unfinished block */

    uint32_t gaps[BLOCK_LENGTH];  /* of the unfinished occurrence block */
    uint32_t forms[BLOCK_LENGTH]; /* of the unfinished occurrence block */
    uint32_t last_position;       /* in the current article */
    uint32_t only_position;       /* of a term's only occurrence */
    struct buffer begins; /* u32: where each finished occurrence block ends in `positions` */

    struct buffer skips;     /* skip entries */
    struct buffer blocks;    /* finished blocks */
    struct buffer positions; /* the list's positions, those behind `drained` */
    uint64_t drained;        /* bytes of them that are in the file */
    struct buffer list;      /* the finished list */
};

/* With a file the writer is for lists that are written to its open section POSTINGS one behind the other. */
void postings_writer_init(struct postings_writer *writer, const uint8_t *length_codes,
                          struct segment_file_writer *file);
void postings_writer_free(struct postings_writer *writer);

/* Start the list of a term. */
void postings_begin(struct postings_writer *writer, bool has_positions, bool has_forms);

/* Add an article (ascending); in fields without positions `frequency` is 1. */
void postings_add(struct postings_writer *writer, uint32_t article, uint32_t frequency);

/* Add an occurrence in the article added last: its position (not descending) and written form. */
void postings_add_occurrence(struct postings_writer *writer, uint32_t position, uint32_t form);

/* Add `count` articles, each as `base` + articles[i]; occurrences follow, when of all of them is up to the caller. */
void postings_add_many(struct postings_writer *writer, const uint32_t *articles,
                       const uint32_t *frequencies, uint32_t count, uint32_t base);

/* Add the next `count` occurrences of the articles so far: positions as gaps from the one before in the article
 * (first: itself), and forms. */
void postings_add_gaps(struct postings_writer *writer, const uint32_t *gaps, const uint32_t *forms,
                       uint32_t count);

/* Add all articles of `count` occurrences (position_line.h), ascending by article, then position, and, in fields
 * with positions, the occurrences as well. The first may be of the article added last. */
void postings_add_all(struct postings_writer *writer, const uint64_t *occurrences, uint64_t count);

/* Add the next `count` occurrences of a list that has no others, ascending: their places on the line of `placed`, which was
 * begun for this list (placed_articles.h), and their forms. BLOCK_LENGTH each time, fewer only the last. */
void postings_add_placed(struct postings_writer *writer, struct placed_articles *placed,
                         const uint32_t *places, const uint32_t *forms, uint32_t count);

/* After the last of them. */
void postings_finish_placed(struct postings_writer *writer, struct placed_articles *placed);

/* Complete the list: afterwards `list` and `positions` hold its bytes (empty where the dictionary
 * takes the posting or the position in). False when memory ran short or a limit was passed. */
bool postings_finish(struct postings_writer *writer);

#endif
