/* What the files that mend an index share. */
#ifndef MORGUE_INDEXER_REPAIR_REPAIR_H
#define MORGUE_INDEXER_REPAIR_REPAIR_H

#include "common/segment/deletions.h"
#include "common/segment/snapshot.h"
#include "indexer/folder.h"

/* An article that is lost. */
struct lost_article {
    char file[FILE_NAME_MAX]; /* of its segment */
    uint32_t number;          /* in it */
    size_t id_at;             /* its id in repair.ids; the bytes of the key where that is shorter */
    size_t id_size;           /* 0: not known */
};

struct repair {
    const char *folder;                              /* borrowed */
    size_t memory;                                   /* bytes to take at most, about */
    unsigned workers;                                /* threads that index */
    void (*report)(void *context, const char *line); /* may be NULL */
    void *context;
    struct folder_names names; /* what was there */
    struct manifest old;       /* as it was, or as far as it can be told */
    struct manifest fresh;     /* the one to write */
    struct buffer doubtful; /* u8 per segment of `fresh`: 1: removed articles may be back in it */
    struct buffer lost;     /* struct lost_article */
    struct buffer ids;      /* bytes of their ids */
    bool is_changed;        /* anything was damaged */
    mrg_repair_result result;
};

/* Tell of something in one line. */
void repair_say(struct repair *repair, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* old_manifest.c: fill repair->old, from MANIFEST or, where that is missing or damaged, from its lines and
 * the files that are there. MRG_ERR_NOT_INDEX when nothing here is an index, MRG_ERR_VERSION. */
mrg_status repair_read_manifest(struct repair *repair, mrg_error *error);

/* newer.c: MRG_ERR_VERSION when a file that the index consists of, or may consist of where its manifest is lost,
 * is of a version this build does not know, and not just damaged there. Nothing has been written yet. */
mrg_status repair_refuse_newer(const struct repair *repair, mrg_error *error);

/* removed.c: what is known of the articles removed from a segment. */
struct removed {
    struct deletions
        deletions;    /* what can be believed; empty when nothing was removed or is known */
    bool is_sound;    /* the file is good, or there is none */
    bool is_believed; /* damaged, but its bitmap agrees with its counts */
};

/* Read the deletions of the segment that `about` names, which has `articles` articles of `lengths` (NULL:
 * not known). MRG_ERR_MEMORY, MRG_ERR_IO. */
mrg_status removed_read(struct removed *removed, const char *folder,
                        const struct manifest_segment *about, uint32_t articles,
                        const uint32_t *lengths, mrg_error *error);
void removed_free(struct removed *removed);

/* How many articles the segment has by its deletions file; 0: that is not known. */
uint32_t removed_articles(const char *folder, const struct manifest_segment *about);

/* mend.c: bring segment number `number` of repair->old over to repair->fresh, as it is when nothing is
 * wrong with it, else made anew from the articles that can be read. */
mrg_status repair_segment(struct repair *repair, size_t number, mrg_error *error);

/* judge.c: with all segments in repair->fresh, remove the older of two articles with one id. */
mrg_status repair_judge(struct repair *repair, mrg_error *error);

/* withdrawn.c: with all segments and lists of sources in repair->fresh, remove articles that are withdrawn
 * and have come back. MRG_ERR_MEMORY, or as removing fails. */
mrg_status repair_withdraw(struct repair *repair, mrg_error *error);

/* lost.c: take note of the articles of segment `name` whose bits are set in `bits`, of `articles`; their
 * ids are looked for in what is left of the dictionary in `file`. And tell of all that are lost, but those
 * whose id the index holds after all. MRG_ERR_MEMORY. */
mrg_status lost_add(struct repair *repair, const char *name, const struct segment_file *file,
                    const uint8_t *bits, uint32_t articles, mrg_error *error);
mrg_status lost_tell(struct repair *repair, mrg_error *error);

/* Open the segments of repair->fresh as they are on disk. Errors as segment_open; nothing is open then. */
mrg_status repair_snapshot(const struct repair *repair, struct snapshot *snapshot,
                           mrg_error *error);

/* xapian.c: mend the database of an index of engine "xapian": when anything is wrong with it, write what
 * can be read of it to a new one and point the stub there. Of tables that are gone only that of the
 * articles matters. MRG_ERR_DAMAGED when the database cannot be opened at all or they are gone, MRG_ERR_IO, MRG_ERR_NO_SPACE, MRG_ERR_MEMORY. */
mrg_status repair_xapian(struct repair *repair, mrg_error *error);

#endif
