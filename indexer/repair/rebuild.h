/* Segments made anew from the records of articles. */
#ifndef MORGUE_INDEXER_REPAIR_REBUILD_H
#define MORGUE_INDEXER_REPAIR_REBUILD_H

#include "indexer/native/run.h"

struct rebuilder {
    const char *folder;             /* borrowed */
    struct manifest *manifest;      /* borrowed: new segments are added to it */
    size_t memory;                  /* bytes to take at most, about */
    struct article_run run;         /* the segment under way */
    struct segment_builder builder; /* open while the run has articles */
    struct arena arena;             /* lists of the article at hand */
    char name[FILE_NAME_MAX];       /* of its file */
};

/* Set up. `folder` and `manifest`, which also numbers the files, are borrowed for good. MRG_ERR_MEMORY;
 * rebuilder_free is legal then, too. */
mrg_status rebuilder_init(struct rebuilder *rebuilder, const char *folder,
                          struct manifest *manifest, size_t memory, unsigned workers,
                          mrg_error *error);

/* Release; what was not finished is removed. */
void rebuilder_free(struct rebuilder *rebuilder);

/* Add a record, of an article with an id. Errors as rebuilder_finish. */
mrg_status rebuilder_add(struct rebuilder *rebuilder, const void *record, size_t size,
                         mrg_error *error);

/* Complete the segment under way, if there is one. MRG_ERR_MEMORY, MRG_ERR_IO, MRG_ERR_NO_SPACE;
 * afterwards the rebuilder can only be freed. */
mrg_status rebuilder_finish(struct rebuilder *rebuilder, mrg_error *error);

#endif
