#include "common/xapian-c/guard.h"

#include <cerrno>
#include <exception>
#include <new>

#include <xapian.h>

namespace xc
{

namespace
{

/* Xapian's classes by name: Xapian::Error has no virtual functions to tell them apart by. */
const struct known_error {
    const char *type; /* as Xapian::Error::get_type gives it */
    mrg_status status;
    xc_kind kind;
} known_errors[] = {
    {"AssertionError", MRG_ERR_IO, XC_OTHER},
    {"DatabaseClosedError", MRG_ERR_ARGUMENT, XC_CLOSED},
    {"DatabaseCorruptError", MRG_ERR_DAMAGED, XC_CORRUPT},
    {"DatabaseCreateError", MRG_ERR_IO, XC_OTHER},
    {"DatabaseError", MRG_ERR_IO, XC_OTHER},
    {"DatabaseLockError", MRG_ERR_LOCKED, XC_LOCKED},
    {"DatabaseModifiedError", MRG_ERR_IO, XC_MODIFIED},
    {"DatabaseNotFoundError", MRG_ERR_MISSING, XC_NOT_FOUND},
    {"DatabaseOpeningError", MRG_ERR_IO, XC_OTHER},
    {"DatabaseVersionError", MRG_ERR_VERSION, XC_VERSION},
    {"DocNotFoundError", MRG_ERR_MISSING, XC_NOT_FOUND},
    {"FeatureUnavailableError", MRG_ERR_UNSUPPORTED, XC_UNSUPPORTED},
    {"InternalError", MRG_ERR_IO, XC_OTHER},
    {"InvalidArgumentError", MRG_ERR_ARGUMENT, XC_ARGUMENT},
    {"InvalidOperationError", MRG_ERR_ARGUMENT, XC_ARGUMENT},
    {"NetworkError", MRG_ERR_IO, XC_NETWORK},
    {"NetworkTimeoutError", MRG_ERR_IO, XC_TIMEOUT},
    {"QueryParserError", MRG_ERR_ARGUMENT, XC_ARGUMENT},
    {"RangeError", MRG_ERR_LIMIT, XC_LIMIT},
    {"SerialisationError", MRG_ERR_IO, XC_OTHER},
    {"UnimplementedError", MRG_ERR_UNSUPPORTED, XC_UNSUPPORTED},
    {"WildcardError", MRG_ERR_LIMIT, XC_LIMIT},
};

const known_error unknown_error = {"", MRG_ERR_IO, XC_OTHER};

/* Xapian keeps errno to itself and gives its text only, which is compared here. */
bool is_no_space(const char *reason) noexcept
{
    char room[128];
    for (int code : {ENOSPC, EDQUOT})
        if (std::strcmp(reason, strerror_r(code, room, sizeof room)) == 0)
            return true;
    return false;
}

const known_error &look_up(const Xapian::Error &thrown) noexcept
{
    for (const auto &known : known_errors)
        if (std::strcmp(thrown.get_type(), known.type) == 0)
            return known;
    return unknown_error;
}

/* The context of a network error names the server. */
mrg_status describe(mrg_error *error, mrg_status status, const Xapian::Error &thrown)
{
    const char *reason = thrown.get_error_string(); /* of the system call behind it, or NULL */
    const std::string &context = thrown.get_context();
    if (status == MRG_ERR_IO && reason && is_no_space(reason))
        status = MRG_ERR_NO_SPACE;
    return fail(error, status, "xapian: %s%s%s%s%s%s", thrown.get_msg().c_str(),
                context.empty() ? "" : " (", context.c_str(), context.empty() ? "" : ")",
                reason ? ": " : "", reason ? reason : "");
}

mrg_status fail_xapian(mrg_error *error, xc_kind *kind, const Xapian::Error &thrown) noexcept
{
    const known_error &known = look_up(thrown);
    if (kind)
        *kind = known.kind;
    try {
        return describe(error, known.status, thrown);
    } catch (...) {
        return fail(error, known.status, "xapian: %s", thrown.get_type());
    }
}

mrg_status fail_decider(mrg_error *error, const decider_failure &thrown) noexcept
{
    if (error)
        *error = thrown.error;
    return thrown.error.status;
}

} // namespace

mrg_status fail_current_exception(mrg_error *error, xc_kind *kind) noexcept
{
    try {
        throw;
    } catch (const Xapian::Error &thrown) {
        return fail_xapian(error, kind, thrown);
    } catch (const decider_failure &thrown) {
        if (kind)
            *kind = XC_OTHER;
        return fail_decider(error, thrown);
    } catch (const std::bad_alloc &) {
        return fail_memory(error);
    } catch (const std::exception &thrown) {
        return fail(error, MRG_ERR_IO, "xapian: unexpected: %s", thrown.what());
    } catch (...) {
        return fail(error, MRG_ERR_IO, "xapian: unexpected exception of an unknown type");
    }
}

mrg_status copy_out(const std::string &bytes, char *out, size_t capacity, size_t *size,
                    mrg_error *error) noexcept
{
    *size = bytes.size();
    if (bytes.size() > capacity)
        return fail(error, MRG_ERR_LIMIT, "xapian: %zu bytes do not fit into %zu", bytes.size(),
                    capacity);
    if (!bytes.empty())
        std::memcpy(out, bytes.data(), bytes.size());
    return MRG_OK;
}

} // namespace xc
