/* Documents: what is put into them and read from them. */
#include "common/xapian-c/document.h"

#include "common/xapian-c/handles.h"

#include <algorithm>

namespace
{

/* Xapian finds a term too long only when the document is stored, and then drops all that was stored
 * since the last commit; so it is found here. */
mrg_status check_term(mrg_text term, mrg_error *error)
{
    size_t size = term.size;
    for (size_t i = 0; i < term.size && size <= XC_TERM_MAX; i++)
        size += term.data[i] == '\0';
    if (term.size == 0)
        return fail(error, MRG_ERR_ARGUMENT, "xapian: a term must not be empty");
    if (size > XC_TERM_MAX)
        return fail(error, MRG_ERR_ARGUMENT, "xapian: a term of %zu bytes is too long", term.size);
    return MRG_OK;
}

} // namespace

extern "C" {

mrg_status xc_document_new(xc_document **document, mrg_error *error)
{
    *document = nullptr;
    return xc::guarded(error, [=] {
        *document = new xc_document;
        return MRG_OK;
    });
}

void xc_document_free(xc_document *document)
{
    xc::release(document);
}

xc_docid xc_document_docid(const xc_document *document)
{
    return document->record ? document->doc.get_docid() : 0;
}

mrg_status xc_document_add_term(xc_document *document, mrg_text term, uint32_t wdf,
                                mrg_error *error)
{
    return xc::watched(document->record, error, [=](mrg_error *failed) {
        mrg_status status = check_term(term, failed);
        if (status == MRG_OK)
            document->doc.add_term(xc::to_string(term), wdf);
        return status;
    });
}

mrg_status xc_document_add_boolean_term(xc_document *document, mrg_text term, mrg_error *error)
{
    return xc_document_add_term(document, term, 0, error);
}

mrg_status xc_document_add_positions(xc_document *document, mrg_text term,
                                     const uint32_t *positions, size_t count, uint32_t wdf,
                                     mrg_error *error)
{
    return xc::watched(document->record, error, [=](mrg_error *failed) {
        mrg_status status = check_term(term, failed);
        if (status != MRG_OK)
            return status;
        const std::string name = xc::to_string(term);
        for (size_t i = 0; i < count; i++)
            document->doc.add_posting(name, positions[i], wdf);
        return MRG_OK;
    });
}

mrg_status xc_document_remove_term(xc_document *document, mrg_text term, mrg_error *error)
{
    return xc::watched(document->record, error, [=](mrg_error *) {
        document->doc.remove_term(xc::to_string(term));
        return MRG_OK;
    });
}

mrg_status xc_document_clear_terms(xc_document *document, mrg_error *error)
{
    return xc::watched(document->record, error, [=](mrg_error *) {
        document->doc.clear_terms();
        return MRG_OK;
    });
}

mrg_status xc_document_term_count(const xc_document *document, uint32_t *count, mrg_error *error)
{
    return xc::watched(document->record, error, [=](mrg_error *) {
        *count = document->doc.termlist_count();
        return MRG_OK;
    });
}

mrg_status xc_document_set_value(xc_document *document, xc_slot slot, mrg_text value,
                                 mrg_error *error)
{
    return xc::watched(document->record, error, [=](mrg_error *failed) {
        if (slot == XC_NO_SLOT)
            return fail(failed, MRG_ERR_ARGUMENT, "xapian: a value needs a slot");
        document->doc.add_value(slot, xc::to_string(value));
        return MRG_OK;
    });
}

mrg_status xc_document_set_number(xc_document *document, xc_slot slot, double number,
                                  mrg_error *error)
{
    char bytes[XC_SORTABLE_MAX];
    size_t size = xc_sortable(number, bytes);
    return xc_document_set_value(document, slot, {bytes, size}, error);
}

mrg_status xc_document_value(xc_document *document, xc_slot slot, mrg_text *value, mrg_error *error)
{
    return xc::watched(document->record, error, [=](mrg_error *) {
        document->text = document->doc.get_value(slot);
        *value = xc::to_text(document->text);
        return MRG_OK;
    });
}

mrg_status xc_document_number(xc_document *document, xc_slot slot, double *number, mrg_error *error)
{
    return xc::watched(document->record, error, [=](mrg_error *failed) {
        const std::string bytes = document->doc.get_value(slot);
        if (bytes.empty())
            return fail(failed, MRG_ERR_MISSING, "xapian: no number in slot %u", slot);
        *number = xc_sortable_number(xc::to_text(bytes));
        return MRG_OK;
    });
}

mrg_status xc_document_clear_values(xc_document *document, mrg_error *error)
{
    return xc::watched(document->record, error, [=](mrg_error *) {
        document->doc.clear_values();
        return MRG_OK;
    });
}

mrg_status xc_document_set_data(xc_document *document, mrg_text data, mrg_error *error)
{
    return xc::watched(document->record, error, [=](mrg_error *) {
        document->doc.set_data(xc::to_string(data));
        return MRG_OK;
    });
}

mrg_status xc_document_data(xc_document *document, mrg_text *data, mrg_error *error)
{
    return xc::watched(document->record, error, [=](mrg_error *) {
        document->text = document->doc.get_data();
        *data = xc::to_text(document->text);
        return MRG_OK;
    });
}

size_t xc_sortable(double number, char bytes[XC_SORTABLE_MAX])
{
    return Xapian::sortable_serialise_(number, bytes);
}

double xc_sortable_number(mrg_text bytes)
{
    /* So few bytes lie in the string itself: nothing is allocated, so nothing can be thrown. */
    bytes.size = std::min<size_t>(bytes.size, XC_SORTABLE_MAX);
    return Xapian::sortable_unserialise(xc::to_string(bytes));
}

} // extern "C"
