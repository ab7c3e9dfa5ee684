/* The native engine's writer. */
#ifndef MORGUE_INDEXER_NATIVE_H
#define MORGUE_INDEXER_NATIVE_H

#include "common/segment/snapshot.h"
#include "indexer/inverter.h"
#include "indexer/native/background.h"
#include "indexer/native/removals.h"
#include "indexer/native/run.h"
#include "indexer/writer.h"

/* What is remembered of an article of the current run, to judge a later one with its id. */
struct run_entry {
    uint64_t record_hash; /* of its record */
    struct article_age age;
    uint32_t file; /* it came from, by sources_number */
};

struct native_writer {
    struct mrg_writer base;
    struct snapshot snapshot;  /* committed segments and flushed ones; its manifest is the one that
                                   the next commit writes */
    struct removals *removals; /* owned: one per segment of the snapshot */
    struct article_run run;    /* what goes into the next segment */
    size_t run_empty;          /* bytes the run held when it had no article */
    struct inverter scratch;   /* for analysing what is removed; set up when first needed */
    bool has_scratch;
    struct segment_builder builder; /* the run's; open while the run has articles */
    char builder_name[FILE_NAME_MAX];
    unsigned lookups;            /* of ids in segments since their pages were given back */
    unsigned removed;            /* stored articles removed so far */
    struct string_table run_ids; /* ids in the run: number -> run_articles */
    struct buffer run_articles;  /* u32 per id: its latest article in the run */
    struct buffer run_entries;   /* struct run_entry per article of the run */
    struct buffer run_dead; /* a byte per article of the run: it was replaced or removed since */
    struct background_merge background;
    bool is_settling; /* nothing is added while what is left is merged */
    char background_first[FILE_NAME_MAX]; /* file of the first segment it merges */
    mrg_error
        merge_failure; /* of merging in the background: no harm to what is committed, but told when
                                the writer settles; MRG_OK: none */
};

/* The next file name: `prefix`-NNNNNN.mrg. */
void native_new_name(struct native_writer *writer, const char *prefix, char name[FILE_NAME_MAX]);

/* Set up writer->removals for the segments of the snapshot. */
mrg_status native_init_removals(struct native_writer *writer, mrg_error *error);

/* Give back what is mapped of the segments: looking up ids touches pages of every one, and mapped pages count as
 * the process's memory. */
void native_release_pages(struct native_writer *writer);

/* Write the run as a segment of the snapshot (not yet committed). Nothing to do when it is empty. */
mrg_status native_flush(struct native_writer *writer, mrg_error *error);

/* The same because memory is used up. */
mrg_status native_flush_full(struct native_writer *writer, mrg_error *error);

/* Make the snapshot's state the current commit, with all that was added, adopt what merging in the
 * background has finished, and start it where tiers ask for it. */
mrg_status native_commit(struct mrg_writer *writer, mrg_error *error);

/* Make one segment of all. */
mrg_status native_merge(struct mrg_writer *writer, mrg_error *error);

/* Wait until nothing is left to merge, and commit it. */
mrg_status native_settle(struct mrg_writer *writer, mrg_error *error);

/* Put what a finished merge made in the place of its sources, for the next commit; with `wait`, also one
 * that has not finished yet. */
mrg_status native_adopt_merged(struct native_writer *writer, bool wait, mrg_error *error);

/* Start merging where the segments' sizes ask for it (tiers.c says when). */
mrg_status native_start_merging(struct native_writer *writer, mrg_error *error);

/* Remove article `article` of the segment of `removals`, whose stored text is analysed for it. */
mrg_status native_remove_stored(struct native_writer *writer, struct removals *removals,
                                uint32_t article, mrg_error *error);

/* Remove files of ours in the folder that the writer's manifest does not name. */
void native_remove_leftovers(const struct native_writer *writer);

/* The same by the manifest on disk: what was flushed but never committed goes, so that a run that ended on
 * a full disk does not leave it full. */
void native_remove_uncommitted(const struct native_writer *writer);

#endif
