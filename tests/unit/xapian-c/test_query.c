/* Queries of every kind against the small archive. */
#include "tests/cmocka_all.h"

#include "tests/unit/xapian-c/query_text.h"
#include "tests/unit/xapian-c/support.h"

#include <math.h>
#include <string.h>

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

/* Run what is written. */
static mrg_status run(const char *written, bool boolean, xc_matches **matches, mrg_error *error)
{
    xc_query *query;
    xc_enquire *enquire;
    mrg_status status = query_of_text(written, &query, error);
    *matches = NULL;
    if (status != MRG_OK)
        return status;
    WORKS(xc_enquire_new(database, &enquire, &problem));
    WORKS(xc_enquire_set_query(enquire, query, 0, &problem));
    xc_query_free(query);
    if (boolean)
        WORKS(xc_enquire_set_boolean(enquire, &problem));
    status = xc_enquire_run(enquire, NULL, matches, error);
    xc_enquire_free(enquire);
    return status;
}

static void test_what_queries_match(void **state)
{
    (void)state;
    static const struct {
        const char *query;
        const char *docids;
    } cases[] = {
        {"airport", "1 2 3"},
        {"nosuch", ""},
        {"all", "1 2 3 4 5 6"},
        {"none", ""},
        {"(and airport strike)", "2 3"},
        {"(and airport)", "1 2 3"},
        {"(and)", ""},
        {"(or airport budget)", "1 2 3 5 6"},
        {"(not minister airport)", "4 5"},
        {"(not minister airport budget)", "4"},
        {"(xor airport strike)", "1 4 6"},
        {"(maybe airport strike)", "1 2 3"},
        {"(filter airport paris)", "3"},
        {"(near airport paris)", "3"},
        {"(near/2 strike airport)", "2"},
        {"(near/4 strike airport)", "2 3"},
        {"(near/3 strike airport)", "2"},
        {"(near/1 strike airport)", "2"},
        {"(phrase airport strike)", "2"},
        {"(phrase strike airport)", ""},
        {"(phrase/4 strike airport)", "3"},
        {"(phrase/4 ends of strike)", "6"},
        {"(phrase/3 ends of strike)", ""},
        {"(phrase (or paris airport) airport)", "3"},
        {"(synonym opens resigns)", "1 4"},
        {"(max opens budget)", "1 5 6"},
        {"(scale/2 budget)", "5 6"},
        {"(scale/0 budget)", "5 6"},
        {"(range/0 Almaty London)", "1 4 6"},
        {"(range/0 M Z)", "2 3"},
        {"(range/0 Z A)", ""},
        {"(ge/0 London)", "2 3 4"},
        {"(le/0 London)", "1 4 6"},
        {"(and strike (range/0 Paris Paris))", "2 3"},
        {"(first/0 a)", "1 2 3 4"},
        {"(first/1 a)", "4"},
        {"(frequent/1 a)", "1 2 3"},
        {"(fail/4 a)", "1 2 3 4"},
        {"(fail/0 nosuch)", ""},
        {"(and (or airport budget) (not strike paris))", "2"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        xc_matches *matches;
        WORKS(run(cases[i].query, true, &matches, &problem));
        const char *docids = docids_of(matches);
        if (strcmp(docids, cases[i].docids) != 0)
            print_error("%s\n", cases[i].query);
        assert_string_equal(docids, cases[i].docids);
    }
}

static void test_refused_queries(void **state)
{
    (void)state;
    static const struct {
        const char *query;
        mrg_status status;
    } cases[] = {
        {"(phrase (and a b) c)", MRG_ERR_UNSUPPORTED},
        {"(near (synonym a b) c)", MRG_ERR_UNSUPPORTED},
        {"(phrase (first/0 a) c)", MRG_ERR_UNSUPPORTED},
        {"(scale/-1 a)", MRG_ERR_ARGUMENT},
        {"(scale/nan a)", MRG_ERR_ARGUMENT},
        {"(fail/3 a)", MRG_ERR_LIMIT},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        xc_matches *matches;
        FAILS(cases[i].status, run(cases[i].query, true, &matches, &problem));
        assert_null(matches);
    }
    assert_int_equal(xc_database_last_kind(database), XC_LIMIT);
    xc_query *query = NULL;
    FAILS(MRG_ERR_ARGUMENT,
          xc_query_wildcard(text("a"), 0, XC_LIMIT_FIRST, XC_AND, &query, &problem));
    FAILS(MRG_ERR_ARGUMENT, xc_query_combine((xc_operator)99, NULL, 0, 0, &query, &problem));
    FAILS(MRG_ERR_ARGUMENT,
          xc_query_wildcard(text("a"), 0, (xc_wildcard_limit)99, XC_OR, &query, &problem));
    assert_null(query);
    xc_query_free(NULL);
}

/* The score of document 3 by a query. */
static double score(const char *written)
{
    xc_matches *matches;
    double weight = -1;
    WORKS(run(written, false, &matches, &problem));
    for (uint32_t i = 0; i < xc_matches_summary(matches).size; i++) {
        xc_match match;
        WORKS(xc_matches_get(matches, i, &match, &problem));
        if (match.docid == 3)
            weight = match.weight;
    }
    xc_matches_free(matches);
    return weight;
}

/* How combinations score, each said by a sum of simpler ones. */
static void test_what_queries_score(void **state)
{
    (void)state;
    static const struct {
        const char *query;
        double factor; /* of the sum of the scores of `parts` */
        const char *parts[2];
    } cases[] = {
        {"(and airport strike)", 1, {"airport", "strike"}},
        {"(or airport strike)", 1, {"airport", "strike"}},
        {"(or airport budget)", 1, {"airport", "none"}},
        {"(not airport budget)", 1, {"airport", "none"}},
        {"(maybe airport strike)", 1, {"airport", "strike"}},
        {"(filter airport strike)", 1, {"airport", "none"}},
        {"(phrase paris airport)", 1, {"paris", "airport"}},
        {"(max paris strike)", 1, {"paris", "none"}},
        {"(scale/2.5 airport)", 2.5, {"airport", "none"}},
        {"(and airport (scale/0 strike))", 1, {"airport", "none"}},
        {"(and airport (range/0 Paris Paris))", 1, {"airport", "none"}},
        {"airport^3", 1.5, {"airport", "none"}}, /* 3 * 2 / (1 + 3), k3 being 1 */
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        double sum = 0;
        for (int part = 0; part < 2; part++)
            if (strcmp(cases[i].parts[part], "none") != 0)
                sum += score(cases[i].parts[part]);
        assert_true(sum > 0);
        assert_true(fabs(score(cases[i].query) - cases[i].factor * sum) < 1e-9);
    }
}

static void test_descriptions(void **state)
{
    (void)state;
    static const struct {
        const char *query;
        const char *description;
        bool none;
    } cases[] = {
        {"(and a (phrase/3 b c))", "Query((a AND (b PHRASE 3 c)))", false},
        {"all", "Query(<alldocuments>)", false},
        {"none", "Query()", true},
        {"(and)", "Query()", true},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        xc_query *query;
        mrg_text description;
        WORKS(query_of_text(cases[i].query, &query, &problem));
        WORKS(xc_query_description(query, &description, &problem));
        assert_text(description, cases[i].description);
        assert_int_equal(xc_query_is_none(query), cases[i].none);
        xc_query_free(query);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_queries_match),
        cmocka_unit_test(test_refused_queries),
        cmocka_unit_test(test_what_queries_score),
        cmocka_unit_test(test_descriptions),
    };
    return cmocka_run_group_tests(tests, open_once, close_once);
}
