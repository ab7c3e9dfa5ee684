/* Databases that an xapian-tcpsrv serves. */
#include "common/xapian-c/writable_handle.h"

#include <cmath>
#include <limits>

namespace xc
{

/* xapian-core adds it to a clock in microseconds; a day short of 25 of them fits any counter. */
static const double longest_milliseconds = std::numeric_limits<int32_t>::max();

bool to_milliseconds(double seconds, unsigned *milliseconds) noexcept
{
    double exact = std::ceil(seconds * 1000);
    if (!(exact >= 0 && exact <= longest_milliseconds))
        return false;
    *milliseconds = static_cast<unsigned>(exact);
    return true;
}

} // namespace xc

namespace
{

struct milliseconds {
    unsigned connect; /* for the connection; at least 1 */
    unsigned answer;  /* for each answer; 0: for ever */
};

mrg_status convert(const xc_timeouts *given, milliseconds *converted, mrg_error *error)
{
    const xc_timeouts defaults = XC_TIMEOUTS_INIT;
    const xc_timeouts *timeouts = given ? given : &defaults;
    if (!xc::to_milliseconds(timeouts->connect, &converted->connect) ||
        !xc::to_milliseconds(timeouts->answer, &converted->answer))
        return fail(error, MRG_ERR_ARGUMENT, "xapian: not a time to wait for a server");
    return MRG_OK;
}

} // namespace

extern "C" {

mrg_status xc_database_add_remote(xc_database *database, const char *host, uint16_t port,
                                  const xc_timeouts *timeouts, mrg_error *error)
{
    return xc::watched(database->record, error, [=](mrg_error *failed) {
        milliseconds wait;
        mrg_status status = convert(timeouts, &wait, failed);
        if (status == MRG_OK)
            database->db.add_database(
                Xapian::Remote::open(std::string(host), port, wait.answer, wait.connect));
        return status;
    });
}

mrg_status xc_writable_open_remote(const char *host, uint16_t port, const xc_timeouts *timeouts,
                                   xc_writable **writable, mrg_error *error)
{
    *writable = nullptr;
    return xc::guarded(error, [=] {
        milliseconds wait;
        mrg_status status = convert(timeouts, &wait, error);
        if (status == MRG_OK)
            *writable = new xc_writable(
                Xapian::Remote::open_writable(std::string(host), port, wait.answer, wait.connect));
        return status;
    });
}

} // extern "C"
