/* The parts of mrg_writer. */
#ifndef MORGUE_INDEXER_WRITER_H
#define MORGUE_INDEXER_WRITER_H

#include "common/base/file.h"
#include "common/segment/snapshot.h"
#include "indexer/inverter.h"
#include "indexer/removals.h"
#include "indexer/segment_builder.h"

/* What is remembered of an article of the current run, to judge a later one with its id. */
struct run_entry {
    uint64_t record_hash; /* of its record */
    mrg_time updated;     /* or published, where it has no date of update */
    int64_t version;      /* -1: none, or not a number */
};

struct mrg_writer {
    char *folder;               /* owned */
    struct file_lock lock;
    struct snapshot snapshot;   /* committed segments and flushed ones; its manifest is the one that
                                   the next commit writes */
    struct removals *removals;  /* owned: one per segment of the snapshot */
    struct inverter inverter;   /* the run */
    struct inverter scratch;    /* for analysing what is removed; set up when first needed */
    bool has_scratch;
    struct segment_builder builder; /* the run's segment; open while the run has articles */
    char builder_name[FILE_NAME_MAX];
    struct string_table run_ids; /* ids in the run: number -> run_articles */
    struct buffer run_articles;  /* u32 per id: its latest article in the run */
    struct buffer run_entries;   /* struct run_entry per article of the run */
    struct buffer record;        /* scratch: the record of the article being added */
    language_id language;        /* default language of the index */
    size_t memory;               /* bytes the writer may hold */
    bool has_changed;            /* there is something to commit */
    bool is_broken;              /* a failure left it unusable: only close is left */
};

/* Whether `name` is that of a file that writers make and may remove: seg-, del- or spool-, six or more
 * digits (or letters, of a spool), .mrg; nothing else in a folder is ever touched. */
bool is_index_file(const char *name);

/* The next file name: `prefix`-NNNNNN.mrg. */
void writer_new_name(struct mrg_writer *writer, const char *prefix, char name[FILE_NAME_MAX]);

/* Write the run as a segment of the snapshot (not yet committed). Nothing to do when it is empty. */
mrg_status writer_flush(struct mrg_writer *writer, mrg_error *error);

/* Make the snapshot's state the current commit. */
mrg_status writer_commit_snapshot(struct mrg_writer *writer, mrg_error *error);

/* Merge segments [first, first + count) of the committed snapshot into one and commit that. */
mrg_status writer_merge_range(struct mrg_writer *writer, size_t first, size_t count,
                              mrg_error *error);

/* Merge while the segments' sizes ask for it (writer_merge.c says when). */
mrg_status writer_merge_tiers(struct mrg_writer *writer, mrg_error *error);

/* Remove files of ours in the folder that the writer's manifest does not name. */
void writer_remove_leftovers(const struct mrg_writer *writer);

/* The same by the manifest on disk: what was flushed but never committed goes, so that a run that ended on
 * a full disk does not leave it full. */
void writer_remove_uncommitted(const struct mrg_writer *writer);

#endif
