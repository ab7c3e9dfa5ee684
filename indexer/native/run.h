/* A run: the articles that become one segment, inverted by a crew of workers.
 *
 * The unit of work is a block: the records of about 64 KiB of articles. A worker puts its articles into an
 * inverter of its own, whose stream holds all there is to know of them; the owner then takes the blocks in order.
 * What words the streams' numbers stand for all workers learn together (vocabulary.h). Who meets a word first, and so
 * how it is numbered, is chance, but nothing that is written depends on it: the segment is the same to the byte however
 * many workers there were.
 */
#ifndef MORGUE_INDEXER_RUN_H
#define MORGUE_INDEXER_RUN_H

#include "indexer/inverter.h"
#include "indexer/native/crew.h"
#include "indexer/native/segment_builder.h"

/* Where an article is. */
struct run_piece {
    struct stream_mark start; /* in the stream of the inverter */
    uint64_t end;             /* likewise */
    uint64_t stored;          /* behind what tells how it is stored, likewise */
    uint32_t worker;          /* whose inverter it is */
    uint32_t size;            /* bytes of its record */
    uint32_t highest;         /* position in it */
    uint32_t wide;            /* its wide numbers */
};

struct run_block;

enum { RUN_BLOCK_SIZE = 64 * 1024 /* bytes of records that a worker takes at once */ };

/* Positions in all articles of a run, each as many as its highest: their line has at most 32 bits so (position_line.h), as
 * it leaves less empty than it fills. */
#define RUN_POSITIONS_MAX (UINT32_C(1) << 31)

/* What a worker has to do with of memory, as far as its blocks were taken. */
struct run_load {
    size_t held;            /* bytes of its inverter, without words */
    struct stream_mark end; /* of its stream */
};

/* What one worker has to itself. */
struct run_worker {
    struct inverter inverter;
    struct arena arena; /* lists of the article at hand */
};

struct article_run {
    struct crew *crew;               /* owned */
    struct vocabulary *words;        /* owned: what the workers' streams stand for */
    struct run_worker *workers;      /* owned: crew_workers(crew) of them */
    struct segment_builder *builder; /* borrowed; open while the run has articles */
    struct run_block *blocks;        /* owned: one more than can be under way */
    size_t block_count;
    size_t next_block;      /* being filled; used in turn */
    uint32_t added;         /* articles so far */
    uint64_t text_bytes;    /* of their records */
    struct buffer pieces;   /* struct run_piece per article of the blocks taken so far */
    uint64_t positions;     /* of the articles of these blocks: the sum of their highest */
    struct run_load *loads; /* owned: per worker */
    size_t cache_limit;     /* bytes of words that the next run may keep; 0 at first */
    bool
        forgets_words; /* they are not kept for the next run: while the run is flushed, they are given back as
                             soon as nothing needs them */
    bool
        goes_on; /* another run follows at once: streams are kept for it, as memory that is touched for the first
                     time costs as much as what is done with it */
    unsigned
        sort_bits; /* occurrences of more bits are sorted as 64, others as 32; 32, for tests less */
    mrg_error error; /* the first failure; MRG_OK: none */
};

/* Set up for `workers` workers; `builder` is borrowed for good. False when memory is short. */
bool run_init(struct article_run *run, unsigned workers, struct segment_builder *builder);
void run_free(struct article_run *run);

/* Add the next article, of which `record` is the record, to the run, whose builder is open. Failures show in
 * run_complete. Returns whether a block was handed on, that is, whether run_memory may have changed. */
bool run_put(struct article_run *run, const mrg_article *article, const void *record, size_t size);

/* Whether no more articles should be added, whatever there is of memory. */
bool run_is_full(const struct article_run *run);

/* Wait until all articles are in the builder and all pieces known. The first failure, if there was one. */
mrg_status run_complete(struct article_run *run, mrg_error *error);

/* Start the next run: forget articles; keep what workers have learnt while it is worth its memory. The run must be
 * complete. MRG_ERR_MEMORY. */
mrg_status run_clear(struct article_run *run, mrg_error *error);

/* Give back all memory that a run without articles can do without, as while waiting for a merge. */
mrg_status run_forget(struct article_run *run, mrg_error *error);

/* The run is complete: where what workers have learnt is not worth its memory beyond the run, give back what only
 * finding words needs. */
void run_end_words(struct article_run *run);

/* The same, when the articles are written and of what streams stand for only places are asked. */
void run_release_items(struct article_run *run);

/* Give back what tells where articles are, and the part of the streams that their occurrences, once sorted, do not lie
 * in. */
void run_release_pieces(struct article_run *run);

/* Give back the streams of a run whose occurrences have been sorted: its segment needs them no more. */
void run_release_streams(struct article_run *run);

/* Bytes held, and what flushing will need on top; about, as work is under way (run_memory.c). */
size_t run_memory(const struct article_run *run);

/* About the most bytes that flushing the complete run writes, temporary files included. */
uint64_t run_space(const struct article_run *run);

static inline const struct run_piece *run_pieces(const struct article_run *run)
{
    return (const struct run_piece *)(const void *)run->pieces.data;
}

/* Add all articles and terms of the complete run to its builder, by the run's crew (run_flush.c). `is_dead` tells
 * for each article whether it gives no postings. MRG_ERR_MEMORY; failures of writing show when the builder is
 * closed. */
mrg_status run_flush(struct article_run *run, const uint8_t *is_dead, mrg_error *error);

#endif
