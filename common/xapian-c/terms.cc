/* Cursors over terms, and over other lists that Xapian gives as terms. */
#include "common/xapian-c/cursor_handle.h"

namespace
{

void take(xc_terms *terms)
{
    terms->text = *terms->at;
}

} // namespace

extern "C" {

mrg_status xc_terms_of_database(const xc_database *database, mrg_text prefix, xc_terms **terms,
                                mrg_error *error)
{
    *terms = nullptr;
    return xc::watched(database->record, error, [=](mrg_error *) {
        *terms = new xc_terms(database->db.allterms_begin(xc::to_string(prefix)), database->record);
        return MRG_OK;
    });
}

mrg_status xc_terms_of_document(const xc_database *database, xc_docid docid, xc_terms **terms,
                                mrg_error *error)
{
    *terms = nullptr;
    return xc::watched(database->record, error, [=](mrg_error *) {
        *terms = new xc_terms(database->db.termlist_begin(docid), database->record);
        return MRG_OK;
    });
}

mrg_status xc_terms_of_handle(const xc_document *document, xc_terms **terms, mrg_error *error)
{
    *terms = nullptr;
    return xc::watched(document->record, error, [=](mrg_error *) {
        *terms = new xc_terms(document->doc.termlist_begin(), document->record);
        (*terms)->document = document->doc;
        return MRG_OK;
    });
}

mrg_status xc_terms_of_metadata(const xc_database *database, mrg_text prefix, xc_terms **terms,
                                mrg_error *error)
{
    *terms = nullptr;
    return xc::watched(database->record, error, [=](mrg_error *) {
        *terms =
            new xc_terms(database->db.metadata_keys_begin(xc::to_string(prefix)), database->record);
        return MRG_OK;
    });
}

mrg_status xc_terms_next(xc_terms *terms, bool *found, mrg_error *error)
{
    return xc::move_next(terms, found, error, take);
}

mrg_status xc_terms_skip_to(xc_terms *terms, mrg_text term, bool *found, mrg_error *error)
{
    *found = false;
    return xc::guarded(error,
                       [=] { return xc::move_to(terms, xc::to_string(term), found, error, take); });
}

mrg_text xc_terms_text(const xc_terms *terms)
{
    return xc::to_text(terms->text);
}

mrg_status xc_terms_frequency(const xc_terms *terms, uint32_t *documents, mrg_error *error)
{
    return xc::ask(terms, error,
                   [=](const xc_terms *asked) { *documents = asked->at.get_termfreq(); });
}

mrg_status xc_terms_wdf(const xc_terms *terms, uint32_t *wdf, mrg_error *error)
{
    return xc::ask(terms, error, [=](const xc_terms *asked) { *wdf = asked->at.get_wdf(); });
}

void xc_terms_free(xc_terms *terms)
{
    xc::release(terms);
}

} // extern "C"
