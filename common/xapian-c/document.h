/* Documents: terms, positions, values and data. */
#ifndef MORGUE_XAPIAN_C_DOCUMENT_H
#define MORGUE_XAPIAN_C_DOCUMENT_H

#include "common/xapian-c/kinds.h"

#ifdef __cplusplus
extern "C" {
#endif

/* A document, made to be stored or read from a database. A change to one that was read reaches the
 * database only through xc_writable_replace. A document that was read can fail as any reading of
 * its database can (database.h). */
typedef struct xc_document xc_document;

/* Make an empty document. *document is owned; storing it leaves it the caller's, to be changed and
 * stored again. */
mrg_status xc_document_new(xc_document **document, mrg_error *error);

/* Release a document; NULL is legal. */
void xc_document_free(xc_document *document);

/* The docid it was read under; 0 for one that was made. */
xc_docid xc_document_docid(const xc_document *document);

enum { XC_TERM_MAX = 245 }; /* bytes of a term at most, a NUL byte counting as two */

/* ---------------------------------------------------------------------------------------------
 * Terms. MRG_ERR_ARGUMENT for an empty one and for one that is longer than XC_TERM_MAX.
 * ------------------------------------------------------------------------------------------- */

/* Add `wdf` occurrences of `term`, without positions. */
mrg_status xc_document_add_term(xc_document *document, mrg_text term, uint32_t wdf,
                                mrg_error *error);

/* Add `term` as one that filters and neither scores nor counts towards the length (wdf 0). */
mrg_status xc_document_add_boolean_term(xc_document *document, mrg_text term, mrg_error *error);

/* Add `count` positions of `term`, each adding `wdf` to its occurrences. Positions need no order; a
 * position that is there already adds its wdf only. `positions` is borrowed for the call and may be
 * NULL when `count` is 0, which adds nothing. A failure leaves a first part of them added. */
mrg_status xc_document_add_positions(xc_document *document, mrg_text term,
                                     const uint32_t *positions, size_t count, uint32_t wdf,
                                     mrg_error *error);

/* Take away `term` with its positions. MRG_ERR_ARGUMENT when the document has it not. */
mrg_status xc_document_remove_term(xc_document *document, mrg_text term, mrg_error *error);

/* Take away all terms. */
mrg_status xc_document_clear_terms(xc_document *document, mrg_error *error);

/* How many different terms there are. */
mrg_status xc_document_term_count(const xc_document *document, uint32_t *count, mrg_error *error);

/* ---------------------------------------------------------------------------------------------
 * Values and data. Texts given out are borrowed from the document until its next call that gives
 * text.
 * ------------------------------------------------------------------------------------------- */

/* Set the value in `slot` to `value`; an empty one takes the value away. MRG_ERR_ARGUMENT for
 * XC_NO_SLOT. */
mrg_status xc_document_set_value(xc_document *document, xc_slot slot, mrg_text value,
                                 mrg_error *error);

/* Set the value in `slot` to the bytes of xc_sortable. MRG_ERR_ARGUMENT for XC_NO_SLOT. */
mrg_status xc_document_set_number(xc_document *document, xc_slot slot, double number,
                                  mrg_error *error);

/* The value in `slot`; empty when there is none. */
mrg_status xc_document_value(xc_document *document, xc_slot slot, mrg_text *value,
                             mrg_error *error);

/* The number in `slot`. MRG_ERR_MISSING when it has no value; *number is then not set. */
mrg_status xc_document_number(xc_document *document, xc_slot slot, double *number,
                              mrg_error *error);

/* Take away all values. */
mrg_status xc_document_clear_values(xc_document *document, mrg_error *error);

/* Set the data: bytes that only the application reads. */
mrg_status xc_document_set_data(xc_document *document, mrg_text data, mrg_error *error);

/* The data; empty when there is none. */
mrg_status xc_document_data(xc_document *document, mrg_text *data, mrg_error *error);

/* ---------------------------------------------------------------------------------------------
 * Numbers as bytes that sort as the numbers do
 * ------------------------------------------------------------------------------------------- */

enum { XC_SORTABLE_MAX = 9 }; /* bytes at most */

/* Write `number` to `bytes`; the number of bytes is returned. Minus infinity takes no bytes. */
size_t xc_sortable(double number, char bytes[XC_SORTABLE_MAX]);

/* The number that xc_sortable wrote. Other bytes give some number. */
double xc_sortable_number(mrg_text bytes);

#ifdef __cplusplus
}
#endif

#endif
