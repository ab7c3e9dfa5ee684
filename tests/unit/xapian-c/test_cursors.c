/* Cursors over terms, postings, positions and values. */
#include "tests/cmocka_all.h"

#include "tests/unit/xapian-c/support.h"

static struct scratch_folder folder;
static xc_database *database;

static int open_once(void **state)
{
    (void)state;
    scratch_folder_make(&folder);
    database = open_archive(&folder, "db");
    return 0;
}

static int close_once(void **state)
{
    (void)state;
    xc_database_free(database);
    scratch_folder_remove(&folder);
    return 0;
}

static void test_terms_with_a_prefix(void **state)
{
    (void)state;
    static const struct {
        const char *prefix;
        const char *terms;
    } cases[] = {
        {"a", "after airport almaty at "},
        {"Q", "Qa1 Qa2 Qa3 Qa4 Qa5 Qa6 "},
        {"zz", ""},
        {"minister", "minister "},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        xc_terms *terms;
        WORKS(xc_terms_of_database(database, text(cases[i].prefix), &terms, &problem));
        assert_string_equal(all_terms(terms), cases[i].terms);
    }
}

static void test_skipping_terms(void **state)
{
    (void)state;
    static const struct {
        const char *target;
        const char *reached; /* NULL: the end */
        uint32_t documents;
    } steps[] = {
        {"b", "budget", 2}, {"almaty", "budget", 2}, {"minister", "minister", 3},
        {"p", "paris", 2},  {"zzz", NULL, 0},        {"a", NULL, 0},
    };
    xc_terms *terms;
    bool found;
    uint32_t n;
    WORKS(xc_terms_of_database(database, text(""), &terms, &problem));
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
        WORKS(xc_terms_skip_to(terms, text(steps[i].target), &found, &problem));
        assert_int_equal(found, steps[i].reached != NULL);
        assert_text(xc_terms_text(terms), found ? steps[i].reached : "");
        if (!found)
            continue;
        WORKS(xc_terms_frequency(terms, &n, &problem));
        assert_int_equal(n, steps[i].documents);
    }
    WORKS(xc_terms_next(terms, &found, &problem));
    assert_false(found);
    FAILS(MRG_ERR_ARGUMENT, xc_terms_frequency(terms, &n, &problem));
    xc_terms_free(terms);
    xc_terms_free(NULL);
}

static void test_termlist(void **state)
{
    (void)state;
    xc_terms *terms = NULL;
    FAILS(MRG_ERR_MISSING, xc_terms_of_document(database, 77, &terms, &problem));
    assert_null(terms);
    WORKS(xc_terms_of_document(database, 2, &terms, &problem));
    assert_string_equal(all_terms(terms), "Qa2 airport ends strike ");
}

static void test_postings(void **state)
{
    (void)state;
    static const struct {
        xc_docid docid;
        uint32_t wdf;
        uint32_t length;
    } wanted[] = {{1, 1, 5}, {2, 1, 3}, {3, 2, 6}};
    xc_postings *postings;
    bool found;
    uint32_t n;
    WORKS(xc_postings_of_term(database, text("airport"), &postings, &problem));
    assert_int_equal(xc_postings_docid(postings), 0);
    for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++) {
        WORKS(xc_postings_next(postings, &found, &problem));
        assert_true(found);
        assert_int_equal(xc_postings_docid(postings), wanted[i].docid);
        WORKS(xc_postings_wdf(postings, &n, &problem));
        assert_int_equal(n, wanted[i].wdf);
        WORKS(xc_postings_length(postings, &n, &problem));
        assert_int_equal(n, wanted[i].length);
    }
    WORKS(xc_postings_next(postings, &found, &problem));
    assert_false(found);
    assert_int_equal(xc_postings_docid(postings), 0);
    FAILS(MRG_ERR_ARGUMENT, xc_postings_wdf(postings, &n, &problem));
    xc_postings_free(postings);
    WORKS(xc_postings_of_term(database, text(""), &postings, &problem));
    WORKS(xc_postings_skip_to(postings, 5, &found, &problem));
    assert_true(found);
    assert_int_equal(xc_postings_docid(postings), 5);
    xc_postings_free(postings);
    WORKS(xc_postings_of_term(database, text("nosuch"), &postings, &problem));
    WORKS(xc_postings_next(postings, &found, &problem));
    assert_false(found);
    xc_postings_free(postings);
    xc_postings_free(NULL);
}

static void test_positions(void **state)
{
    (void)state;
    xc_positions *positions;
    bool found;
    WORKS(xc_positions_of(database, 3, text("airport"), &positions, &problem));
    WORKS(xc_positions_next(positions, &found, &problem));
    assert_int_equal(xc_positions_position(positions), 4);
    WORKS(xc_positions_next(positions, &found, &problem));
    assert_int_equal(xc_positions_position(positions), 5);
    WORKS(xc_positions_next(positions, &found, &problem));
    assert_false(found);
    assert_int_equal(xc_positions_position(positions), 0);
    xc_positions_free(positions);
    WORKS(xc_positions_of(database, 5, text("budget"), &positions, &problem));
    WORKS(xc_positions_skip_to(positions, 2, &found, &problem));
    assert_true(found);
    assert_int_equal(xc_positions_position(positions), 2);
    WORKS(xc_positions_skip_to(positions, 9, &found, &problem));
    assert_false(found);
    xc_positions_free(positions);
    WORKS(xc_positions_of(database, 5, text("Qa5"), &positions, &problem));
    WORKS(xc_positions_next(positions, &found, &problem));
    assert_false(found);
    xc_positions_free(positions);
    xc_positions_free(NULL);
}

static void test_values(void **state)
{
    (void)state;
    static const struct {
        xc_docid docid;
        const char *value;
    } wanted[] = {{1, "Almaty"}, {2, "Paris"}, {3, "Paris"}, {4, "London"}, {6, "Almaty"}};
    xc_values *values;
    bool found;
    WORKS(xc_values_of_slot(database, SLOT_PLACE, &values, &problem));
    for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++) {
        WORKS(xc_values_next(values, &found, &problem));
        assert_true(found);
        assert_int_equal(xc_values_docid(values), wanted[i].docid);
        assert_text(xc_values_value(values), wanted[i].value);
    }
    WORKS(xc_values_next(values, &found, &problem));
    assert_false(found);
    assert_int_equal(xc_values_docid(values), 0);
    xc_values_free(values);
    WORKS(xc_values_of_slot(database, SLOT_PLACE, &values, &problem));
    WORKS(xc_values_skip_to(values, 5, &found, &problem));
    assert_int_equal(xc_values_docid(values), 6);
    xc_values_free(values);
    xc_values_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_terms_with_a_prefix),
        cmocka_unit_test(test_skipping_terms),
        cmocka_unit_test(test_termlist),
        cmocka_unit_test(test_postings),
        cmocka_unit_test(test_positions),
        cmocka_unit_test(test_values),
    };
    return cmocka_run_group_tests(tests, open_once, close_once);
}
