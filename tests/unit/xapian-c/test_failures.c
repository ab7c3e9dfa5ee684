/* Nothing of any kind that is thrown inside leaves the binding. */
#include "tests/cmocka_all.h"

#include "tests/unit/xapian-c/query_text.h"
#include "tests/unit/xapian-c/support.h"
#include "tests/unit/xapian-c/throwing.h"

#include <string.h>

static void assert_comes_out(const struct thrown_case *wanted, mrg_status status,
                             const mrg_error *error, const xc_database *database)
{
    if (status != wanted->status || strstr(error->message, wanted->message) == NULL)
        print_error("%s: %s\n", wanted->name, error->message);
    assert_int_equal(status, wanted->status);
    assert_int_equal(error->status, wanted->status);
    assert_non_null(strstr(error->message, wanted->message));
    assert_int_equal(xc_database_last_kind(database), wanted->kind);
    assert_int_equal(xc_database_last_error(database)->status, wanted->status);
    assert_string_equal(xc_database_last_error(database)->message, error->message);
}

static void test_everything_thrown_becomes_a_status(void **state)
{
    (void)state;
    struct scratch_folder folder;
    scratch_folder_make(&folder);
    xc_database *database = open_archive(&folder, "db");
    xc_query *query;
    xc_enquire *enquire;
    WORKS(query_of_text("all", &query, &problem));
    WORKS(xc_enquire_new(database, &enquire, &problem));
    WORKS(xc_enquire_set_query(enquire, query, 0, &problem));
    for (size_t i = 0; i < thrown_case_count; i++) {
        const xc_run options = {.count = 10, .decider = throwing_decider, .context = &i};
        mrg_error error = MRG_ERROR_INIT;
        xc_matches *matches = (xc_matches *)&folder;
        mrg_status status = xc_enquire_run(enquire, &options, &matches, &error);
        assert_null(matches);
        assert_comes_out(&thrown_cases[i], status, &error, database);
        assert_int_equal(xc_enquire_run(enquire, &options, &matches, NULL), status);
        xc_matches *after; /* everything can be used further */
        WORKS(xc_enquire_run(enquire, NULL, &after, &problem));
        assert_string_equal(docids_of(after), "1 2 3 4 5 6");
    }
    xc_enquire_free(enquire);
    xc_query_free(query);
    xc_database_free(database);
    scratch_folder_remove(&folder);
}

static void test_kinds_have_names(void **state)
{
    (void)state;
    for (int kind = XC_NONE; kind <= XC_UNSUPPORTED; kind++)
        for (int other = XC_NONE; other < kind; other++)
            assert_string_not_equal(xc_kind_text((xc_kind)kind), xc_kind_text((xc_kind)other));
    assert_string_equal(xc_kind_text(XC_MODIFIED), "database was modified");
    assert_non_null(xc_kind_text((xc_kind)99));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_everything_thrown_becomes_a_status),
        cmocka_unit_test(test_kinds_have_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
