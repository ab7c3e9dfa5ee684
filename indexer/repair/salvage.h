/* Reading the stored articles of a segment file that is damaged: whatever can be reached and proves right.
 *
 * Blocks are found through the article index where its entries are good, and elsewhere one behind the other: a
 * block says itself where it ends, and has a crc. Where the footer is gone, there are no sections: the articles,
 * which the writer puts behind the lexicons at the front of the file, are then read for as long as what comes is
 * blocks. The lexicons, without which nothing can be read, are taken from wherever in the file they are found; each is
 * there twice, and has a crc, which the crc of its blocks goes on from.
 */
#ifndef MORGUE_INDEXER_REPAIR_SALVAGE_H
#define MORGUE_INDEXER_REPAIR_SALVAGE_H

#include "common/base/arena.h"
#include "indexer/repair/salvage_lexicons.h"

struct salvage {
    struct segment_file file; /* as far as it can be read */
    bool is_sound;            /* header, footer and table are good */
    bool has_checksums;       /* pages can be verified */
    bool has_count;           /* `articles` is known */
    uint32_t articles;        /* in the segment */
    uint64_t at;              /* where the next block begins in the articles */
    uint32_t first;           /* its first article */
    uint32_t entry;           /* of the article index: none before it is at `at` or behind */
    struct salvage_lexicons lexicons;
    uint32_t lexicon;         /* which of them the last block was written with */
    struct buffer raw;        /* the current block */
    struct arena arena;       /* scratch for reading records */
};

/* Open the file at `path`. MRG_ERR_MISSING, MRG_ERR_IO, MRG_ERR_MEMORY; MRG_ERR_DAMAGED when it is too
 * short to hold anything. *salvage then holds nothing. */
mrg_status salvage_open(struct salvage *salvage, const char *path, mrg_error *error);
void salvage_close(struct salvage *salvage);

/* How many articles there are when the file does not say itself. */
void salvage_set_count(struct salvage *salvage, uint32_t articles);

/* A stretch of articles: a block that can be read, or articles that are lost. */
struct salvaged {
    bool is_lost;
    uint32_t first;     /* article */
    uint32_t articles;  /* how many; 0 and lost: how many is not known */
    const uint8_t *raw; /* (varint size, record) per article; borrowed until the next call */
    size_t size;        /* bytes of `raw` */
};

/* The next stretch. False at the end, and with *status MRG_ERR_MEMORY. Every record of a block that is not
 * lost can be read and has an id. */
bool salvage_next(struct salvage *salvage, struct salvaged *found, mrg_status *status,
                  mrg_error *error);

#endif
