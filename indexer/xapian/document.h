/* An article as a document of Xapian's (common/glass/scheme.h says what it holds). */
#ifndef MORGUE_INDEXER_XAPIAN_DOCUMENT_H
#define MORGUE_INDEXER_XAPIAN_DOCUMENT_H

#include "common/xapian-c/document.h"
#include "indexer/inverter.h"

/* Makes documents, one after the other. */
struct document_maker {
    struct inverter inverter;  /* takes one article at a time */
    struct buffer occurrences; /* scratch: struct occurrence */
    struct buffer positions;   /* scratch: u32 */
};

/* False when memory is short. */
bool document_maker_init(struct document_maker *maker);
void document_maker_free(struct document_maker *maker);

/* The document for `article`, in its stored form, and its `record`. *document is owned. What the maker
 * remembers between articles is dropped when it exceeds `memory` bytes. MRG_ERR_LIMIT when the article
 * has too many words; MRG_ERR_MEMORY. */
mrg_status document_make(struct document_maker *maker, const mrg_article *article, mrg_text record,
                         language_id language, size_t memory, xc_document **document,
                         mrg_error *error);

#endif
