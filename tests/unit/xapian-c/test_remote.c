/* Databases over TCP, served by the stock xapian-tcpsrv or by sockets that misbehave. */
#include "tests/cmocka_all.h"

#include "tests/unit/xapian-c/query_text.h"
#include "tests/unit/xapian-c/server.h"
#include "tests/unit/xapian-c/support.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static struct scratch_folder folder;
static struct server server;        /* of the test that runs */
static struct server second_server; /* where it needs two */

static int make_folder(void **state)
{
    (void)state;
    scratch_folder_make(&folder);
    return 0;
}

static int remove_folder(void **state)
{
    (void)state;
    server_kill(&server);
    server_kill(&second_server);
    scratch_folder_remove(&folder);
    return 0;
}

static void need_server(void)
{
    if (!server_is_installed()) {
        print_message("xapian-tcpsrv (package xapian-tools) is not here\n");
        skip();
    }
}

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

/* Search for `written`, counting places. */
static mrg_status search(xc_database *database, const char *written, xc_decider decider,
                         xc_matches **matches, size_t *counted, mrg_error *error)
{
    xc_query *query = NULL;
    xc_enquire *enquire = NULL;
    xc_facet *facet = NULL;
    const xc_run run = {.count = 10, .check_at_least = UINT32_MAX, .decider = decider};
    *matches = NULL;
    mrg_status status = query_of_text(written, &query, error);
    if (status == MRG_OK)
        status = xc_enquire_new(database, &enquire, error);
    if (status == MRG_OK)
        status = xc_enquire_set_query(enquire, query, 0, error);
    if (status == MRG_OK)
        status = xc_enquire_add_facet(enquire, SLOT_PLACE, &facet, error);
    if (status == MRG_OK)
        status = xc_enquire_run(enquire, &run, matches, error);
    if (status == MRG_OK)
        *counted = xc_facet_candidates(facet);
    xc_facet_free(facet);
    xc_enquire_free(enquire);
    xc_query_free(query);
    return status;
}

/* Both give the same documents with the same scores and data for a number of queries. Not of these:
 * wildcards that score, for which each server knows its own shard only. */
static void assert_same_results(xc_database *one, xc_database *other)
{
    static const char *const queries[] = {
        "airport",
        "(or strike minister)",
        "(phrase airport strike)",
        "(and strike paris)",
        "(scale/0 (first/0 a))",
        "(max airport almaty budget)",
        "(synonym airport almaty)",
        "(maybe budget paris)",
        "(filter strike (range/0 Almaty Paris))",
        "nosuch",
    };
    for (size_t i = 0; i < sizeof queries / sizeof queries[0]; i++) {
        xc_matches *a, *b;
        size_t a_counted, b_counted;
        WORKS(search(one, queries[i], NULL, &a, &a_counted, &problem));
        WORKS(search(other, queries[i], NULL, &b, &b_counted, &problem));
        assert_int_equal(a_counted, b_counted);
        assert_int_equal(xc_matches_summary(a).size, xc_matches_summary(b).size);
        WORKS(xc_matches_fetch(b, &problem));
        for (uint32_t rank = 0; rank < xc_matches_summary(a).size; rank++) {
            xc_match in_a, in_b;
            xc_document *document;
            mrg_text data;
            WORKS(xc_matches_get(a, rank, &in_a, &problem));
            WORKS(xc_matches_get(b, rank, &in_b, &problem));
            assert_int_equal(in_a.docid, in_b.docid);
            assert_true(fabs(in_a.weight - in_b.weight) < 1e-9);
            WORKS(xc_matches_document(b, rank, &document, &problem));
            WORKS(xc_document_data(document, &data, &problem));
            assert_true(data.size > 0);
            xc_document_free(document);
        }
        xc_matches_free(a);
        xc_matches_free(b);
    }
}

static xc_database *connect_to_server(const xc_timeouts *timeouts)
{
    xc_database *database;
    WORKS(xc_database_new(&database, &problem));
    WORKS(xc_database_add_remote(database, LOOPBACK, server.port, timeouts, &problem));
    return database;
}

static mrg_status accept_all(void *context, xc_document *candidate, bool *accept, mrg_error *error)
{
    (void)context;
    (void)candidate;
    (void)error;
    *accept = true;
    return MRG_OK;
}

