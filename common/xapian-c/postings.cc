/* Cursors over numbers: the postings of a term, and its positions in a document. */
#include "common/xapian-c/cursor_handle.h"

struct xc_postings : xc::cursor<Xapian::PostingIterator> {
    xc_docid docid = 0; /* of the current entry; 0 without one */

    using cursor::cursor;

    bool has_reached(xc_docid target) const
    {
        return docid >= target;
    }

    void forget()
    {
        docid = 0;
    }
};

struct xc_positions : xc::cursor<Xapian::PositionIterator> {
    uint32_t position = 0; /* the current one; 0 without one */

    using cursor::cursor;

    bool has_reached(uint32_t target) const
    {
        return position >= target;
    }

    void forget()
    {
        position = 0;
    }
};

namespace
{

void take_docid(xc_postings *postings)
{
    postings->docid = *postings->at;
}

void take_position(xc_positions *positions)
{
    positions->position = *positions->at;
}

} // namespace

extern "C" {

mrg_status xc_postings_of_term(const xc_database *database, mrg_text term, xc_postings **postings,
                               mrg_error *error)
{
    *postings = nullptr;
    return xc::watched(database->record, error, [=](mrg_error *) {
        *postings =
            new xc_postings(database->db.postlist_begin(xc::to_string(term)), database->record);
        return MRG_OK;
    });
}

mrg_status xc_postings_next(xc_postings *postings, bool *found, mrg_error *error)
{
    return xc::move_next(postings, found, error, take_docid);
}

mrg_status xc_postings_skip_to(xc_postings *postings, xc_docid docid, bool *found, mrg_error *error)
{
    return xc::move_to(postings, docid, found, error, take_docid);
}

xc_docid xc_postings_docid(const xc_postings *postings)
{
    return postings->docid;
}

mrg_status xc_postings_wdf(const xc_postings *postings, uint32_t *wdf, mrg_error *error)
{
    return xc::ask(postings, error, [=](const xc_postings *asked) { *wdf = asked->at.get_wdf(); });
}

mrg_status xc_postings_length(const xc_postings *postings, uint32_t *length, mrg_error *error)
{
    return xc::ask(postings, error,
                   [=](const xc_postings *asked) { *length = asked->at.get_doclength(); });
}

void xc_postings_free(xc_postings *postings)
{
    xc::release(postings);
}

mrg_status xc_positions_of(const xc_database *database, xc_docid docid, mrg_text term,
                           xc_positions **positions, mrg_error *error)
{
    *positions = nullptr;
    return xc::watched(database->record, error, [=](mrg_error *) {
        *positions = new xc_positions(database->db.positionlist_begin(docid, xc::to_string(term)),
                                      database->record);
        return MRG_OK;
    });
}

mrg_status xc_positions_next(xc_positions *positions, bool *found, mrg_error *error)
{
    return xc::move_next(positions, found, error, take_position);
}

mrg_status xc_positions_skip_to(xc_positions *positions, uint32_t position, bool *found,
                                mrg_error *error)
{
    return xc::move_to(positions, position, found, error, take_position);
}

uint32_t xc_positions_position(const xc_positions *positions)
{
    return positions->position;
}

void xc_positions_free(xc_positions *positions)
{
    xc::release(positions);
}

} // extern "C"
