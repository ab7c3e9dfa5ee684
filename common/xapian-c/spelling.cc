/* The spelling dictionary. */
#include "common/xapian-c/writable_handle.h"

#include "common/xapian-c/cursor_handle.h"

extern "C" {

mrg_status xc_writable_add_spelling(xc_writable *writable, mrg_text word, uint32_t frequency,
                                    mrg_error *error)
{
    return xc::watched(writable->reader.record, error, [=](mrg_error *) {
        writable->db.add_spelling(xc::to_string(word), frequency);
        return MRG_OK;
    });
}

mrg_status xc_writable_remove_spelling(xc_writable *writable, mrg_text word, uint32_t frequency,
                                       mrg_error *error)
{
    return xc::watched(writable->reader.record, error, [=](mrg_error *) {
        writable->db.remove_spelling(xc::to_string(word), frequency);
        return MRG_OK;
    });
}

mrg_status xc_database_suggest(const xc_database *database, mrg_text word, unsigned edits,
                               mrg_text *suggestion, mrg_error *error)
{
    return xc::watched(database->record, error, [=](mrg_error *) {
        database->text = database->db.get_spelling_suggestion(xc::to_string(word), edits);
        *suggestion = xc::to_text(database->text);
        return MRG_OK;
    });
}

mrg_status xc_terms_of_spelling(const xc_database *database, xc_terms **terms, mrg_error *error)
{
    *terms = nullptr;
    return xc::watched(database->record, error, [=](mrg_error *) {
        *terms = new xc_terms(database->db.spellings_begin(), database->record);
        return MRG_OK;
    });
}

} // extern "C"