static void test_remote_equals_local(void **state)
{
    (void)state;
    need_server();
    xc_database *local = open_archive(&folder, "db");
    server = server_start(scratch_file(&folder, "db"), false);
    xc_database *remote = connect_to_server(NULL);
    xc_matches *matches;
    xc_statistics all;
    size_t counted;
    bool changed;
    assert_same_results(local, remote);
    WORKS(xc_database_statistics(remote, &all, &problem));
    assert_int_equal(all.documents, ARCHIVE_SIZE);
    WORKS(xc_database_keep_alive(remote, &problem));
    FAILS(MRG_ERR_UNSUPPORTED, search(remote, "airport", accept_all, &matches, &counted, &problem));
    store_items(scratch_file(&folder, "db"), archive, 1);
    WORKS(xc_database_reopen(remote, &changed, &problem));
    assert_true(changed);
    WORKS(xc_database_statistics(remote, &all, &problem));
    assert_int_equal(all.documents, ARCHIVE_SIZE + 1);
    xc_database_free(remote);
    xc_database_free(local);
}

static void test_local_and_remote_together(void **state)
{
    (void)state;
    need_server();
    xc_database *local, *mixed;
    store_items(scratch_file(&folder, "one"), archive, 2);
    store_items(scratch_file(&folder, "two"), archive + 2, 4);
    server = server_start(scratch_file(&folder, "two"), false);
    WORKS(xc_database_open(scratch_file(&folder, "one"), &local, &problem));
    WORKS(xc_database_open(scratch_file(&folder, "one"), &mixed, &problem));
    WORKS(xc_database_add_local(local, scratch_file(&folder, "two"), &problem));
    WORKS(xc_database_add_remote(mixed, LOOPBACK, server.port, NULL, &problem));
    assert_same_results(local, mixed);
    xc_database_free(mixed);
    xc_database_free(local);
}

static void test_writing_over_tcp(void **state)
{
    (void)state;
    need_server();
    xc_writable *writable;
    xc_document *document = make_document(&archive[0]);
    xc_statistics all;
    store_items(scratch_file(&folder, "db"), archive, 1);
    server = server_start(scratch_file(&folder, "db"), true);
    WORKS(xc_writable_open_remote(LOOPBACK, server.port, NULL, &writable, &problem));
    WORKS(xc_writable_add(writable, document, NULL, &problem));
    WORKS(xc_writable_commit(writable, &problem));
    WORKS(xc_database_statistics(xc_writable_database(writable), &all, &problem));
    assert_int_equal(all.documents, 2);
    WORKS(xc_writable_close(writable, &problem));
    xc_writable_free(writable);
    xc_document_free(document);
}

/* The host process must get a status, not SIGPIPE. */
static void test_killed_server(void **state)
{
    (void)state;
    need_server();
    xc_matches *matches;
    size_t counted;
    char name[32];
    xc_database_free(open_archive(&folder, "db"));
    server = server_start(scratch_file(&folder, "db"), false);
    xc_database *database = connect_to_server(NULL);
    server_kill(&server);
    for (int i = 0; i < 2; i++) {
        FAILS(MRG_ERR_IO, search(database, "airport", NULL, &matches, &counted, &problem));
        assert_int_equal(xc_database_last_kind(database), XC_NETWORK);
        snprintf(name, sizeof name, ":%u", server.port);
        assert_non_null(strstr(xc_database_last_error(database)->message, name));
    }
    xc_database_free(database);
}

/* Of several servers the dead one is named, and no other. */
static void test_the_dead_server_is_named(void **state)
{
    (void)state;
    need_server();
    static struct server *const servers[] = {&server, &second_server};
    xc_matches *matches;
    size_t counted;
    xc_database_free(open_archive(&folder, "db"));
    for (int dead = 0; dead < 2; dead++) {
        char dead_name[32], live_name[32];
        xc_database *database;
        WORKS(xc_database_open(scratch_file(&folder, "db"), &database, &problem));
        for (int i = 0; i < 2; i++) {
            *servers[i] = server_start(scratch_file(&folder, "db"), false);
            WORKS(xc_database_add_remote(database, LOOPBACK, servers[i]->port, NULL, &problem));
        }
        server_kill(servers[dead]);
        snprintf(dead_name, sizeof dead_name, ":%u", servers[dead]->port);
        snprintf(live_name, sizeof live_name, ":%u", servers[1 - dead]->port);
        for (int i = 0; i < 3; i++) {
            FAILS(MRG_ERR_IO, search(database, "airport", NULL, &matches, &counted, &problem));
            const char *message = xc_database_last_error(database)->message;
            assert_int_equal(xc_database_last_kind(database), XC_NETWORK);
            assert_non_null(strstr(message, dead_name));
            /* A server that is asked anew in the middle of a search hangs up as well. */
            assert_true(i > 0 || strstr(message, live_name) == NULL);
        }
        server_kill(servers[1 - dead]);
        xc_database_free(database);
    }
}

