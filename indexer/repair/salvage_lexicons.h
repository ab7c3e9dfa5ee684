/* The lexicons of a segment file that may be damaged: all that can be found, wherever they lie. Which of them a block of
 * articles is written with shows by its crc. */
#ifndef MORGUE_INDEXER_REPAIR_SALVAGE_LEXICONS_H
#define MORGUE_INDEXER_REPAIR_SALVAGE_LEXICONS_H

#include "common/segment/lexicons.h"

struct salvage_lexicons {
    struct lexicon **all; /* owned, each too; they borrow from the file */
    uint32_t count;
};

/* Find those of `file`: by its sections where all are there, else anything in it that is one. False when memory is
 * short; to be freed either way. Legal for a file without sections. */
bool salvage_lexicons_find(struct salvage_lexicons *lexicons, const struct segment_file *file);
void salvage_lexicons_free(struct salvage_lexicons *lexicons);

/* Where the section of lexicons at `start` ends: behind those that were found there and those that its head names, each of
 * which may be damaged. NULL when memory is short. */
const uint8_t *salvage_lexicons_end(const struct salvage_lexicons *lexicons, const uint8_t *start,
                                    const uint8_t *end);

#endif
