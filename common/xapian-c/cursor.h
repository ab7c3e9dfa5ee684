/* Cursors: lists of terms, postings, positions and values, walked in order.
 *
 * A new cursor stands before its first entry. xc_..._next moves on, xc_..._skip_to moves forward to
 * the first entry that is not before the one given (no move when it stands there already or beyond;
 * a new cursor can be skipped right away). Both set *found to whether there is an entry; without one
 * the cursor stays at the end. What the cursor stands at may be asked only while there is an entry.
 *
 * Cursors are owned by the caller and may outlive the handle they came from. Reading errors are those
 * of database.h; after a failure a cursor is at its end.
 */
#ifndef MORGUE_XAPIAN_C_CURSOR_H
#define MORGUE_XAPIAN_C_CURSOR_H

#include "common/xapian-c/database.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---------------------------------------------------------------------------------------------
 * Terms, in byte order
 * ------------------------------------------------------------------------------------------- */

typedef struct xc_terms xc_terms;

/* All terms of the database that begin with `prefix` (empty: all). */
mrg_status xc_terms_of_database(const xc_database *database, mrg_text prefix, xc_terms **terms,
                                mrg_error *error);

/* The terms of one document, each with its wdf. Also MRG_ERR_MISSING. */
mrg_status xc_terms_of_document(const xc_database *database, xc_docid docid, xc_terms **terms,
                                mrg_error *error);

/* The terms of a document in hand, stored or not. Its terms must not be changed before the cursor is
 * freed. */
mrg_status xc_terms_of_handle(const xc_document *document, xc_terms **terms, mrg_error *error);

/* All metadata keys that begin with `prefix` (empty: all). */
mrg_status xc_terms_of_metadata(const xc_database *database, mrg_text prefix, xc_terms **terms,
                                mrg_error *error);

/* All words of the spelling dictionary; the frequency is how often each was added. */
mrg_status xc_terms_of_spelling(const xc_database *database, xc_terms **terms, mrg_error *error);

mrg_status xc_terms_next(xc_terms *terms, bool *found, mrg_error *error);
mrg_status xc_terms_skip_to(xc_terms *terms, mrg_text term, bool *found, mrg_error *error);

/* The term, key, word or value. Borrowed until the cursor moves or is freed; empty without one. */
mrg_text xc_terms_text(const xc_terms *terms);

/* In how many documents the term occurs; for a facet the count of the value. MRG_ERR_UNSUPPORTED or
 * MRG_ERR_ARGUMENT where the list has none (metadata; a document that was not stored). */
mrg_status xc_terms_frequency(const xc_terms *terms, uint32_t *documents, mrg_error *error);

/* How often the term occurs in the document whose list it is. MRG_ERR_UNSUPPORTED or
 * MRG_ERR_ARGUMENT for the other lists. */
mrg_status xc_terms_wdf(const xc_terms *terms, uint32_t *wdf, mrg_error *error);

/* Release; NULL is legal. */
void xc_terms_free(xc_terms *terms);

/* ---------------------------------------------------------------------------------------------
 * Postings: the documents with a term, by docid
 * ------------------------------------------------------------------------------------------- */

typedef struct xc_postings xc_postings;

/* The documents with `term`; an empty one stands for all documents. */
mrg_status xc_postings_of_term(const xc_database *database, mrg_text term, xc_postings **postings,
                               mrg_error *error);

mrg_status xc_postings_next(xc_postings *postings, bool *found, mrg_error *error);
mrg_status xc_postings_skip_to(xc_postings *postings, xc_docid docid, bool *found,
                               mrg_error *error);

/* The docid the cursor stands at; 0 without one. */
xc_docid xc_postings_docid(const xc_postings *postings);

/* How often the term occurs in that document. */
mrg_status xc_postings_wdf(const xc_postings *postings, uint32_t *wdf, mrg_error *error);

/* The length of that document: the sum of its wdfs. */
mrg_status xc_postings_length(const xc_postings *postings, uint32_t *length, mrg_error *error);

/* Release; NULL is legal. */
void xc_postings_free(xc_postings *postings);

/* ---------------------------------------------------------------------------------------------
 * Positions of a term in a document, ascending
 * ------------------------------------------------------------------------------------------- */

typedef struct xc_positions xc_positions;

/* No positions for a term that the document has not or has without positions. */
mrg_status xc_positions_of(const xc_database *database, xc_docid docid, mrg_text term,
                           xc_positions **positions, mrg_error *error);

mrg_status xc_positions_next(xc_positions *positions, bool *found, mrg_error *error);
mrg_status xc_positions_skip_to(xc_positions *positions, uint32_t position, bool *found,
                                mrg_error *error);

/* The position the cursor stands at; 0 without one. */
uint32_t xc_positions_position(const xc_positions *positions);

/* Release; NULL is legal. */
void xc_positions_free(xc_positions *positions);

/* ---------------------------------------------------------------------------------------------
 * Values of a slot, by docid
 * ------------------------------------------------------------------------------------------- */

typedef struct xc_values xc_values;

/* The documents with a value in `slot`. */
mrg_status xc_values_of_slot(const xc_database *database, xc_slot slot, xc_values **values,
                             mrg_error *error);

mrg_status xc_values_next(xc_values *values, bool *found, mrg_error *error);
mrg_status xc_values_skip_to(xc_values *values, xc_docid docid, bool *found, mrg_error *error);

/* The docid the cursor stands at; 0 without one. */
xc_docid xc_values_docid(const xc_values *values);

/* The value there. Borrowed until the cursor moves or is freed; empty without one. */
mrg_text xc_values_value(const xc_values *values);

/* Release; NULL is legal. */
void xc_values_free(xc_values *values);

#ifdef __cplusplus
}
#endif

#endif
