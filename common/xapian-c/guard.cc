#include "common/xapian-c/guard.h"

#include <exception>
#include <new>

#include <xapian.h>

namespace xc
{

namespace
{

/* Xapian's classes by name: Xapian::Error has no virtual functions to tell them apart by. */
const struct {
    const char *type; /* as Xapian::Error::get_type gives it */
    mrg_status status;
} statuses[] = {
    {"DatabaseCorruptError", MRG_ERR_DAMAGED},   {"DatabaseLockError", MRG_ERR_LOCKED},
    {"DatabaseNotFoundError", MRG_ERR_MISSING},  {"DatabaseVersionError", MRG_ERR_VERSION},
    {"DocNotFoundError", MRG_ERR_MISSING},       {"FeatureUnavailableError", MRG_ERR_UNSUPPORTED},
    {"InvalidArgumentError", MRG_ERR_ARGUMENT},  {"RangeError", MRG_ERR_LIMIT},
    {"UnimplementedError", MRG_ERR_UNSUPPORTED},
};

/* The status for a Xapian exception; MRG_ERR_IO for those of disk and network. */
mrg_status status_of(const Xapian::Error &thrown) noexcept
{
    for (const auto &known : statuses)
        if (std::strcmp(thrown.get_type(), known.type) == 0)
            return known.status;
    return MRG_ERR_IO;
}

mrg_status fail_xapian(mrg_error *error, const Xapian::Error &thrown) noexcept
{
    const char *reason = thrown.get_error_string(); /* of the system call behind it, or NULL */
    mrg_status status = status_of(thrown);
    try {
        return fail(error, status, "xapian: %s%s%s", thrown.get_msg().c_str(), reason ? ": " : "",
                    reason ? reason : "");
    } catch (...) {
        return fail(error, status, "xapian: %s", thrown.get_type());
    }
}

} // namespace

mrg_status fail_current_exception(mrg_error *error) noexcept
{
    try {
        throw;
    } catch (const Xapian::Error &thrown) {
        return fail_xapian(error, thrown);
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
