/* Stored articles: records (article_record.h) in deflate blocks.
 *
 * Section ARTICLES: blocks, each the raw deflate form of (varint size, record)... of consecutive
 * articles, about 16 KiB before compression (one article at least).
 * Section ARTICLE_INDEX, per block:
 *   at:u64 first:u32 raw:u32                                                         16 bytes
 *   where it begins in ARTICLES, its first article, its size before compression
 */
#ifndef MORGUE_SEGMENT_ARTICLES_H
#define MORGUE_SEGMENT_ARTICLES_H

#include "common/codec/deflate.h"
#include "common/segment/segment_file.h"

enum { ARTICLES_BLOCK_SIZE = 16 * 1024, ARTICLES_INDEX_SIZE = 16, DEFLATE_LEVEL = 1 };

/* ---- writing ---- */

/* Writes the section ARTICLES, which must be open in `file`, as articles come. */
struct articles_writer {
    struct segment_file_writer *file; /* borrowed */
    struct deflater *deflater;        /* owned */
    struct buffer raw;                /* the unfinished block */
    struct buffer packed;             /* a block compressed */
    struct buffer index;              /* section ARTICLE_INDEX so far */
    uint32_t articles;                /* added so far */
    uint32_t first;                   /* of the unfinished block */
    uint64_t raw_total;               /* bytes before compression */
    bool failed;                      /* memory ran short */
};

bool articles_writer_init(struct articles_writer *writer, struct segment_file_writer *file);
void articles_writer_free(struct articles_writer *writer);

/* Add the record of the next article. */
void articles_writer_add(struct articles_writer *writer, const void *record, size_t size);

/* Add a whole block of `articles` articles as it lies in another segment. Only between blocks, that
 * is after articles_writer_flush. */
void articles_writer_copy(struct articles_writer *writer, const void *packed, size_t packed_size,
                          uint32_t raw_size, uint32_t articles);

/* Finish the unfinished block. */
void articles_writer_flush(struct articles_writer *writer);

/* ---- reading ---- */

/* Reads records; keeps the block it inflated last. One per thread. */
struct articles_reader {
    const struct segment_file *file; /* borrowed */
    uint32_t articles;               /* in the segment */
    uint32_t blocks;                 /* of the section */
    uint32_t block;                  /* inflated block; `blocks` when none is */
    struct buffer raw;               /* it */
    struct inflater *inflater;       /* owned; NULL until needed */
};

void articles_reader_init(struct articles_reader *reader, const struct segment_file *file,
                          uint32_t articles);
void articles_reader_free(struct articles_reader *reader);

/* A block as it lies in the file. */
struct article_block {
    const uint8_t *packed; /* verified */
    size_t packed_size;
    uint32_t raw_size;
    uint32_t first;    /* first article */
    uint32_t articles; /* how many */
};

mrg_status articles_block(const struct articles_reader *reader, uint32_t number,
                          struct article_block *block, mrg_error *error);

/* The record of `article`; borrowed until the next call. MRG_ERR_DAMAGED, MRG_ERR_MEMORY. */
mrg_status articles_read(struct articles_reader *reader, uint32_t article, const uint8_t **record,
                         size_t *size, mrg_error *error);

#endif
