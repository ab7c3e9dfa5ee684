/* Running a search, and what it found. */
#include "common/xapian-c/enquire_handle.h"

namespace
{

/* A C function as Xapian's decider. Its failure goes through the matcher as an exception, which the
 * guard around the whole run turns back. */
class c_decider : public Xapian::MatchDecider
{
    const xc_run &run;             /* holds the function and its context */
    mutable xc_document candidate; /* used again for each candidate */

  public:
    c_decider(const xc_run &chosen, const std::shared_ptr<xc::journal> &record)
        : run(chosen), candidate(Xapian::Document(), record)
    {
    }

    bool operator()(const Xapian::Document &doc) const override
    {
        bool accept = false;
        xc::decider_failure failed = {MRG_ERROR_INIT};
        candidate.doc = doc;
        mrg_status status = run.decider(run.context, &candidate, &accept, &failed.error);
        if (status == MRG_OK)
            return accept;
        failed.error.status = status;
        throw failed;
    }
};

xc_summary summarise(const Xapian::MSet &set)
{
    xc_summary summary;
    summary.size = set.size();
    summary.first = set.get_firstitem();
    summary.lower = set.get_matches_lower_bound();
    summary.estimated = set.get_matches_estimated();
    summary.upper = set.get_matches_upper_bound();
    summary.max_possible = set.get_max_possible();
    summary.max_attained = set.get_max_attained();
    return summary;
}

Xapian::MSet run_search(xc_enquire *enquire, const xc_run &run)
{
    for (auto &counter : enquire->counters)
        counter->reset();
    c_decider decider(run, enquire->record);
    return enquire->enquire.get_mset(run.first, run.count, run.check_at_least, nullptr,
                                     run.decider ? &decider : nullptr);
}

mrg_status check_index(const xc_matches *matches, uint32_t index, mrg_error *error)
{
    if (index < matches->summary.size)
        return MRG_OK;
    return fail(error, MRG_ERR_ARGUMENT, "xapian: no result %u of %u", index,
                matches->summary.size);
}

} // namespace

extern "C" {

mrg_status xc_enquire_run(xc_enquire *enquire, const xc_run *run, xc_matches **matches,
                          mrg_error *error)
{
    *matches = nullptr;
    return xc::watched(enquire->record, error, [=](mrg_error *) {
        const xc_run defaults = XC_RUN_INIT;
        Xapian::MSet set = run_search(enquire, run ? *run : defaults);
        *matches = new xc_matches{set, enquire->record, summarise(set)};
        return MRG_OK;
    });
}

xc_summary xc_matches_summary(const xc_matches *matches)
{
    return matches->summary;
}

mrg_status xc_matches_get(const xc_matches *matches, uint32_t index, xc_match *match,
                          mrg_error *error)
{
    return xc::watched(matches->record, error, [=](mrg_error *failed) {
        mrg_status status = check_index(matches, index, failed);
        if (status != MRG_OK)
            return status;
        Xapian::MSetIterator at = matches->set[index];
        *match = {*at, at.get_rank(), at.get_weight(), at.get_percent(), at.get_collapse_count()};
        return MRG_OK;
    });
}

mrg_status xc_matches_document(const xc_matches *matches, uint32_t index, xc_document **document,
                               mrg_error *error)
{
    *document = nullptr;
    return xc::watched(matches->record, error, [=](mrg_error *failed) {
        mrg_status status = check_index(matches, index, failed);
        if (status == MRG_OK)
            *document = new xc_document(matches->set[index].get_document(), matches->record);
        return status;
    });
}

mrg_status xc_matches_fetch(const xc_matches *matches, mrg_error *error)
{
    return xc::watched(matches->record, error, [=](mrg_error *) {
        matches->set.fetch();
        return MRG_OK;
    });
}

mrg_status xc_matches_term(const xc_matches *matches, mrg_text term, uint32_t *documents,
                           double *weight, mrg_error *error)
{
    return xc::watched(matches->record, error, [=](mrg_error *) {
        const std::string name = xc::to_string(term);
        double most = matches->set.get_termweight(name);
        *documents = matches->set.get_termfreq(name);
        *weight = most;
        return MRG_OK;
    });
}

void xc_matches_free(xc_matches *matches)
{
    xc::release(matches);
}

} // extern "C"
