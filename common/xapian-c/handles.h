/* Private to this folder: what the handles hold that several topics look into. */
#ifndef MORGUE_XAPIAN_C_HANDLES_H
#define MORGUE_XAPIAN_C_HANDLES_H

#include "common/xapian-c/database.h"
#include "common/xapian-c/guard.h"
#include "common/xapian-c/query.h"

#include <xapian.h>

static_assert(sizeof(Xapian::docid) == sizeof(xc_docid), "docids of 64 bits are not supported");
static_assert(sizeof(Xapian::termcount) == sizeof(uint32_t), "nor are such counts of terms");
static_assert(sizeof(Xapian::termpos) == sizeof(uint32_t), "nor are such positions");
static_assert(Xapian::BAD_VALUENO == XC_NO_SLOT, "no slot has two numbers");

struct xc_database {
    Xapian::Database db;                 /* the shards; for a writer a second reference to its own */
    std::shared_ptr<xc::journal> record; /* what failed last; never null */
    mutable std::string text;            /* what was given out last as borrowed text */

    xc_database() : record(std::make_shared<xc::journal>())
    {
    }
};

struct xc_document {
    Xapian::Document doc;                /* terms, values, data */
    std::shared_ptr<xc::journal> record; /* of the database it was read from; null when it was made */
    std::string text;                    /* what was given out last as borrowed text */

    xc_document() = default;
    xc_document(const Xapian::Document &read, const std::shared_ptr<xc::journal> &failure)
        : doc(read), record(failure)
    {
    }
};

struct xc_query {
    Xapian::Query query; /* shares its parts with the queries it was made from */
    std::string text;    /* the description given out last */

    explicit xc_query(const Xapian::Query &made) : query(made)
    {
    }
};

namespace xc
{

/* In the catch block of `thrown`: MRG_ERR_NOT_INDEX when it means that something else is at `path`,
 * which Xapian reports as not found or as a stub file that it cannot read. Else it goes on. */
mrg_status fail_opening(const Xapian::DatabaseOpeningError &thrown, const char *path,
                        mrg_error *error);

/* The milliseconds Xapian takes for `seconds`. False when they are not a time that fits. */
bool to_milliseconds(double seconds, unsigned *milliseconds) noexcept;

} // namespace xc

#endif
