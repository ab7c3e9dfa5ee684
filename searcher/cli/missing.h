/* Saying that results lack the articles of shards that did not answer. */
#ifndef MORGUE_SEARCHER_MISSING_H
#define MORGUE_SEARCHER_MISSING_H

#include "common/morgue.h"
#include "searcher/cli/json_writer.h"
#include "searcher/cli/output.h"

/* How many shards of `index` are missing by now. */
size_t missing_count(const mrg_index *index);

/* Append one line that names them, nothing when none is missing. */
void missing_append(struct output *output, const mrg_index *index);

/* Print that line to standard error. */
void missing_complain(const mrg_index *index);

/* The member "missing_shards": an array of their names, empty when none is missing. */
void missing_json_member(struct json_writer *json, const mrg_index *index);

#endif
