/* The articles of an index that a query finds, one after the other. */
#ifndef MORGUE_INDEXER_CLI_FOUND_H
#define MORGUE_INDEXER_CLI_FOUND_H

#include "common/base/buffer.h"
#include "common/morgue.h"

/* An article (borrowed for the call). Returns false to stop. */
typedef bool found_each(void *context, const mrg_article *article);

/* Call `each` with every article of `index` that `query` finds, embargoed ones included; partial matches do
 * not count. `each` may change the index through its writer, but not commit. */
mrg_status found_by_query(const mrg_index *index, mrg_text query, found_each *each, void *context,
                          mrg_error *error);

/* The same with the articles of a file. MRG_ERR_UNSUPPORTED when the query language cannot name it, which
 * takes a path with every kind of quotation mark in it. */
mrg_status found_in_file(const mrg_index *index, mrg_text path, found_each *each, void *context,
                         mrg_error *error);

#endif
