/* Sorts a run by term and writes its terms. */
#ifndef MORGUE_INDEXER_RUN_FLUSH_H
#define MORGUE_INDEXER_RUN_FLUSH_H

#include "indexer/inverter.h"
#include "indexer/native/segment_builder.h"

/* Add all terms of the run to `builder`, whose articles are those of the run, in order, and which has
 * begun its terms. Dead articles give no postings. MRG_ERR_MEMORY; failures of writing show when the
 * builder is closed. */
mrg_status run_flush(const struct inverter *inverter, struct segment_builder *builder,
                     mrg_error *error);

#endif
