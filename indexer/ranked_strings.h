/* Strings of a table by how often they occur. */
#ifndef MORGUE_INDEXER_RANKED_STRINGS_H
#define MORGUE_INDEXER_RANKED_STRINGS_H

#include "common/base/string_table.h"

/* By scope, then by bytes: an order that does not depend on which came first. */
int ranked_strings_compare(const struct string_entry *x, const struct string_entry *y);

/* Sort `numbers` of strings: most frequent first, by `counts` per number; then as ranked_strings_compare has them.
 * Scopes are below 256. False when memory is short. */
bool ranked_strings_sort(const struct string_table *strings, const uint64_t *counts,
                         uint32_t *numbers, uint32_t count);

#endif
