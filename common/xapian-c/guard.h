/* Private to this folder: how a C entry enters C++. An exception that unwound through a C caller
 * would be undefined behaviour, so the body of every entry is one guarded() or watched() call and
 * nothing else.
 */
#ifndef MORGUE_XAPIAN_C_GUARD_H
#define MORGUE_XAPIAN_C_GUARD_H

#include "common/xapian-c/kinds.h"

extern "C" {
#include "common/base/error.h"
}

#include <cstring>
#include <memory>
#include <string>
#include <vector>

namespace xc
{

/* A server that a database has a shard on; see remote.cc. */
struct server;

/* One failure. */
struct failure {
    mrg_error error = MRG_ERROR_INIT; /* status and message */
    xc_kind kind = XC_NONE;           /* what the failure was about */
};

/* What a database and all handles made from it share, to tell of failures. */
struct journal {
    failure last;                                 /* what failed last */
    std::vector<std::shared_ptr<server>> servers; /* those of its shards */
};

/* After a failure of the network that does not say whose: find out and add it to the message. */
void name_server(const journal &record, failure *now) noexcept;

/* A decider's refusal on its way through Xapian's matcher. */
struct decider_failure {
    mrg_error error; /* as the decider filled it */
};

/* Inside a catch block: turn the exception being handled into status, message and kind. `error` and
 * `kind` may be NULL. */
mrg_status fail_current_exception(mrg_error *error, xc_kind *kind) noexcept;

/* The kind of a failure of which only the status is known. */
xc_kind kind_of(mrg_status status) noexcept;

/* Run `body`, which returns a mrg_status; whatever it throws becomes a status. */
template <typename Body> mrg_status guarded(mrg_error *error, Body &&body) noexcept
{
    try {
        return body();
    } catch (...) {
        return fail_current_exception(error, nullptr);
    }
}

/* guarded() for handles of a database: a failure is also kept in `record` (may be null). `body` takes
 * the mrg_error to fill. */
template <typename Body>
mrg_status watched(const std::shared_ptr<journal> &record, mrg_error *error, Body &&body) noexcept
{
    failure now;
    mrg_status status;
    try {
        status = body(&now.error);
    } catch (...) {
        status = fail_current_exception(&now.error, &now.kind);
    }
    if (status == MRG_OK)
        return status;
    if (now.kind == XC_NONE)
        now.kind = kind_of(status);
    if (record) {
        name_server(*record, &now);
        record->last = now;
    }
    if (error)
        *error = now.error;
    return status;
}

/* Delete what a C caller hands back; a destructor that throws is not worth the caller's life. */
template <typename Handle> void release(Handle *handle) noexcept
{
    guarded(nullptr, [=] {
        delete handle;
        return MRG_OK;
    });
}

/* Copy `bytes` into the caller's buffer of `capacity` bytes. MRG_ERR_LIMIT when it is too small;
 * *size is the size of `bytes` either way. */
mrg_status copy_out(const std::string &bytes, char *out, size_t capacity, size_t *size,
                    mrg_error *error) noexcept;

/* The bytes of a C caller as C++ takes them. */
inline std::string to_string(mrg_text text)
{
    return text.size > 0 ? std::string(text.data, text.size) : std::string();
}

/* The bytes of `string`, borrowed from it. */
inline mrg_text to_text(const std::string &string) noexcept
{
    return {string.data(), string.size()};
}

} // namespace xc

#endif