/* A connection that ended before anything was asked gives xapian-core no name to tell. */
static void test_a_server_that_went_in_silence_is_named(void **state)
{
    (void)state;
    need_server();
    const struct timespec gone = {0, 300 * 1000 * 1000};
    char dead_name[32], live_name[32];
    xc_database_free(open_archive(&folder, "db"));
    server = server_start(scratch_file(&folder, "db"), false);
    second_server = server_start(scratch_file(&folder, "db"), false);
    xc_database *part = connect_to_server(NULL);
    xc_database *database;
    WORKS(xc_database_new(&database, &problem));
    WORKS(xc_database_add_remote(database, LOOPBACK, second_server.port, NULL, &problem));
    WORKS(xc_database_add(database, part, &problem));
    xc_database_free(part);
    snprintf(dead_name, sizeof dead_name, ":%u", server.port);
    snprintf(live_name, sizeof live_name, ":%u", second_server.port);
    server_kill(&server);
    nanosleep(&gone, NULL);
    FAILS(MRG_ERR_IO, xc_database_keep_alive(database, &problem));
    const char *message = xc_database_last_error(database)->message;
    assert_int_equal(xc_database_last_kind(database), XC_NETWORK);
    assert_non_null(strstr(message, dead_name));
    assert_null(strstr(message, live_name));
    xc_database_free(database);
}

static void test_server_that_stops_answering(void **state)
{
    (void)state;
    need_server();
    const xc_timeouts short_time = {5, 0.3};
    xc_matches *matches;
    size_t counted;
    xc_database_free(open_archive(&folder, "db"));
    server = server_start(scratch_file(&folder, "db"), false);
    xc_database *database = connect_to_server(&short_time);
    server_pause(&server, true);
    double begin = now();
    FAILS(MRG_ERR_IO, search(database, "airport", NULL, &matches, &counted, &problem));
    double took = now() - begin;
    assert_int_equal(xc_database_last_kind(database), XC_TIMEOUT);
    assert_true(took >= 0.25 && took < 20);
    xc_database_free(database);
}

static void test_connections_that_fail(void **state)
{
    (void)state;
    uint16_t silent;
    int listener = silent_listener(&silent);
    const struct {
        const char *host;
        uint16_t port;
        xc_timeouts timeouts;
        mrg_status status;
        xc_kind kind;
    } cases[] = {
        {LOOPBACK, silent, {2, 0.2}, MRG_ERR_IO, XC_TIMEOUT},
        {LOOPBACK, unused_port(), {2, 2}, MRG_ERR_IO, XC_NETWORK},
        {"no.such.host.invalid", 1, {2, 2}, MRG_ERR_IO, XC_NETWORK},
        {LOOPBACK, silent, {-1, 2}, MRG_ERR_ARGUMENT, XC_ARGUMENT},
        {LOOPBACK, silent, {1, NAN}, MRG_ERR_ARGUMENT, XC_ARGUMENT},
        {LOOPBACK, silent, {1, 1e12}, MRG_ERR_ARGUMENT, XC_ARGUMENT},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        xc_database *database;
        xc_writable *writable;
        WORKS(xc_database_new(&database, &problem));
        FAILS(cases[i].status, xc_database_add_remote(database, cases[i].host, cases[i].port,
                                                      &cases[i].timeouts, &problem));
        assert_int_equal(xc_database_last_kind(database), cases[i].kind);
        assert_int_equal(xc_database_shards(database), 0);
        if (cases[i].status == MRG_ERR_IO)
            assert_non_null(strstr(xc_database_last_error(database)->message, cases[i].host));
        xc_database_free(database);
        FAILS(cases[i].status, xc_writable_open_remote(cases[i].host, cases[i].port,
                                                       &cases[i].timeouts, &writable, &problem));
        assert_null(writable);
    }
    close(listener);
}

int main(void)
{
#define WITH_FOLDER(test) cmocka_unit_test_setup_teardown(test, make_folder, remove_folder)
    const struct CMUnitTest tests[] = {
        WITH_FOLDER(test_remote_equals_local),
        WITH_FOLDER(test_local_and_remote_together),
        WITH_FOLDER(test_writing_over_tcp),
        WITH_FOLDER(test_killed_server),
        WITH_FOLDER(test_the_dead_server_is_named),
        WITH_FOLDER(test_a_server_that_went_in_silence_is_named),
        WITH_FOLDER(test_server_that_stops_answering),
        cmocka_unit_test(test_connections_that_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
