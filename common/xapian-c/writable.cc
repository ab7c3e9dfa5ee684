/* Writers: opening with or without waiting for the lock, closing, commits and transactions. */
#include "common/xapian-c/writable.h"

#include "common/xapian-c/writable_handle.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <thread>

namespace
{

typedef std::chrono::steady_clock steady_clock;

const std::chrono::milliseconds lock_retry(50);

/* Longer waits are taken for this one: a clock's count would overflow in the end. */
const double longest_wait_seconds = 1e9;

int flags_of(const xc_writable_options &options)
{
    int flags = options.no_sync ? Xapian::DB_NO_SYNC : 0;
    switch (options.mode) {
    case XC_CREATE_OR_OPEN:
        return flags | Xapian::DB_CREATE_OR_OPEN;
    case XC_CREATE:
        return flags | Xapian::DB_CREATE;
    case XC_OPEN:
        return flags | Xapian::DB_OPEN;
    case XC_CREATE_OR_OVERWRITE:
        return flags | Xapian::DB_CREATE_OR_OVERWRITE;
    }
    throw Xapian::InvalidArgumentError("unknown way of opening a database");
}

/* Try until the lock is had or the wait is over; the last attempt's exception then goes on. */
Xapian::WritableDatabase open_waiting(const char *path, const xc_writable_options &options)
{
    double wait = std::fmin(options.wait, longest_wait_seconds);
    auto deadline = steady_clock::now() + std::chrono::duration_cast<steady_clock::duration>(
                                              std::chrono::duration<double>(wait));
    for (;;) {
        try {
            return Xapian::WritableDatabase(path, flags_of(options), int(options.block_bytes));
        } catch (const Xapian::DatabaseLockError &) {
            if (steady_clock::now() >= deadline)
                throw;
        }
        std::this_thread::sleep_for(
            std::min<steady_clock::duration>(lock_retry, deadline - steady_clock::now()));
    }
}

mrg_status check_options(const xc_writable_options &options, mrg_error *error)
{
    if (!(options.wait >= 0))
        return fail(error, MRG_ERR_ARGUMENT, "xapian: the wait for a lock must not be negative");
    unsigned block = options.block_bytes;
    if (block != 0 && (block < 2048 || block > 65536 || (block & (block - 1)) != 0))
        return fail(error, MRG_ERR_ARGUMENT,
                    "xapian: a block of %u bytes is not a power of two from 2048 to 65536", block);
    return MRG_OK;
}

/* In the catch block of `thrown`: a database that is there is the caller's error, told from a refusal
 * of the system by having no reason. */
mrg_status fail_creating(const Xapian::DatabaseCreateError &thrown, const char *path,
                         mrg_error *error)
{
    if (thrown.get_error_string() != nullptr)
        throw;
    return fail(error, MRG_ERR_ARGUMENT, "xapian: there is a database at %s already", path);
}

} // namespace

extern "C" {

mrg_status xc_writable_open(const char *path, const xc_writable_options *options,
                            xc_writable **writable, mrg_error *error)
{
    const xc_writable_options defaults = XC_WRITABLE_OPTIONS_INIT;
    const xc_writable_options &chosen = options ? *options : defaults;
    *writable = nullptr;
    return xc::guarded(error, [=, &chosen] {
        mrg_status status = check_options(chosen, error);
        if (status != MRG_OK)
            return status;
        try {
            *writable = new xc_writable(open_waiting(path, chosen));
        } catch (const Xapian::DatabaseOpeningError &thrown) {
            return xc::fail_opening(thrown, path, error);
        } catch (const Xapian::DatabaseCreateError &thrown) {
            return fail_creating(thrown, path, error);
        }
        return MRG_OK;
    });
}

mrg_status xc_writable_new_in_memory(xc_writable **writable, mrg_error *error)
{
    *writable = nullptr;
    return xc::guarded(error, [=] {
        *writable =
            new xc_writable(Xapian::WritableDatabase(std::string(), Xapian::DB_BACKEND_INMEMORY));
        return MRG_OK;
    });
}

const xc_database *xc_writable_database(const xc_writable *writable)
{
    return &writable->reader;
}

mrg_status xc_writable_close(xc_writable *writable, mrg_error *error)
{
    return xc::watched(writable->reader.record, error, [=](mrg_error *) {
        writable->db.close();
        return MRG_OK;
    });
}

void xc_writable_free(xc_writable *writable)
{
    xc::release(writable);
}

mrg_status xc_writable_commit(xc_writable *writable, mrg_error *error)
{
    return xc::watched(writable->reader.record, error, [=](mrg_error *) {
        writable->db.commit();
        return MRG_OK;
    });
}

mrg_status xc_writable_begin(xc_writable *writable, bool flushed, mrg_error *error)
{
    return xc::watched(writable->reader.record, error, [=](mrg_error *) {
        writable->db.begin_transaction(flushed);
        return MRG_OK;
    });
}

mrg_status xc_writable_commit_transaction(xc_writable *writable, mrg_error *error)
{
    return xc::watched(writable->reader.record, error, [=](mrg_error *) {
        writable->db.commit_transaction();
        return MRG_OK;
    });
}

mrg_status xc_writable_cancel_transaction(xc_writable *writable, mrg_error *error)
{
    return xc::watched(writable->reader.record, error, [=](mrg_error *) {
        writable->db.cancel_transaction();
        return MRG_OK;
    });
}

} // extern "C"
