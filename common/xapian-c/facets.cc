/* Facets: counts of the values in a slot. */
#include "common/xapian-c/cursor_handle.h"
#include "common/xapian-c/enquire_handle.h"

extern "C" {

mrg_status xc_enquire_add_facet(xc_enquire *enquire, xc_slot slot, xc_facet **facet,
                                mrg_error *error)
{
    *facet = nullptr;
    return xc::watched(enquire->record, error, [=](mrg_error *) {
        auto made = std::make_unique<xc_facet>();
        made->counter = std::make_shared<xc::value_counter>(slot);
        made->record = enquire->record;
        enquire->counters.push_back(made->counter);
        /* Should this throw, the counter stays in our list, which does no harm. */
        enquire->enquire.add_matchspy(made->counter.get());
        *facet = made.release();
        return MRG_OK;
    });
}

mrg_status xc_enquire_clear_facets(xc_enquire *enquire, mrg_error *error)
{
    return xc::watched(enquire->record, error, [=](mrg_error *) {
        enquire->enquire.clear_matchspies();
        enquire->counters.clear();
        return MRG_OK;
    });
}

size_t xc_facet_candidates(const xc_facet *facet)
{
    return facet->counter->get_total();
}

mrg_status xc_facet_values(const xc_facet *facet, size_t top, xc_terms **values, mrg_error *error)
{
    *values = nullptr;
    return xc::watched(facet->record, error, [=](mrg_error *) {
        const xc::value_counter &counter = *facet->counter;
        *values = new xc_terms(top > 0 ? counter.top_values_begin(top) : counter.values_begin(),
                               facet->record);
        return MRG_OK;
    });
}

void xc_facet_free(xc_facet *facet)
{
    xc::release(facet);
}

} // extern "C"
