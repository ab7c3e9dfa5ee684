/* Cursors over the values of a slot. */
#include "common/xapian-c/cursor_handle.h"

struct xc_values : xc::cursor<Xapian::ValueIterator> {
    xc_docid docid = 0; /* of the current entry; 0 without one */
    std::string value;  /* the value there; empty without one */

    using cursor::cursor;

    bool has_reached(xc_docid target) const
    {
        return docid >= target;
    }

    void forget()
    {
        docid = 0;
        value.clear();
    }
};

namespace
{

void take(xc_values *values)
{
    values->docid = values->at.get_docid();
    values->value = *values->at;
}

} // namespace

extern "C" {

mrg_status xc_values_of_slot(const xc_database *database, xc_slot slot, xc_values **values,
                             mrg_error *error)
{
    *values = nullptr;
    return xc::watched(database->record, error, [=](mrg_error *) {
        *values = new xc_values(database->db.valuestream_begin(slot), database->record);
        return MRG_OK;
    });
}

mrg_status xc_values_next(xc_values *values, bool *found, mrg_error *error)
{
    return xc::move_next(values, found, error, take);
}

mrg_status xc_values_skip_to(xc_values *values, xc_docid docid, bool *found, mrg_error *error)
{
    return xc::move_to(values, docid, found, error, take);
}

xc_docid xc_values_docid(const xc_values *values)
{
    return values->docid;
}

mrg_text xc_values_value(const xc_values *values)
{
    return xc::to_text(values->value);
}

void xc_values_free(xc_values *values)
{
    xc::release(values);
}

} // extern "C"
