/* What a database says about itself, its terms and its documents. */
#include "common/xapian-c/database.h"

#include "common/xapian-c/handles.h"

extern "C" {

mrg_status xc_database_statistics(const xc_database *database, xc_statistics *statistics,
                                  mrg_error *error)
{
    return xc::watched(database->record, error, [=](mrg_error *) {
        const Xapian::Database &db = database->db;
        xc_statistics read;
        read.documents = db.get_doccount();
        read.last_docid = db.get_lastdocid();
        read.average_length = db.get_avlength();
        read.total_length = db.get_total_length();
        read.shortest = db.get_doclength_lower_bound();
        read.longest = db.get_doclength_upper_bound();
        read.has_positions = db.has_positions();
        *statistics = read;
        return MRG_OK;
    });
}

mrg_status xc_database_value_statistics(const xc_database *database, xc_slot slot,
                                        xc_value_statistics *statistics, mrg_error *error)
{
    return xc::watched(database->record, error, [=](mrg_error *) {
        uint32_t documents = database->db.get_value_freq(slot);
        std::string lower = database->db.get_value_lower_bound(slot);
        database->text = lower + database->db.get_value_upper_bound(slot);
        const char *bytes = database->text.data();
        *statistics = {documents,
                       {bytes, lower.size()},
                       {bytes + lower.size(), database->text.size() - lower.size()}};
        return MRG_OK;
    });
}

mrg_status xc_database_term_frequency(const xc_database *database, mrg_text term,
                                      uint32_t *documents, mrg_error *error)
{
    return xc::watched(database->record, error, [=](mrg_error *) {
        *documents = database->db.get_termfreq(xc::to_string(term));
        return MRG_OK;
    });
}

mrg_status xc_database_collection_frequency(const xc_database *database, mrg_text term,
                                            uint32_t *occurrences, mrg_error *error)
{
    return xc::watched(database->record, error, [=](mrg_error *) {
        *occurrences = database->db.get_collection_freq(xc::to_string(term));
        return MRG_OK;
    });
}

mrg_status xc_database_document_length(const xc_database *database, xc_docid docid,
                                       uint32_t *length, mrg_error *error)
{
    return xc::watched(database->record, error, [=](mrg_error *) {
        *length = database->db.get_doclength(docid);
        return MRG_OK;
    });
}

mrg_status xc_database_unique_terms(const xc_database *database, xc_docid docid, uint32_t *terms,
                                    mrg_error *error)
{
    return xc::watched(database->record, error, [=](mrg_error *) {
        *terms = database->db.get_unique_terms(docid);
        return MRG_OK;
    });
}

mrg_status xc_database_uuid(const xc_database *database, mrg_text *uuid, mrg_error *error)
{
    return xc::watched(database->record, error, [=](mrg_error *) {
        database->text = database->db.get_uuid();
        *uuid = xc::to_text(database->text);
        return MRG_OK;
    });
}

mrg_status xc_database_locked(const xc_database *database, bool *locked, mrg_error *error)
{
    return xc::watched(database->record, error, [=](mrg_error *) {
        *locked = database->db.locked();
        return MRG_OK;
    });
}

mrg_status xc_database_document(const xc_database *database, xc_docid docid, xc_document **document,
                                mrg_error *error)
{
    *document = nullptr;
    return xc::watched(database->record, error, [=](mrg_error *) {
        *document = new xc_document(database->db.get_document(docid), database->record);
        return MRG_OK;
    });
}

mrg_status xc_database_document_assumed(const xc_database *database, xc_docid docid,
                                        xc_document **document, mrg_error *error)
{
    *document = nullptr;
    return xc::watched(database->record, error, [=](mrg_error *) {
        *document = new xc_document(database->db.get_document(docid, Xapian::DOC_ASSUME_VALID),
                                    database->record);
        return MRG_OK;
    });
}

mrg_status xc_database_metadata(const xc_database *database, mrg_text key, mrg_text *metadata,
                                mrg_error *error)
{
    return xc::watched(database->record, error, [=](mrg_error *) {
        database->text = database->db.get_metadata(xc::to_string(key));
        *metadata = xc::to_text(database->text);
        return MRG_OK;
    });
}

} // extern "C"
