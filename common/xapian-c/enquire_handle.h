/* Private to this folder: what a search, its facets and its matches hold. */
#ifndef MORGUE_XAPIAN_C_ENQUIRE_HANDLE_H
#define MORGUE_XAPIAN_C_ENQUIRE_HANDLE_H

#include "common/xapian-c/enquire.h"
#include "common/xapian-c/handles.h"

#include <vector>

namespace xc
{

/* Xapian's counter of values, which by itself never begins anew. A remote shard is asked to run the
 * base class, whose name and settings it inherits. */
class value_counter : public Xapian::ValueCountMatchSpy
{
    Xapian::valueno slot; /* whose values are counted */

  public:
    explicit value_counter(Xapian::valueno counted) : ValueCountMatchSpy(counted), slot(counted)
    {
    }

    void reset()
    {
        internal = new Internal(slot);
    }
};

} // namespace xc

struct xc_facet {
    std::shared_ptr<xc::value_counter> counter; /* shared with the enquire */
    std::shared_ptr<xc::journal> record;        /* of the database */
};

struct xc_enquire {
    /* Declared first to be destroyed last: the enquire has plain pointers to them. */
    std::vector<std::shared_ptr<xc::value_counter>> counters;
    std::shared_ptr<xc::journal> record; /* of the database */
    Xapian::Enquire enquire;             /* query, weights, order */

    explicit xc_enquire(const xc_database &database)
        : record(database.record), enquire(database.db)
    {
    }
};

struct xc_matches {
    Xapian::MSet set;                    /* the results */
    std::shared_ptr<xc::journal> record; /* of the database */
    xc_summary summary;                  /* taken when the search was run */
};

#endif
