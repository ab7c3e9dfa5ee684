/* Servers that were killed, keep silent or refuse: what a search says, how soon, and what it still finds. */
#include "tests/cmocka_all.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/morgue.h"
#include "tests/cluster/archive.h"
#include "tests/cluster/program.h"
#include "tests/unit/xapian-c/server.h"

enum { ARTICLES = 150 };

/* Seconds: what is asked for, and what a search may take when one server is silent. A search may wait
 * for it when it connects and when it is asked, and machines that run tests are slow. */
#define TIMEOUT "0.5"
static const double time_allowed = 8;

static struct archive archive;
static struct server servers[SHARDS];
static int silent = -1; /* a socket that accepts and never answers */

/* What is wrong with the second shard. */
enum fault { FAULT_NONE, FAULT_KILLED, FAULT_STOPPED, FAULT_REFUSING, FAULT_SILENT };

static const char *const fault_names[] = {"none", "killed", "stopped", "refusing", "silent"};

static int set_up(void **state)
{
    (void)state;
    archive_make(&archive, ARTICLES);
    archive_index(&archive, "xapian");
    archive_cluster(&archive, "rest.cluster", "xapian-1.idx\nxapian-3.idx\n");
    return 0;
}

static void start_server(int shard)
{
    char name[32];
    snprintf(name, sizeof name, "xapian-%d.idx", shard + 1);
    server_kill(&servers[shard]);
    servers[shard] = server_start(scratch_file(&archive.folder, name), false);
}

static int start_servers(void **state)
{
    (void)state;
    for (int i = 0; i < SHARDS && server_is_installed(); i++)
        start_server(i);
    return 0;
}

static int stop_servers(void **state)
{
    (void)state;
    for (int i = 0; i < SHARDS; i++)
        server_kill(&servers[i]);
    if (silent >= 0)
        close(silent);
    silent = -1;
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    archive_free(&archive);
    return 0;
}

static void need_servers(void)
{
    if (!server_is_installed()) {
        print_message("xapian-tcpsrv (package xapian-tools) is not here\n");
        skip();
    }
}

/* Write all.cluster, the second of whose shards is at `port`, as `name` has it. */
static void write_cluster(uint16_t port, char name[32])
{
    char lines[256];
    snprintf(name, 32, "%s:%u", LOOPBACK, port);
    snprintf(lines, sizeof lines, "%s:%u\n%s\n%s:%u\n", LOOPBACK, servers[0].port, name, LOOPBACK,
             servers[2].port);
    archive_cluster(&archive, "all.cluster", lines);
}

/* Bring the second shard into this state; `name` receives what the cluster file calls it. */
static void make_fault(enum fault fault, char name[32])
{
    uint16_t port = servers[1].port;
    if (fault == FAULT_KILLED)
        server_kill(&servers[1]);
    else if (fault == FAULT_STOPPED)
        server_pause(&servers[1], true);
    else if (fault == FAULT_REFUSING)
        port = unused_port();
    else if (fault == FAULT_SILENT)
        silent = silent_listener(&port);
    write_cluster(port, name);
}

static void search(struct program_run *run, const char *arguments)
{
    program_run(run, "cd %s && " SEARCH_PROGRAM " --timeout " TIMEOUT " %s", archive.folder.path,
                arguments);
    if (run->seconds > time_allowed)
        fail_msg("%s took %.1f s", arguments, run->seconds);
}

static size_t count_lines(const char *text)
{
    size_t count = 0;
    for (; *text != '\0'; text++)
        count += *text == '\n';
    return count;
}

static void assert_has(const char *text, const char *wanted)
{
    if (strstr(text, wanted) == NULL)
        fail_msg("\"%s\" is not in:\n%s", wanted, text);
}

/* Without --partial: nothing but one line that names the shard. */
static void assert_fails(const char *arguments, const char *name)
{
    static struct program_run run;
    search(&run, arguments);
    assert_int_equal(run.status, 3);
    assert_string_equal(run.out, "");
    assert_has(run.err, name);
    assert_int_equal(count_lines(run.err), 1);
}

