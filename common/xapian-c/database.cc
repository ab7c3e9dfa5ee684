/* Databases: opening, combining, reopening, closing, and what failed on them. */
#include "common/xapian-c/database.h"

#include "common/xapian-c/handles.h"

#include <sys/stat.h>

mrg_status xc::fail_opening(const Xapian::DatabaseOpeningError &thrown, const char *path,
                            mrg_error *error)
{
    bool is_not_found = std::strcmp(thrown.get_type(), "DatabaseNotFoundError") == 0;
    bool is_bad_stub = std::strcmp(thrown.get_type(), "DatabaseOpeningError") == 0 &&
                       thrown.get_error_string() == nullptr;
    struct stat is;
    if ((!is_not_found && !is_bad_stub) || stat(path, &is) != 0)
        throw;
    return fail(error, MRG_ERR_NOT_INDEX, "xapian: %s is not a database", path);
}

namespace
{

mrg_status open_local(const char *path, Xapian::Database *opened, mrg_error *error)
{
    try {
        *opened = Xapian::Database(path);
        return MRG_OK;
    } catch (const Xapian::DatabaseOpeningError &thrown) {
        return xc::fail_opening(thrown, path, error);
    }
}

} // namespace

extern "C" {

mrg_status xc_database_new(xc_database **database, mrg_error *error)
{
    *database = nullptr;
    return xc::guarded(error, [=] {
        *database = new xc_database;
        return MRG_OK;
    });
}

mrg_status xc_database_open(const char *path, xc_database **database, mrg_error *error)
{
    *database = nullptr;
    return xc::guarded(error, [=] {
        auto made = std::make_unique<xc_database>();
        mrg_status status = open_local(path, &made->db, error);
        if (status == MRG_OK)
            *database = made.release();
        return status;
    });
}

mrg_status xc_database_add_local(xc_database *database, const char *path, mrg_error *error)
{
    return xc::watched(database->record, error, [=](mrg_error *failed) {
        Xapian::Database opened;
        mrg_status status = open_local(path, &opened, failed);
        if (status == MRG_OK)
            database->db.add_database(opened);
        return status;
    });
}

mrg_status xc_database_add(xc_database *database, const xc_database *other, mrg_error *error)
{
    return xc::watched(database->record, error, [=](mrg_error *failed) {
        if (database == other)
            return fail(failed, MRG_ERR_ARGUMENT, "xapian: a database cannot be added to itself");
        auto servers = database->record->servers;
        servers.insert(servers.end(), other->record->servers.begin(), other->record->servers.end());
        database->db.add_database(other->db);
        database->record->servers.swap(servers);
        return MRG_OK;
    });
}

size_t xc_database_shards(const xc_database *database)
{
    return database->db.size();
}

mrg_status xc_database_reopen(xc_database *database, bool *changed, mrg_error *error)
{
    return xc::watched(database->record, error, [=](mrg_error *) {
        *changed = database->db.reopen();
        return MRG_OK;
    });
}

mrg_status xc_database_close(xc_database *database, mrg_error *error)
{
    return xc::watched(database->record, error, [=](mrg_error *) {
        database->db.close();
        return MRG_OK;
    });
}

void xc_database_free(xc_database *database)
{
    xc::release(database);
}

mrg_status xc_database_keep_alive(xc_database *database, mrg_error *error)
{
    return xc::watched(database->record, error, [=](mrg_error *) {
        database->db.keep_alive();
        return MRG_OK;
    });
}

xc_kind xc_database_last_kind(const xc_database *database)
{
    return database->record->last.kind;
}

const mrg_error *xc_database_last_error(const xc_database *database)
{
    return &database->record->last.error;
}

} // extern "C"
