/* Searches: what to look for, how to score, sort, collapse and cut off. */
#include "common/xapian-c/enquire_handle.h"

namespace
{

/* Xapian quietly moves parameters into their range; a caller that errs should learn of it. */
bool is_valid(const xc_bm25 &p)
{
    return p.k1 >= 0 && p.k2 >= 0 && p.k3 >= 0 && p.b >= 0 && p.b <= 1 && p.min_normlen >= 0;
}

Xapian::Enquire::docid_order to_order(xc_docid_order order)
{
    switch (order) {
    case XC_DOCID_ASCENDING:
        return Xapian::Enquire::ASCENDING;
    case XC_DOCID_DESCENDING:
        return Xapian::Enquire::DESCENDING;
    case XC_DOCID_ANY:
        return Xapian::Enquire::DONT_CARE;
    }
    throw Xapian::InvalidArgumentError("unknown order of docids");
}

void set_sort(Xapian::Enquire &enquire, xc_sort how, xc_slot slot, bool descending)
{
    switch (how) {
    case XC_SORT_RELEVANCE:
        return enquire.set_sort_by_relevance();
    case XC_SORT_VALUE:
        return enquire.set_sort_by_value(slot, descending);
    case XC_SORT_VALUE_RELEVANCE:
        return enquire.set_sort_by_value_then_relevance(slot, descending);
    case XC_SORT_RELEVANCE_VALUE:
        return enquire.set_sort_by_relevance_then_value(slot, descending);
    }
    throw Xapian::InvalidArgumentError("unknown way of sorting");
}

} // namespace

extern "C" {

mrg_status xc_enquire_new(const xc_database *database, xc_enquire **enquire, mrg_error *error)
{
    *enquire = nullptr;
    return xc::watched(database->record, error, [=](mrg_error *) {
        *enquire = new xc_enquire(*database);
        return MRG_OK;
    });
}

void xc_enquire_free(xc_enquire *enquire)
{
    xc::release(enquire);
}

mrg_status xc_enquire_set_query(xc_enquire *enquire, const xc_query *query, uint32_t length,
                                mrg_error *error)
{
    return xc::watched(enquire->record, error, [=](mrg_error *) {
        enquire->enquire.set_query(query->query, length);
        return MRG_OK;
    });
}

mrg_status xc_enquire_set_bm25(xc_enquire *enquire, const xc_bm25 *parameters, mrg_error *error)
{
    return xc::watched(enquire->record, error, [=](mrg_error *failed) {
        const xc_bm25 defaults = XC_BM25_INIT;
        const xc_bm25 &p = parameters ? *parameters : defaults;
        if (!is_valid(p))
            return fail(failed, MRG_ERR_ARGUMENT, "xapian: a BM25 parameter is out of its range");
        enquire->enquire.set_weighting_scheme(
            Xapian::BM25Weight(p.k1, p.k2, p.k3, p.b, p.min_normlen));
        return MRG_OK;
    });
}

mrg_status xc_enquire_set_boolean(xc_enquire *enquire, mrg_error *error)
{
    return xc::watched(enquire->record, error, [=](mrg_error *) {
        enquire->enquire.set_weighting_scheme(Xapian::BoolWeight());
        return MRG_OK;
    });
}

mrg_status xc_enquire_set_docid_order(xc_enquire *enquire, xc_docid_order order, mrg_error *error)
{
    return xc::watched(enquire->record, error, [=](mrg_error *) {
        enquire->enquire.set_docid_order(to_order(order));
        return MRG_OK;
    });
}

mrg_status xc_enquire_set_sort(xc_enquire *enquire, xc_sort how, xc_slot slot, bool descending,
                               mrg_error *error)
{
    return xc::watched(enquire->record, error, [=](mrg_error *) {
        set_sort(enquire->enquire, how, slot, descending);
        return MRG_OK;
    });
}

mrg_status xc_enquire_set_collapse(xc_enquire *enquire, xc_slot slot, uint32_t keep,
                                   mrg_error *error)
{
    return xc::watched(enquire->record, error, [=](mrg_error *failed) {
        if (keep == 0 && slot != XC_NO_SLOT)
            return fail(failed, MRG_ERR_ARGUMENT, "xapian: collapsing must keep at least one");
        enquire->enquire.set_collapse_key(slot, keep);
        return MRG_OK;
    });
}

mrg_status xc_enquire_set_cutoff(xc_enquire *enquire, int percent, double weight, mrg_error *error)
{
    return xc::watched(enquire->record, error, [=](mrg_error *failed) {
        if (percent < 0 || percent > 100 || !(weight >= 0))
            return fail(failed, MRG_ERR_ARGUMENT, "xapian: a cut-off is out of its range");
        enquire->enquire.set_cutoff(percent, weight);
        return MRG_OK;
    });
}

mrg_status xc_enquire_set_time_limit(xc_enquire *enquire, double seconds, mrg_error *error)
{
    return xc::watched(enquire->record, error, [=](mrg_error *failed) {
        if (!(seconds >= 0))
            return fail(failed, MRG_ERR_ARGUMENT, "xapian: a time limit must not be negative");
        enquire->enquire.set_time_limit(seconds);
        return MRG_OK;
    });
}

} // extern "C"
