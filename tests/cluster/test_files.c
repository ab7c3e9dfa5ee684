/* Cluster files, good and bad, of indexes on this machine. */
#include "tests/cmocka_all.h"

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/morgue.h"
#include "tests/cluster/archive.h"
#include "tests/cluster/program.h"

static struct archive archive;

/* What the cluster files below are about: indexes (each of one article) and other things. */
static int set_up(void **state)
{
    static const struct {
        const char *name;
        const char *options;
    } indexes[] = {{"one", ""},
                   {"two", ""},
                   {"german", "--lang de"},
                   {"glass", "--engine xapian"},
                   {"glass2", "--engine xapian"},
                   {"glass-de", "--engine xapian --lang de"},
                   {"desk:7654", ""},
                   {"with blank", ""}};
    (void)state;
    archive_make(&archive, 1);
    for (size_t i = 0; i < sizeof indexes / sizeof *indexes; i++)
        program_must_run("cd %s && sed 's/synthetic-/%s-/' articles.jsonl | " INDEX_PROGRAM
                         " add --quiet %s '%s' -",
                         archive.folder.path, indexes[i].name, indexes[i].options, indexes[i].name);
    program_must_run("cd %s && mkdir empty newer && ln -s one link && cp one/* newer && "
                     "sed -i 's/^analysis .*/analysis 99/' newer/MANIFEST",
                     archive.folder.path);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    archive_free(&archive);
    return 0;
}

struct bad_case {
    const char *lines;
    mrg_status status;
    const char *message; /* must be in it, as the file's name must */
};

static const struct bad_case bad_cases[] = {
    {"", MRG_ERR_NOT_INDEX, "lists no shards"},
    {"\n  \n# one\n\t#two\n", MRG_ERR_NOT_INDEX, "lists no shards"},
    {"one\n\x01\n", MRG_ERR_NOT_INDEX, "not text"},
    {"one\nnowhere\n", MRG_ERR_MISSING, "line 2: no such index folder"},
    {"nowhere\n", MRG_ERR_MISSING, "is this file a list of shards?"},
    {"/nowhere/at/all\n", MRG_ERR_MISSING, "line 1: no such index folder: /nowhere/at/all"},
    {"one/x\n", MRG_ERR_MISSING, "line 1: no such index folder"},
    {"# a comment\n\none two\n", MRG_ERR_MISSING, "line 3: no such index folder"},
    {"one\ndesk:\n", MRG_ERR_NOT_INDEX, "line 2: neither an index folder nor host:port: desk:"},
    {"one\n:7654\n", MRG_ERR_NOT_INDEX, "line 2: neither an index folder nor host:port: :7654"},
    {"desk:0\n", MRG_ERR_NOT_INDEX, "line 1: neither an index folder nor host:port: desk:0"},
    {"desk:65536\n", MRG_ERR_NOT_INDEX, "nor host:port: desk:65536"},
    {"desk:99999999999999999999\n", MRG_ERR_NOT_INDEX, "nor host:port: desk:9999"},
    {"desk:7x\n", MRG_ERR_NOT_INDEX, "nor host:port: desk:7x"},
    {"desk:+7\n", MRG_ERR_NOT_INDEX, "nor host:port: desk:+7"},
    {"de sk:7654\n", MRG_ERR_NOT_INDEX, "nor host:port: de sk:7654"},
    {"::1:7654\n", MRG_ERR_NOT_INDEX, "nor host:port: ::1:7654"},
    {"[::1]\n", MRG_ERR_NOT_INDEX, "nor host:port: [::1]"},
    {"[]:7654\n", MRG_ERR_NOT_INDEX, "nor host:port: []:7654"},
    {"[::1:7654\n", MRG_ERR_NOT_INDEX, "nor host:port: [::1:7654"},
    {"articles.jsonl\n", MRG_ERR_NOT_INDEX, "line 1: a file, not an index folder"},
    {"one\nnested\n", MRG_ERR_NOT_INDEX, "line 2: a file, not an index folder"},
    {"bad.cluster\n", MRG_ERR_NOT_INDEX, "line 1: a file, not an index folder"},
    {"one\nempty\n", MRG_ERR_NOT_INDEX, "line 2: "},
    {"one\nnewer\n", MRG_ERR_VERSION, "line 2: "},
    {"one\nnewer\n", MRG_ERR_VERSION, "analysis 99"},
    {"one\ntwo\none\n", MRG_ERR_UNSUPPORTED, "line 3: the same shard as in line 1: one"},
    {"one\n./one\n", MRG_ERR_UNSUPPORTED, "line 2: the same shard as in line 1: ./one"},
    {"one\nlink\n", MRG_ERR_UNSUPPORTED, "line 2: the same shard as in line 1: link"},
    {"a:1\nb:1\nA:1\n", MRG_ERR_UNSUPPORTED, "line 3: the same shard as in line 1: A:1"},
    {"one\nglass\n", MRG_ERR_UNSUPPORTED,
     "the engine is native in line 1 (one), but xapian in line 2 (glass)"},
    {"glass\ntwo\n", MRG_ERR_UNSUPPORTED,
     "the engine is xapian in line 1 (glass), but native in line 2 (two)"},
    {"one\n\nhost:7654\n", MRG_ERR_UNSUPPORTED,
     "is native in line 1 (one), but xapian in line 3 (host:7654)"},
    {"host:7654\ntwo\n", MRG_ERR_UNSUPPORTED,
     "is xapian in line 1 (host:7654), but native in line 2 (two)"},
    {"one\ngerman\n", MRG_ERR_UNSUPPORTED,
     "the default language is en in line 1 (one), but de in line 2 (german)"},
    {"glass\nhost:7654\nglass-de\n", MRG_ERR_UNSUPPORTED,
     "the default language is en in line 1 (glass), but de in line 3 (glass-de)"},
};

