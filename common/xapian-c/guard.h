/* Private to this folder: how a C entry enters C++. An exception that unwound through a C caller
 * would be undefined behaviour, so the body of every entry is one guarded() call and nothing else.
 */
#ifndef MORGUE_XAPIAN_C_GUARD_H
#define MORGUE_XAPIAN_C_GUARD_H

extern "C" {
#include "common/base/error.h"
}

#include <cstring>
#include <string>

namespace xc
{

/* Inside a catch block: turn the exception being handled into a status and its message. */
mrg_status fail_current_exception(mrg_error *error) noexcept;

/* Run `body`, which returns a mrg_status; whatever it throws becomes a status. */
template <typename Body> mrg_status guarded(mrg_error *error, Body &&body) noexcept
{
    try {
        return body();
    } catch (...) {
        return fail_current_exception(error);
    }
}

/* Copy `bytes` into the caller's buffer of `capacity` bytes. MRG_ERR_LIMIT when it is too small;
 * *size is the size of `bytes` either way. */
mrg_status copy_out(const std::string &bytes, char *out, size_t capacity, size_t *size,
                    mrg_error *error) noexcept;

} // namespace xc

#endif
