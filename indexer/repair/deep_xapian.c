#include "indexer/repair/deep_xapian.h"
#include "common/base/error.h"
#include "common/glass/scheme.h"
#include "indexer/xapian/document.h"

#include <inttypes.h>

/* What can be wrong with a term of a document. */
enum fault { FAULT_WDF, FAULT_POSTING, FAULT_POSITIONS, FAULT_EXTRA, FAULT_MISSING, FAULT_COUNT };

static const char *const faults[FAULT_COUNT] = {
    [FAULT_WDF] = "how often it occurs", [FAULT_POSTING] = "its posting",
    [FAULT_POSITIONS] = "its positions", [FAULT_EXTRA] = "is not in the article",
    [FAULT_MISSING] = "is missing",
};

/* Documents made anew are put one after the other into a database in memory, to be read as stored ones
 * are. */
struct deep_xapian {
    struct document_maker maker;
    size_t memory;              /* bytes the maker may remember */
    xc_writable *scratch;       /* owned: holds one document, of docid 1 */
    uint64_t terms;             /* of all documents compared */
    uint64_t told[FAULT_COUNT]; /* terms of the current document with this fault */
};

/* The first term of a document with a fault is told, the others only counted. */
static void say(struct deep_xapian *deep, struct findings *findings,
                const struct glass_document *document, mrg_text term, enum fault fault)
{
    if (deep->told[fault]++ == 0)
        glass_say(findings, document->path, "document %" PRIu32 ", term \"%.*s\": %s",
                  document->docid, term.size < 80 ? (int)term.size : 80, term.data, faults[fault]);
}

static void say_rest(const struct deep_xapian *deep, struct findings *findings,
                     const struct glass_document *document)
{
    for (unsigned f = 0; f < FAULT_COUNT; f++)
        if (deep->told[f] > 1)
            glass_say(findings, document->path,
                      "document %" PRIu32 ": and %" PRIu64 " more terms: %s", document->docid,
                      deep->told[f] - 1, faults[f]);
}

/* ---- one term ---- */

/* Compare the positions of `term` in both. */
static mrg_status compare_positions(const struct glass_document *document,
                                    const xc_database *scratch, mrg_text term, bool *same,
                                    mrg_error *error)
{
    xc_positions *stored = NULL, *made = NULL;
    bool has_stored = true, has_made = true;
    mrg_status status = xc_positions_of(document->database, document->docid, term, &stored, error);
    if (status == MRG_OK)
        status = xc_positions_of(scratch, 1, term, &made, error);
    while (status == MRG_OK && has_stored && has_made && *same) {
        status = xc_positions_next(stored, &has_stored, error);
        if (status == MRG_OK)
            status = xc_positions_next(made, &has_made, error);
        *same = has_stored == has_made &&
                (!has_made || xc_positions_position(stored) == xc_positions_position(made));
    }
    xc_positions_free(stored);
    xc_positions_free(made);
    return status;
}

/* The posting list of `term` holds the document, with this wdf. */
static mrg_status check_posting(const struct glass_document *document, mrg_text term, uint32_t wdf,
                                bool *good, mrg_error *error)
{
    xc_postings *postings = NULL;
    bool found = false;
    uint32_t listed = 0;
    mrg_status status = xc_postings_of_term(document->database, term, &postings, error);
    if (status == MRG_OK)
        status = xc_postings_skip_to(postings, document->docid, &found, error);
    if (status == MRG_OK && found)
        status = xc_postings_wdf(postings, &listed, error);
    *good = found && xc_postings_docid(postings) == document->docid && listed == wdf;
    xc_postings_free(postings);
    return status;
}

static mrg_status compare_term(struct deep_xapian *deep, const struct glass_document *document,
                               const xc_terms *stored, const xc_terms *made,
                               struct findings *findings, mrg_error *error)
{
    uint32_t wdf = 0, expected = 0;
    bool is_listed = true, same = true;
    mrg_text term = xc_terms_text(made);
    mrg_status status = xc_terms_wdf(stored, &wdf, error);
    if (status == MRG_OK)
        status = xc_terms_wdf(made, &expected, error);
    if (status == MRG_OK)
        status = check_posting(document, term, expected, &is_listed, error);
    if (status == MRG_OK)
        status =
            compare_positions(document, xc_writable_database(deep->scratch), term, &same, error);
    if (status != MRG_OK)
        return status;
    if (wdf != expected || !is_listed)
        say(deep, findings, document, term, wdf != expected ? FAULT_WDF : FAULT_POSTING);
    if (!same)
        say(deep, findings, document, term, FAULT_POSITIONS);
    deep->terms++;
    return MRG_OK;
}

/* ---- one document ---- */

static int compare_texts(mrg_text a, mrg_text b)
{
    int order = memcmp(a.data, b.data, a.size < b.size ? a.size : b.size);
    return order != 0 ? order : a.size < b.size ? -1 : a.size > b.size;
}

