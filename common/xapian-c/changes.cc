/* Changes a writer makes: documents added, replaced and deleted; metadata. */
#include "common/xapian-c/writable_handle.h"

extern "C" {

mrg_status xc_writable_add(xc_writable *writable, const xc_document *document, xc_docid *docid,
                           mrg_error *error)
{
    return xc::watched(writable->reader.record, error, [=](mrg_error *) {
        xc_docid given = writable->db.add_document(document->doc);
        if (docid)
            *docid = given;
        return MRG_OK;
    });
}

mrg_status xc_writable_replace(xc_writable *writable, xc_docid docid, const xc_document *document,
                               mrg_error *error)
{
    return xc::watched(writable->reader.record, error, [=](mrg_error *) {
        writable->db.replace_document(docid, document->doc);
        return MRG_OK;
    });
}

mrg_status xc_writable_replace_by_term(xc_writable *writable, mrg_text term,
                                       const xc_document *document, xc_docid *docid,
                                       mrg_error *error)
{
    return xc::watched(writable->reader.record, error, [=](mrg_error *) {
        xc_docid given = writable->db.replace_document(xc::to_string(term), document->doc);
        if (docid)
            *docid = given;
        return MRG_OK;
    });
}

mrg_status xc_writable_delete(xc_writable *writable, xc_docid docid, mrg_error *error)
{
    return xc::watched(writable->reader.record, error, [=](mrg_error *) {
        writable->db.delete_document(docid);
        return MRG_OK;
    });
}

mrg_status xc_writable_delete_by_term(xc_writable *writable, mrg_text term, mrg_error *error)
{
    return xc::watched(writable->reader.record, error, [=](mrg_error *) {
        writable->db.delete_document(xc::to_string(term));
        return MRG_OK;
    });
}

mrg_status xc_writable_set_metadata(xc_writable *writable, mrg_text key, mrg_text metadata,
                                    mrg_error *error)
{
    return xc::watched(writable->reader.record, error, [=](mrg_error *) {
        writable->db.set_metadata(xc::to_string(key), xc::to_string(metadata));
        return MRG_OK;
    });
}

} // extern "C"
