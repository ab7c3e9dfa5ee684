/* Repair of an index of engine "xapian" where tables of its database are gone: what cannot be mended is left as
 * it is, and findings are told in moderation. */
#include "common/glass/scheme.h"
#include "common/glass/tables.h"
#include "tests/crash/contents.h"
#include "tests/crash/small_index.h"
#include "tests/crash/state.h"

#include "tests/cmocka_all.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static void build_xapian(const char *path)
{
    mrg_writer *writer;
    mrg_writer_options options = MRG_WRITER_OPTIONS_INIT;
    options.engine = "xapian";
    assert_int_equal(mrg_writer_open(path, &options, &writer, NULL), MRG_OK);
    assert_int_equal(small_index_add(writer, 0, 60, NULL), MRG_OK);
    assert_int_equal(mrg_writer_commit(writer, NULL), MRG_OK);
    mrg_writer_close(writer);
}

static mrg_status repair(const char *path, mrg_repair_result *result, mrg_error *error)
{
    return mrg_index_repair(path, NULL, NULL, NULL, result, error);
}

/* Without the articles, or what tells where they are, there is nothing to mend; nothing is touched. */
static void test_xapian_hopeless(void **state)
{
    static const char *const names[] = {"docdata.glass", "iamglass"};
    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        for (unsigned is_gone = 0; is_gone < 2; is_gone++) {
            char folder[64], path[80], file[128], stub[FILE_NAME_MAX];
            mrg_error error = MRG_ERROR_INIT;
            make_scratch(folder);
            snprintf(path, sizeof path, "%s/index", folder);
            snprintf(file, sizeof file, "%s/glass-000001/%s", path, names[i]);
            build_xapian(path);
            assert_int_equal(is_gone ? unlink(file) : truncate(file, 0), 0);
            assert_int_equal(mrg_index_check(path, NULL, NULL, &error), MRG_ERR_DAMAGED);
            assert_non_null(strstr(error.message, names[i]));
            assert_int_equal(repair(path, NULL, &error), MRG_ERR_DAMAGED);
            assert_non_null(strstr(error.message, "glass-000001"));
            assert_non_null(strstr(error.message, "from a backup"));
            assert_int_equal(glass_stub_read(path, stub, NULL), MRG_OK);
            assert_string_equal(stub, "glass-000001");
            snprintf(file, sizeof file, "%s/glass-000002", path);
            assert_int_equal(access(file, F_OK), -1);
            remove_tree(folder);
        }
}

static void count_line(void *context, const char *line)
{
    unsigned *counts = context; /* of lines, of those that say how many are not told */
    counts[0]++;
    counts[1] += strstr(line, ": and ") != NULL && strstr(line, " more") != NULL;
}

/* No positions at all, in tables that agree with each other: a finding for each term of each document. */
static void test_xapian_flood(void **state)
{
    char folder[64], path[80], database[128];
    mrg_repair_result result;
    struct glass_tables tables;
    unsigned counts[2] = {0, 0};
    (void)state;
    make_scratch(folder);
    snprintf(path, sizeof path, "%s/index", folder);
    build_xapian(path);
    snprintf(database, sizeof database, "%s/glass-000001", path);
    assert_int_equal(glass_tables_read(&tables, database, NULL, NULL), MRG_OK);
    snprintf(database, sizeof database, "%s/glass-000009", path);
    assert_int_equal(
        glass_tables_leave_out(&tables, "glass-000001", database, 1U << TABLE_POSITION, NULL),
        MRG_OK);
    glass_tables_free(&tables);
    assert_int_equal(glass_stub_write(path, "glass-000009", NULL), MRG_OK);
    assert_int_equal(mrg_index_check_deep(path, 0, count_line, counts, NULL), MRG_ERR_DAMAGED);
    assert_in_range(counts[0], 10, 51);
    assert_in_range(counts[1], 2, counts[0]); /* of the first documents, and of all */
    assert_int_equal(repair(path, &result, NULL), MRG_OK);
    must_be_sound(path, "no positions");
    assert_int_equal(result.lost, 0);
    remove_tree(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_xapian_hopeless),
        cmocka_unit_test(test_xapian_flood),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
