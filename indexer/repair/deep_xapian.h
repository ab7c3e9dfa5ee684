/* The deep check of a Xapian database: every document made anew from its data and compared. */
#ifndef MORGUE_INDEXER_REPAIR_DEEP_XAPIAN_H
#define MORGUE_INDEXER_REPAIR_DEEP_XAPIAN_H

#include "common/glass/check.h"

/* glass_check for the index in `folder`, and more: terms, wdfs, positions and values of every document equal
 * those made anew from its data, and posting lists hold these and no others. Takes about `memory` bytes. */
mrg_status deep_check_xapian(const char *folder, size_t memory, struct findings *findings,
                             mrg_error *error);

#endif
