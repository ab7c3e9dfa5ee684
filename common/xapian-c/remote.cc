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

struct xc::server {
    std::string name;       /* "host:port" */
    Xapian::Database shard; /* what it serves */

    server(const char *host, uint16_t port, const Xapian::Database &opened)
        : name(std::string(host) + ":" + std::to_string(port)), shard(opened)
    {
    }
};

namespace
{

/* Whether the connection is dead. One that answers, if only what an interrupted search asked, is not:
 * such an error has another message than `message`, and no reason of the system. */
bool is_dead(xc::server &server, const char *message)
{
    try {
        server.shard.keep_alive();
        return false;
    } catch (const Xapian::NetworkError &thrown) {
        return thrown.get_error_string() || std::strstr(message, thrown.get_msg().c_str());
    }
}

/* The dead among the servers, a space before each. */
std::string dead_servers(const xc::journal &record, const char *message)
{
    std::string names;
    for (const auto &server : record.servers)
        if (record.servers.size() == 1 || is_dead(*server, message))
            names += " " + server->name;
    return names;
}

} // namespace

void xc::name_server(const journal &record, failure *now) noexcept
{
    bool is_network = now->kind == XC_NETWORK || now->kind == XC_TIMEOUT;
    if (!is_network || record.servers.empty() || std::strstr(now->error.message, "remote:"))
        return;
    guarded(nullptr, [&record, now] {
        const std::string names = dead_servers(record, now->error.message);
        const std::string message = now->error.message;
        if (names.empty())
            return MRG_OK;
        return fail(&now->error, now->error.status, "%s (remote:%s)", message.c_str(),
                    names.c_str());
    });
}

namespace
{

/* Add the shard and its server to both lists, or to none. */
void add_server(xc_database *database, const std::shared_ptr<xc::server> &server)
{
    auto &servers = database->record->servers;
    servers.reserve(servers.size() + 1);
    database->db.add_database(server->shard);
    servers.push_back(server);
}

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
        milliseconds wait = {};
        mrg_status status = convert(timeouts, &wait, failed);
        if (status == MRG_OK)
            add_server(database, std::make_shared<xc::server>(
                                     host, port,
                                     Xapian::Remote::open(std::string(host), port, wait.answer,
                                                          wait.connect)));
        return status;
    });
}

mrg_status xc_writable_open_remote(const char *host, uint16_t port, const xc_timeouts *timeouts,
                                   xc_writable **writable, mrg_error *error)
{
    *writable = nullptr;
    return xc::guarded(error, [=] {
        milliseconds wait = {};
        mrg_status status = convert(timeouts, &wait, error);
        if (status != MRG_OK)
            return status;
        auto opened = std::make_unique<xc_writable>(
            Xapian::Remote::open_writable(std::string(host), port, wait.answer, wait.connect));
        opened->reader.record->servers.push_back(
            std::make_shared<xc::server>(host, port, opened->db));
        *writable = opened.release();
        return MRG_OK;
    });
}

} // extern "C"
