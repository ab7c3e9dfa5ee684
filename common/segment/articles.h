/* Stored articles: records (article_record.h) written with one of the segment's lexicons (lexicons.h), in blocks.
 *
 * Section ARTICLES: blocks of consecutive articles, of about 16 KiB of records (one article at least):
 *   block = crc:u32 count:varint size:varint{count} symbols{count}
 *   crc of everything behind it, which goes on from that of its lexicon; articles; bytes of each one's symbols; these,
 *   each beginning at a byte
 * Section ARTICLE_INDEX, per block:
 *   at:u64 first:u32 raw:u32                                                         16 bytes
 *   where it begins in ARTICLES, its first article, the size of its records and of their sizes as varints
 *
 * An article is read without its neighbours. Blocks keep the index small, and tell where an article is when
 * the index is damaged; that is also what their crc is for, and for finding the lexicon when that is not known.
 */
#ifndef MORGUE_SEGMENT_ARTICLES_H
#define MORGUE_SEGMENT_ARTICLES_H

#include "common/segment/lexicons.h"
#include "common/segment/lexicon_writer.h"

enum { ARTICLES_BLOCK_SIZE = 16 * 1024, ARTICLES_INDEX_SIZE = 16 };

/* ---- writing ---- */

/* A block being put together; made anywhere, then handed to the writer. Zeros are an empty one. */
struct coded_block {
    struct buffer sizes;   /* varints */
    struct buffer symbols; /* of all its articles */
    uint32_t articles;     /* in it */
    uint64_t raw;          /* bytes of their records, sizes included */
};

void coded_block_free(struct coded_block *block);
void coded_block_clear(struct coded_block *block);

/* The article written last into block->symbols, from `start` on, is complete; its record has `size` bytes. */
void coded_block_add(struct coded_block *block, size_t start, size_t size);

/* Writes the section ARTICLES, which must be open in `file`, block by block. Zeros with `file` set are one that
 * has written nothing. */
struct articles_writer {
    struct segment_file_writer *file; /* borrowed */
    struct buffer packed;             /* scratch: a block's head */
    struct buffer index;              /* section ARTICLE_INDEX so far */
    uint32_t articles;                /* written so far */
    uint64_t raw_total;               /* bytes of their records */
    bool failed;                      /* memory ran short */
};

void articles_writer_free(struct articles_writer *writer);

/* Write a block; nothing if it is empty. `sum` is the crc of the lexicon it is written with. */
void articles_writer_put(struct articles_writer *writer, const struct coded_block *block,
                         uint32_t sum);

struct article_block;

/* Write a block of another segment, which keeps its lexicon. */
void articles_writer_copy(struct articles_writer *writer, const struct article_block *block);

/* ---- reading ---- */

/* Reads records. One per thread. */
struct articles_reader {
    const struct segment_file *file; /* borrowed */
    uint32_t articles;               /* in the segment */
    uint32_t blocks;                 /* of the section */
    struct buffer raw;               /* the record read last */
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

/* The symbols of articles, one after the other. */
struct coded_articles {
    const uint8_t *sizes;   /* of those that follow */
    const uint8_t *symbols; /* of the next */
    const uint8_t *end;     /* behind the symbols of all */
    uint32_t left;          /* how many follow */
};

/* Take the block at `bytes` apart; *used receives its size. False when no whole block lies there, or one that does
 * not match its crc with the lexicon whose crc is `sum`. */
bool coded_articles_open(struct coded_articles *articles, const uint8_t *bytes, size_t size,
                         uint32_t sum, size_t *used);

/* The next article's symbols; false at the end. */
bool coded_articles_next(struct coded_articles *articles, const uint8_t **symbols, size_t *size);

/* The symbols of `article`, borrowed from the file. MRG_ERR_DAMAGED. */
mrg_status articles_symbols(const struct articles_reader *reader, uint32_t article,
                            const uint8_t **symbols, size_t *size, mrg_error *error);

/* The record of `article`; borrowed until the next call. MRG_ERR_DAMAGED, MRG_ERR_MEMORY. */
mrg_status articles_read(struct articles_reader *reader, uint32_t article, const uint8_t **record,
                         size_t *size, mrg_error *error);

#endif