/* Walk down the terms of both, which are in byte order. */
static mrg_status compare_terms(struct deep_xapian *deep, const struct glass_document *document,
                                xc_terms *stored, xc_terms *made, struct findings *findings,
                                mrg_error *error)
{
    bool has_stored = false, has_made = false;
    mrg_status status = xc_terms_next(stored, &has_stored, error);
    if (status == MRG_OK)
        status = xc_terms_next(made, &has_made, error);
    while (status == MRG_OK && (has_stored || has_made)) {
        int order = !has_stored ? 1
                    : !has_made ? -1
                                : compare_texts(xc_terms_text(stored), xc_terms_text(made));
        if (order == 0)
            status = compare_term(deep, document, stored, made, findings, error);
        else
            say(deep, findings, document, xc_terms_text(order < 0 ? stored : made),
                order < 0 ? FAULT_EXTRA : FAULT_MISSING);
        deep->terms += order < 0;
        if (status == MRG_OK && order <= 0)
            status = xc_terms_next(stored, &has_stored, error);
        if (status == MRG_OK && order >= 0)
            status = xc_terms_next(made, &has_made, error);
    }
    return status;
}

static mrg_status compare_values(const struct glass_document *document, xc_document *stored,
                                 xc_document *made, struct findings *findings, mrg_error *error)
{
    mrg_status status = MRG_OK;
    for (xc_slot slot = SLOT_PUBLISHED; slot <= SLOT_FINGERPRINT && status == MRG_OK; slot++) {
        mrg_text value = {NULL, 0}, expected = {NULL, 0};
        status = xc_document_value(stored, slot, &value, error);
        if (status == MRG_OK)
            status = xc_document_value(made, slot, &expected, error);
        if (status == MRG_OK &&
            (value.size != expected.size ||
             (value.size > 0 && memcmp(value.data, expected.data, value.size) != 0)))
            glass_say(findings, document->path, "document %" PRIu32 ": its value %" PRIu32,
                      document->docid, slot);
    }
    return status;
}

static mrg_status compare_with(struct deep_xapian *deep, const struct glass_document *document,
                               xc_document *made, struct findings *findings, mrg_error *error)
{
    xc_terms *stored_terms = NULL, *made_terms = NULL;
    xc_document *stored = NULL;
    mrg_status status = xc_writable_replace(deep->scratch, 1, made, error);
    if (status == MRG_OK)
        status = xc_terms_of_document(document->database, document->docid, &stored_terms, error);
    if (status == MRG_OK)
        status = xc_terms_of_document(xc_writable_database(deep->scratch), 1, &made_terms, error);
    if (status == MRG_OK)
        status = compare_terms(deep, document, stored_terms, made_terms, findings, error);
    if (status == MRG_OK)
        status = xc_database_document(document->database, document->docid, &stored, error);
    if (status == MRG_OK)
        status = compare_values(document, stored, made, findings, error);
    xc_terms_free(stored_terms);
    xc_terms_free(made_terms);
    xc_document_free(stored);
    return status;
}

static mrg_status visit(void *context, const struct glass_document *document,
                        struct findings *findings, mrg_error *error)
{
    struct deep_xapian *deep = context;
    xc_document *made = NULL;
    memset(deep->told, 0, sizeof deep->told);
    mrg_status status =
        document_make(&deep->maker, &document->article, document->record,
                      language_find(document->article.language), deep->memory / 4, &made, error);
    if (status == MRG_OK)
        status = compare_with(deep, document, made, findings, error);
    say_rest(deep, findings, document);
    xc_document_free(made);
    return status;
}

/* ---- the whole database ---- */

static mrg_status begin(void *context, mrg_error *error)
{
    (void)error;
    ((struct deep_xapian *)context)->terms = 0;
    return MRG_OK;
}

/* With every term of every document in its list, equal sums mean that lists hold nothing else. */
static mrg_status end(void *context, const xc_database *database, const char *path,
                      struct findings *findings, mrg_error *error)
{
    const struct deep_xapian *deep = context;
    xc_terms *all = NULL;
    bool found = true;
    uint64_t postings = 0;
    mrg_status status = xc_terms_of_database(database, (mrg_text){NULL, 0}, &all, error);
    while (status == MRG_OK && (status = xc_terms_next(all, &found, error)) == MRG_OK && found) {
        uint32_t documents = 0;
        status = xc_terms_frequency(all, &documents, error);
        postings += documents;
    }
    xc_terms_free(all);
    if (status == MRG_OK && postings != deep->terms)
        glass_say(findings, path, "%" PRIu64 " postings; its documents have %" PRIu64, postings,
                  deep->terms);
    return status;
}

mrg_status deep_check_xapian(const char *folder, size_t memory, struct findings *findings,
                             mrg_error *error)
{
    struct deep_xapian deep = {.memory = memory};
    const struct glass_more more = {begin, visit, end, &deep};
    mrg_status status = document_maker_init(&deep.maker) ? MRG_OK : fail_memory(error);
    if (status == MRG_OK)
        status = xc_writable_new_in_memory(&deep.scratch, error);
    if (status == MRG_OK)
        status = glass_check(folder, findings, &more, error);
    xc_writable_free(deep.scratch);
    document_maker_free(&deep.maker);
    return status;
}
