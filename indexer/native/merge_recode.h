/* Articles of several segments written anew, with one lexicon.
 *
 * They are read twice: to count their strings, for the lexicon, and to be written with it. They go from the old symbols
 * to the new ones through the maker's numbers, without becoming text.
 */
#ifndef MORGUE_INDEXER_MERGE_RECODE_H
#define MORGUE_INDEXER_MERGE_RECODE_H

#include "common/segment/articles.h"
#include "common/segment/postings.h"
#include "indexer/lexicon_maker.h"

/* A block of a source and what becomes of its articles. */
struct live_block {
    struct article_block block;
    const struct lexicon *lexicon; /* borrowed: it is written with */
    const uint32_t *renumbered;    /* borrowed: per article of the block; ARTICLE_NONE: it is left out */
};

/* What is read with one lexicon. */
struct reading;

/* Zeros are one that was never used, to be freed or not. */
struct text_recoder {
    struct articles_writer *writer; /* borrowed */
    struct reading *readings;       /* owned: per lexicon of the sources */
    size_t reading_count;
    size_t current; /* the reading used last */
    struct lexicon_maker maker;
    size_t room;         /* for the sample, bytes */
    size_t spelled_room; /* bytes that spelled strings may still take in the maker */
    uint64_t step;       /* every so manieth article is shown to the maker */
    uint64_t seen;       /* articles counted */
    uint32_t *ranks;     /* owned: per number, its rank in the new lexicon */
    struct lexicon_coder coder;
    struct coded_block block; /* being written */
    struct buffer spelled;    /* scratch */
    struct buffer shown;      /* scratch: numbers of an article */
    bool failed;              /* memory ran short for `spelled`: it was not whole */
};

/* One that will write to `writer` (borrowed). It takes about `memory` bytes for words that the sources spell and for a
 * sample, and what their lexicons hold. False when memory is short; it is to be freed either way. */
bool text_recoder_init(struct text_recoder *recoder, struct articles_writer *writer, size_t memory);
void text_recoder_free(struct text_recoder *recoder);

/* Take in the strings of a lexicon (borrowed) that blocks are written with. False when memory is short. */
bool text_recoder_add(struct text_recoder *recoder, const struct lexicon *lexicon);

/* All lexicons are there; blocks with about so many words will be counted. */
void text_recoder_begin(struct text_recoder *recoder, uint64_t tokens);

/* Count what stands in a block. False when it is damaged, or memory is short. */
bool text_recoder_count(struct text_recoder *recoder, const struct live_block *block);

/* Make the lexicon when all blocks are counted. False when memory is short. */
bool text_recoder_make_lexicon(struct text_recoder *recoder, struct buffer *made);

/* Write the articles of a block that was counted; as text_recoder_count. */
bool text_recoder_write(struct text_recoder *recoder, const struct live_block *block);

/* Write the block that is not full yet. */
void text_recoder_flush(struct text_recoder *recoder);

/* Whether memory ran short: what was read then means nothing. */
bool text_recoder_is_short(const struct text_recoder *recoder);

#endif