/* What stands behind the first line. */
static const char *behind_first_line(const char *text)
{
    const char *newline = strchr(text, '\n');
    return newline != NULL ? newline + 1 : "";
}

/* Cut "(0.8 ms)" out of the summary. */
static void cut_time(char *text)
{
    char *from = strchr(text, '('), *to = from != NULL ? strchr(from, ')') : NULL;
    if (to != NULL)
        memmove(from, to, strlen(to) + 1);
}

/* With --partial: the answer of the other shards, marked. */
static void assert_answers_in_part(const char *query, const char *name)
{
    static struct program_run run, rest;
    char arguments[256];
    snprintf(arguments, sizeof arguments, "all.cluster --partial --total exact %s", query);
    search(&run, arguments);
    snprintf(arguments, sizeof arguments, "rest.cluster --total exact %s", query);
    search(&rest, arguments);
    assert_int_equal(run.status, rest.status);
    assert_memory_equal(run.out, "INCOMPLETE: shard ", 18);
    assert_has(run.out, name);
    assert_has(run.err, "INCOMPLETE: shard ");
    assert_has(run.err, name);
    assert_int_equal(count_lines(run.err), 1);
    cut_time(run.out);
    cut_time(rest.out);
    assert_string_equal(behind_first_line(run.out), rest.out);
}

static void assert_json_says_so(const char *name)
{
    static struct program_run run;
    char wanted[64];
    search(&run, "all.cluster --partial --json airport OR election");
    snprintf(wanted, sizeof wanted, "\"missing_shards\": [\n    \"%s\"\n  ]", name);
    assert_int_equal(run.status, 0);
    assert_has(run.out, wanted);
    assert_string_equal(run.err, "");
}

static void one_server_fails(void **state)
{
    char name[32];
    enum fault fault = *(const enum fault *)*state;
    need_servers();
    print_message("%s\n", fault_names[fault]);
    make_fault(fault, name);
    assert_fails("all.cluster airport", name);
    assert_fails("all.cluster --json airport", name);
    assert_fails("all.cluster --show synthetic-00000001", name);
    assert_answers_in_part("airport OR election OR government", name);
    assert_answers_in_part("nosuchwordanywhere", name);
    assert_answers_in_part("--sort newest minister", name);
    assert_json_says_so(name);
}

static void all_is_well_without_a_fault(void **state)
{
    (void)state;
    static struct program_run run, whole;
    char name[32];
    need_servers();
    make_fault(FAULT_NONE, name);
    search(&run, "all.cluster --partial --total exact airport OR election");
    search(&whole, "xapian.idx --total exact airport OR election");
    assert_int_equal(run.status, 0);
    assert_string_equal(run.err, "");
    cut_time(run.out);
    cut_time(whole.out);
    assert_string_equal(run.out, whole.out);
    search(&run, "all.cluster --json airport");
    assert_has(run.out, "\"missing_shards\": []");
}

static void all_servers_fail(void **state)
{
    (void)state;
    static struct program_run run;
    char name[32];
    need_servers();
    make_fault(FAULT_NONE, name);
    stop_servers(NULL);
    search(&run, "all.cluster --partial airport");
    assert_int_equal(run.status, 3);
    assert_string_equal(run.out, "");
    assert_int_equal(count_lines(run.err), 1);
    assert_has(run.err, LOOPBACK);
}

/* ---- a server that goes while an index is open ---- */

static mrg_status count_matches(const mrg_index *index, const char *text, uint64_t *total,
                                mrg_error *error)
{
    mrg_query *query = NULL;
    mrg_results *results = NULL;
    mrg_search_options options = MRG_SEARCH_OPTIONS_INIT;
    options.exact_total = true;
    mrg_status status = mrg_query_parse(index, (mrg_text){text, strlen(text)}, NULL, &query, error);
    if (status == MRG_OK)
        status = mrg_search(query, &options, &results, error);
    *total = status == MRG_OK ? mrg_results_total(results, NULL) : 0;
    mrg_results_free(results);
    mrg_query_free(query);
    return status;
}