/* Every message is one line that names the file. */
static void assert_refused(const char *path, const struct bad_case *c)
{
    mrg_index *index;
    mrg_error error = MRG_ERROR_INIT;
    mrg_status status = mrg_index_open(path, &index, &error);
    if (status != c->status || strstr(error.message, c->message) == NULL ||
        strstr(error.message, "bad.cluster") == NULL || strchr(error.message, '\n') != NULL)
        fail_msg("status %d, \"%s\", for:\n%s", (int)status, error.message, c->lines);
    assert_null(index);
}

static void refuses_bad_files(void **state)
{
    (void)state;
    archive_cluster(&archive, "nested", "one\n");
    for (size_t i = 0; i < sizeof bad_cases / sizeof *bad_cases; i++)
        assert_refused(archive_cluster(&archive, "bad.cluster", bad_cases[i].lines), &bad_cases[i]);
}

static void refuses_files_that_are_no_lists(void **state)
{
    (void)state;
    static char bytes[(1 << 20) + 2];
    const struct bad_case with_nul = {"(NUL)", MRG_ERR_NOT_INDEX, "not text"};
    const struct bad_case too_long = {"(long)", MRG_ERR_NOT_INDEX, "too long"};
    const struct bad_case too_many = {"(many)", MRG_ERR_LIMIT, "line 1025: more than 1024 shards"};
    const char *path = scratch_file(&archive.folder, "bad.cluster");
    scratch_write(path, "one\0two\n", 8);
    assert_refused(path, &with_nul);
    memset(bytes, '\n', sizeof bytes);
    scratch_write(path, bytes, sizeof bytes);
    assert_refused(path, &too_long);
    size_t size = 0;
    for (int i = 1; i <= 1025; i++)
        size += (size_t)snprintf(bytes + size, sizeof bytes - size, "host:%d\n", i);
    scratch_write(path, bytes, size);
    assert_refused(path, &too_many);
}

struct good_case {
    const char *lines;
    uint64_t articles;
};

static const struct good_case good_cases[] = {
    {"one\n", 1},
    {"one\ntwo", 2},
    {"  one\t\r\n\n  # not this: german\r\ntwo\r\n", 2},
    {"\xEF\xBB\xBFone\ntwo\n", 2},
    {"desk:7654\none\n", 2}, /* a folder of that name wins */
    {"with blank\none\n", 2},
    {"link\ntwo\n", 2},
    {"./one\nempty/../two\n", 2},
    {"glass\nglass2\n", 2},
};

static void opens_good_files(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof good_cases / sizeof *good_cases; i++) {
        const char *path = archive_cluster(&archive, "good.cluster", good_cases[i].lines);
        mrg_index *index;
        mrg_index_stats stats;
        mrg_error error = MRG_ERROR_INIT;
        if (mrg_index_open(path, &index, &error) != MRG_OK)
            fail_msg("\"%s\" for:\n%s", error.message, good_cases[i].lines);
        mrg_index_get_stats(index, &stats);
        assert_int_equal(stats.articles, good_cases[i].articles);
        assert_null(mrg_index_missing(index, 0));
        mrg_index_close(index);
    }
}

/* Relative paths count from the cluster file's folder, however it is called; absolute ones do not. */
static void finds_shards_from_anywhere(void **state)
{
    (void)state;
    static struct program_run run;
    char lines[SCRATCH_PATH_MAX + 16];
    snprintf(lines, sizeof lines, "one\n%s/two\n", archive.folder.path);
    archive_cluster(&archive, "good.cluster", lines);
    static const char *const calls[] = {"cd / && " SEARCH_PROGRAM " %s/good.cluster lang:en",
                                        "cd %s && " SEARCH_PROGRAM " good.cluster lang:en",
                                        "cd %s/empty && " SEARCH_PROGRAM
                                        " ../good.cluster lang:en"};
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
        char command[1024];
        snprintf(command, sizeof command,
                 i == 0   ? calls[0]
                 : i == 1 ? calls[1]
                          : calls[2],
                 archive.folder.path);
        program_run(&run, "%s", command);
        assert_int_equal(run.status, 0);
        assert_non_null(strstr(run.out, "2 articles ("));
        assert_string_equal(run.err, "");
    }
}

static void refuses_times_that_are_none(void **state)
{
    (void)state;
    static const double times[] = {0, -1};
    const char *path = archive_cluster(&archive, "good.cluster", "one\ntwo\n");
    for (size_t i = 0; i < sizeof times / sizeof *times; i++) {
        mrg_open_options options = MRG_OPEN_OPTIONS_INIT;
        mrg_index *index;
        options.timeout = times[i];
        assert_int_equal(mrg_index_open_with(path, &options, &index, NULL), MRG_ERR_ARGUMENT);
        assert_null(index);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(refuses_bad_files),
        cmocka_unit_test(refuses_files_that_are_no_lists),
        cmocka_unit_test(opens_good_files),
        cmocka_unit_test(finds_shards_from_anywhere),
        cmocka_unit_test(refuses_times_that_are_none),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
