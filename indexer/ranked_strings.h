/* Strings of a table by how often they occur. */
#ifndef MORGUE_INDEXER_RANKED_STRINGS_H
#define MORGUE_INDEXER_RANKED_STRINGS_H

#include "common/base/string_table.h"

/* Sort `numbers` of strings: most frequent first, by `counts` per number; then by scope and
 * bytes (string_order.h), so that it does not depend on which came first. Scopes are below 256. False when memory is short. */
bool ranked_strings_sort(const struct string_table *strings, const uint64_t *counts,
                         uint32_t *numbers, uint32_t count);

#endif