static mrg_index *open_cluster(const char *name, bool partial)
{
    mrg_open_options options = {strtod(TIMEOUT, NULL), partial};
    mrg_index *index;
    mrg_error error = MRG_ERROR_INIT;
    if (mrg_index_open_with(scratch_file(&archive.folder, name), &options, &index, &error) !=
        MRG_OK)
        fail_msg("%s", error.message);
    return index;
}

static uint64_t total_of_rest(const char *text)
{
    uint64_t total;
    mrg_index *rest = open_cluster("rest.cluster", false);
    assert_int_equal(count_matches(rest, text, &total, NULL), MRG_OK);
    mrg_index_close(rest);
    return total;
}

static void a_server_goes_while_an_index_is_open(void **state)
{
    static const char text[] = "government OR airport";
    enum fault fault = *(const enum fault *)*state;
    char name[32];
    uint64_t total, before;
    mrg_error error = MRG_ERROR_INIT;
    need_servers();
    make_fault(FAULT_NONE, name);
    mrg_index *strict = open_cluster("all.cluster", false);
    mrg_index *partial = open_cluster("all.cluster", true);
    assert_int_equal(count_matches(strict, text, &before, NULL), MRG_OK);
    make_fault(fault, name);
    double start = seconds_now();
    assert_int_equal(count_matches(strict, text, &total, &error), MRG_ERR_IO);
    assert_has(error.message, name);
    assert_null(mrg_index_missing(strict, 0));
    assert_int_equal(count_matches(partial, text, &total, NULL), MRG_OK);
    assert_true(seconds_now() - start < time_allowed);
    assert_true(total < before);
    assert_int_equal(total, total_of_rest(text));
    assert_string_equal(mrg_index_missing(partial, 0), name);
    assert_null(mrg_index_missing(partial, 1));
    mrg_index_close(strict);
    mrg_index_close(partial);
}

/* ---- serving ---- */

static void serve_becomes_the_server(void **state)
{
    (void)state;
    static struct program_run run;
    char line[64];
    uint16_t port = unused_port();
    need_servers();
    snprintf(line, sizeof line, "%s:%u\n", LOOPBACK, port);
    archive_cluster(&archive, "served.cluster", line);
    program_must_run("cd %s && { timeout 60 " INDEX_PROGRAM
                     " serve --run --port %u xapian.idx >served 2>&1 & } && echo $! >server.pid",
                     archive.folder.path, port);
    for (int tries = 0; tries < 100; tries++) {
        search(&run, "served.cluster airport OR election");
        if (run.status == 0)
            break;
        usleep(50 * 1000);
    }
    program_must_run("kill $(cat %s/server.pid)", archive.folder.path);
    assert_int_equal(run.status, 0);
}

static enum fault faults[] = {FAULT_NONE, FAULT_KILLED, FAULT_STOPPED, FAULT_REFUSING,
                              FAULT_SILENT};

#define TEST(function) cmocka_unit_test_setup_teardown(function, start_servers, stop_servers)
#define TEST_FAULT(function, fault)                                                                \
    {                                                                                              \
#function ": " #fault, function, start_servers, stop_servers, &faults[fault]               \
    }

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(all_is_well_without_a_fault),
        TEST_FAULT(one_server_fails, FAULT_KILLED),
        TEST_FAULT(one_server_fails, FAULT_STOPPED),
        TEST_FAULT(one_server_fails, FAULT_REFUSING),
        TEST_FAULT(one_server_fails, FAULT_SILENT),
        TEST(all_servers_fail),
        TEST_FAULT(a_server_goes_while_an_index_is_open, FAULT_KILLED),
        TEST_FAULT(a_server_goes_while_an_index_is_open, FAULT_STOPPED),
        TEST(serve_becomes_the_server),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
