/* Kinds of failure by name and by status. */
#include "common/xapian-c/kinds.h"

#include "common/xapian-c/guard.h"

namespace xc
{

xc_kind kind_of(mrg_status status) noexcept
{
    switch (status) {
    case MRG_OK:
        return XC_NONE;
    case MRG_ERR_MEMORY:
        return XC_MEMORY;
    case MRG_ERR_MISSING:
        return XC_NOT_FOUND;
    case MRG_ERR_DAMAGED:
        return XC_CORRUPT;
    case MRG_ERR_VERSION:
        return XC_VERSION;
    case MRG_ERR_LOCKED:
        return XC_LOCKED;
    case MRG_ERR_LIMIT:
        return XC_LIMIT;
    case MRG_ERR_ARGUMENT:
        return XC_ARGUMENT;
    case MRG_ERR_UNSUPPORTED:
        return XC_UNSUPPORTED;
    case MRG_ERR_IO:
    case MRG_ERR_NOT_INDEX:
    case MRG_ERR_INPUT:
    case MRG_ERR_NO_SPACE:
    case MRG_ERR_INTERRUPTED:
        return XC_OTHER;
    }
    return XC_OTHER;
}

} // namespace xc

extern "C" const char *xc_kind_text(xc_kind kind)
{
    switch (kind) {
    case XC_NONE:
        return "no failure";
    case XC_OTHER:
        return "failed";
    case XC_MEMORY:
        return "out of memory";
    case XC_MODIFIED:
        return "database was modified";
    case XC_LOCKED:
        return "database is locked";
    case XC_NETWORK:
        return "network failed";
    case XC_TIMEOUT:
        return "server did not answer in time";
    case XC_CORRUPT:
        return "database is damaged";
    case XC_VERSION:
        return "database has another format version";
    case XC_NOT_FOUND:
        return "not found";
    case XC_CLOSED:
        return "database was closed";
    case XC_ARGUMENT:
        return "invalid argument";
    case XC_LIMIT:
        return "a limit was exceeded";
    case XC_UNSUPPORTED:
        return "not supported";
    }
    return "unknown kind";
}
