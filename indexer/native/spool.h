/* Bytes gathered for a section that cannot be written yet because another one is being written: in
 * memory up to a limit, beyond it in an unnamed temporary file. */
#ifndef MORGUE_INDEXER_SPOOL_H
#define MORGUE_INDEXER_SPOOL_H

#include "common/base/buffer.h"
#include "common/segment/segment_file.h"

struct spool {
    const char *folder;   /* where a temporary file may be made; borrowed */
    struct buffer memory; /* bytes not yet in the file */
    int descriptor;       /* of the temporary file; -1 while there is none */
    uint64_t spilled;     /* bytes in it */
    size_t limit;         /* bytes to hold in memory */
    mrg_error error;      /* the first failure; later calls do nothing */
};

void spool_init(struct spool *spool, const char *folder, size_t limit);
void spool_free(struct spool *spool);
void spool_append(struct spool *spool, const void *bytes, size_t size);

/* Bytes appended so far. */
uint64_t spool_size(const struct spool *spool);

/* Write everything as section `id` of `file`. */
mrg_status spool_write(struct spool *spool, struct segment_file_writer *file, enum section_id id,
                       mrg_error *error);

#endif
