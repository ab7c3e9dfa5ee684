/* Searches: BM25 against the textbook, sorting, collapsing, cut-offs, facets, deciders. */
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

static xc_enquire *enquire_for(const char *written)
{
    xc_query *query;
    xc_enquire *enquire;
    WORKS(query_of_text(written, &query, &problem));
    WORKS(xc_enquire_new(database, &enquire, &problem));
    WORKS(xc_enquire_set_query(enquire, query, 0, &problem));
    xc_query_free(query);
    return enquire;
}

static xc_matches *run(xc_enquire *enquire, const xc_run *options)
{
    xc_matches *matches;
    WORKS(xc_enquire_run(enquire, options, &matches, &problem));
    return matches;
}

/* The weight of a term as Xapian's manual gives it, for N = 6 articles and an average length of
 * 29/6. */
static double textbook(const xc_bm25 *p, double n, double wdf, double length)
{
    const double N = 6, average = 29.0 / 6;
    double odds = (N - n + 0.5) / (n + 0.5);
    double normlen = fmax(length / average, p->min_normlen);
    if (odds < 2) /* frequent terms: Xapian bends the odds, so that no weight gets negative */
        odds = odds * 0.5 + 1;
    return log(odds) * wdf * (p->k1 + 1) / (p->k1 * ((1 - p->b) + p->b * normlen) + wdf);
}

static void test_bm25(void **state)
{
    (void)state;
    static const xc_bm25 parameters[] = {
        XC_BM25_INIT, {1.2, 0, 1, 0.75, 0}, {2, 0, 1, 0, 0}, {0.9, 0, 1, 1, 0.9}};
    for (size_t i = 0; i < sizeof parameters / sizeof parameters[0]; i++) {
        xc_enquire *enquire = enquire_for("budget");
        xc_match match;
        WORKS(xc_enquire_set_bm25(enquire, &parameters[i], &problem));
        xc_matches *matches = run(enquire, NULL);
        WORKS(xc_matches_get(matches, 0, &match, &problem));
        assert_int_equal(match.docid, 5);
        assert_true(fabs(match.weight - textbook(&parameters[i], 2, 3, 4)) < 1e-6);
        WORKS(xc_matches_get(matches, 1, &match, &problem));
        assert_int_equal(match.docid, 6);
        assert_true(fabs(match.weight - textbook(&parameters[i], 2, 1, 7)) < 1e-6);
        xc_matches_free(matches);
        xc_enquire_free(enquire);
    }
}

static void test_settings_out_of_range(void **state)
{
    (void)state;
    static const xc_bm25 wrong[] = {{-1, 0, 1, 0, 0},  {1, -1, 1, 0, 0}, {1, 0, -1, 0, 0},
                                    {1, 0, 1, 1.1, 0}, {1, 0, 1, 0, -1}, {NAN, 0, 1, 0, 0}};
    xc_enquire *enquire = enquire_for("airport");
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        FAILS(MRG_ERR_ARGUMENT, xc_enquire_set_bm25(enquire, &wrong[i], &problem));
    FAILS(MRG_ERR_ARGUMENT, xc_enquire_set_cutoff(enquire, 101, 0, &problem));
    FAILS(MRG_ERR_ARGUMENT, xc_enquire_set_cutoff(enquire, -1, 0, &problem));
    FAILS(MRG_ERR_ARGUMENT, xc_enquire_set_cutoff(enquire, 0, NAN, &problem));
    FAILS(MRG_ERR_ARGUMENT, xc_enquire_set_collapse(enquire, 0, 0, &problem));
    FAILS(MRG_ERR_ARGUMENT, xc_enquire_set_time_limit(enquire, -1, &problem));
    FAILS(MRG_ERR_ARGUMENT, xc_enquire_set_sort(enquire, (xc_sort)9, 0, false, &problem));
    FAILS(MRG_ERR_ARGUMENT, xc_enquire_set_docid_order(enquire, (xc_docid_order)9, &problem));
    assert_string_equal(docids_of(run(enquire, NULL)), "3 2 1");
    xc_enquire_free(enquire);
    xc_enquire_free(NULL);
    xc_database *empty;
    WORKS(xc_database_new(&empty, &problem));
    FAILS(MRG_ERR_ARGUMENT, xc_enquire_new(empty, &enquire, &problem));
    assert_null(enquire);
    xc_database_free(empty);
}

static void test_orders(void **state)
{
    (void)state;
    static const struct {
        const char *query;
        bool boolean;
        xc_sort sort;
        xc_slot slot;
        bool descending;
        xc_docid_order order;
        const char *docids;
    } cases[] = {
        {"airport", false, XC_SORT_RELEVANCE, 0, false, XC_DOCID_ASCENDING, "3 2 1"},
        {"airport", true, XC_SORT_RELEVANCE, 0, false, XC_DOCID_ASCENDING, "1 2 3"},
        {"airport", true, XC_SORT_RELEVANCE, 0, false, XC_DOCID_DESCENDING, "3 2 1"},
        {"all", true, XC_SORT_VALUE, SLOT_DATE, false, XC_DOCID_ASCENDING, "6 4 1 2 3 5"},
        {"all", true, XC_SORT_VALUE, SLOT_DATE, true, XC_DOCID_ASCENDING, "5 3 2 1 4 6"},
        {"all", true, XC_SORT_VALUE, SLOT_PLACE, false, XC_DOCID_ASCENDING, "5 1 6 4 2 3"},
        {"all", true, XC_SORT_VALUE, SLOT_PLACE, false, XC_DOCID_DESCENDING, "5 6 1 4 3 2"},
        {"airport", false, XC_SORT_VALUE_RELEVANCE, SLOT_PLACE, true, XC_DOCID_ASCENDING, "3 2 1"},
        {"airport", false, XC_SORT_VALUE_RELEVANCE, SLOT_PLACE, false, XC_DOCID_ASCENDING, "1 3 2"},
        {"all", false, XC_SORT_RELEVANCE_VALUE, SLOT_DATE, true, XC_DOCID_ASCENDING, "5 3 2 1 4 6"},
        {"airport", false, XC_SORT_RELEVANCE_VALUE, SLOT_DATE, true, XC_DOCID_ASCENDING, "3 2 1"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        xc_enquire *enquire = enquire_for(cases[i].query);
        if (cases[i].boolean)
            WORKS(xc_enquire_set_boolean(enquire, &problem));
        WORKS(xc_enquire_set_docid_order(enquire, cases[i].order, &problem));
        WORKS(xc_enquire_set_sort(enquire, cases[i].sort, cases[i].slot, cases[i].descending,
                                  &problem));
        assert_string_equal(docids_of(run(enquire, NULL)), cases[i].docids);
        xc_enquire_free(enquire);
    }
}

static void test_pages_and_counts(void **state)
{
    (void)state;
    xc_enquire *enquire = enquire_for("(or strike minister)");
    const xc_run page = {.first = 1, .count = 2, .check_at_least = UINT32_MAX};
    xc_matches *matches = run(enquire, &page);
    xc_summary summary = xc_matches_summary(matches);
    assert_int_equal(summary.size, 2);
    assert_int_equal(summary.first, 1);
    assert_int_equal(summary.lower, 6);
    assert_int_equal(summary.estimated, 6);
    assert_int_equal(summary.upper, 6);
    assert_true(summary.max_attained > 0 && summary.max_possible >= summary.max_attained);
    xc_match match;
    WORKS(xc_matches_get(matches, 1, &match, &problem));
    assert_int_equal(match.rank, 2);
    assert_true(match.percent > 0 && match.percent <= 100);
    FAILS(MRG_ERR_ARGUMENT, xc_matches_get(matches, 2, &match, &problem));
    uint32_t documents;
    double weight;
    WORKS(xc_matches_term(matches, text("minister"), &documents, &weight, &problem));
    assert_int_equal(documents, 3);
    assert_true(weight > 0);
    FAILS(MRG_ERR_ARGUMENT,
          xc_matches_term(matches, text("airport"), &documents, &weight, &problem));
    xc_matches_free(matches);
    xc_enquire_free(enquire);
}

static void test_documents_of_results(void **state)
{
    (void)state;
    xc_enquire *enquire = enquire_for("budget");
    xc_matches *matches = run(enquire, NULL);
    xc_document *document;
    mrg_text data;
    double date;
    xc_enquire_free(enquire);
    WORKS(xc_matches_fetch(matches, &problem));
    WORKS(xc_matches_document(matches, 0, &document, &problem));
    WORKS(xc_document_data(document, &data, &problem));
    assert_text(data, archive[4].words);
    WORKS(xc_document_number(document, SLOT_DATE, &date, &problem));
    assert_true(date == 40);
    xc_document_free(document);
    FAILS(MRG_ERR_ARGUMENT, xc_matches_document(matches, 2, &document, &problem));
    assert_null(document);
    xc_matches_free(matches);
    xc_matches_free(NULL);
}

static void test_collapse(void **state)
{
    (void)state;
    static const struct {
        xc_slot slot;
        uint32_t keep;
        const char *docids;
    } cases[] = {
        {SLOT_PLACE, 1, "1 2 4 5"},
        {SLOT_PLACE, 2, "1 2 3 4 5 6"},
        {XC_NO_SLOT, 0, "1 2 3 4 5 6"},
    };
    xc_enquire *enquire = enquire_for("all");
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        WORKS(xc_enquire_set_collapse(enquire, cases[i].slot, cases[i].keep, &problem));
        assert_string_equal(docids_of(run(enquire, NULL)), cases[i].docids);
    }
    WORKS(xc_enquire_set_collapse(enquire, SLOT_PLACE, 1, &problem));
    const xc_run all = {.count = 10, .check_at_least = UINT32_MAX};
    xc_matches *matches = run(enquire, &all);
    xc_match match;
    WORKS(xc_matches_get(matches, 1, &match, &problem));
    assert_int_equal(match.collapsed, 1);
    xc_matches_free(matches);
    xc_enquire_free(enquire);
}

static void test_cutoffs(void **state)
{
    (void)state;
    xc_enquire *enquire = enquire_for("(or budget ends)");
    WORKS(xc_enquire_set_time_limit(enquire, 10, &problem));
    xc_matches *matches = run(enquire, NULL);
    assert_int_equal(xc_matches_summary(matches).size, 3);
    xc_match match;
    WORKS(xc_matches_get(matches, 1, &match, &problem));
    xc_matches_free(matches);
    WORKS(xc_enquire_set_cutoff(enquire, match.percent, 0, &problem));
    matches = run(enquire, NULL);
    assert_int_equal(xc_matches_summary(matches).size, 2);
    xc_matches_free(matches);
    WORKS(xc_enquire_set_cutoff(enquire, 0, match.weight * 1.0001, &problem));
    matches = run(enquire, NULL);
    assert_int_equal(xc_matches_summary(matches).size, 1);
    xc_matches_free(matches);
    xc_enquire_free(enquire);
}

static uint32_t count_of_next(xc_terms *values, const char *value)
{
    bool found;
    uint32_t count;
    WORKS(xc_terms_next(values, &found, &problem));
    assert_true(found);
    assert_text(xc_terms_text(values), value);
    WORKS(xc_terms_frequency(values, &count, &problem));
    return count;
}

static void test_facets(void **state)
{
    (void)state;
    xc_enquire *enquire = enquire_for("all");
    const xc_run run_all = {.count = 1, .check_at_least = UINT32_MAX};
    xc_facet *facet;
    xc_terms *values;
    WORKS(xc_enquire_add_facet(enquire, SLOT_PLACE, &facet, &problem));
    assert_int_equal(xc_facet_candidates(facet), 0);
    for (int i = 0; i < 2; i++) /* the second run begins at nothing */
        xc_matches_free(run(enquire, &run_all));
    assert_int_equal(xc_facet_candidates(facet), 6);
    WORKS(xc_facet_values(facet, 2, &values, &problem));
    assert_int_equal(count_of_next(values, "Almaty"), 2);
    assert_int_equal(count_of_next(values, "Paris"), 2);
    assert_string_equal(all_terms(values), "");
    WORKS(xc_facet_values(facet, 0, &values, &problem));
    WORKS(xc_enquire_clear_facets(enquire, &problem));
    xc_enquire_free(enquire);
    xc_facet_free(facet); /* the cursor lives on */
    assert_string_equal(all_terms(values), "Almaty London Paris ");
    xc_facet_free(NULL);
}

/* What a decider of the tests is told to do, and what it saw. */
struct orders {
    xc_docid refused;  /* not accepted */
    xc_docid fails_at; /* the search ends here */
    mrg_status status; /* with this status */
    unsigned asked;    /* how many candidates were seen */
};

static mrg_status decide(void *context, xc_document *candidate, bool *accept, mrg_error *error)
{
    struct orders *orders = context;
    mrg_text data;
    orders->asked++;
    mrg_status status = xc_document_data(candidate, &data, error);
    if (status != MRG_OK)
        return status;
    xc_docid docid = xc_document_docid(candidate);
    assert_int_equal(data.size, strlen(archive[docid - 1].words));
    *accept = docid != orders->refused;
    if (docid != orders->fails_at)
        return MRG_OK;
    strncpy(error->message, "no more", sizeof error->message - 1);
    return orders->status;
}

static void test_decider(void **state)
{
    (void)state;
    struct orders orders = {.refused = 2};
    xc_run options = {.count = 10, .decider = decide, .context = &orders};
    xc_enquire *enquire = enquire_for("airport");
    xc_matches *matches;
    mrg_error error = MRG_ERROR_INIT;
    assert_string_equal(docids_of(run(enquire, &options)), "3 1");
    assert_int_equal(orders.asked, 3);
    orders = (struct orders){.fails_at = 2, .status = MRG_ERR_INTERRUPTED};
    assert_int_equal(xc_enquire_run(enquire, &options, &matches, &error), MRG_ERR_INTERRUPTED);
    assert_null(matches);
    assert_int_equal(error.status, MRG_ERR_INTERRUPTED);
    assert_string_equal(error.message, "no more");
    assert_int_equal(xc_database_last_kind(database), XC_OTHER);
    orders.fails_at = 0;
    assert_string_equal(docids_of(run(enquire, &options)), "3 2 1");
    xc_enquire_free(enquire);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bm25),
        cmocka_unit_test(test_settings_out_of_range),
        cmocka_unit_test(test_orders),
        cmocka_unit_test(test_pages_and_counts),
        cmocka_unit_test(test_documents_of_results),
        cmocka_unit_test(test_collapse),
        cmocka_unit_test(test_cutoffs),
        cmocka_unit_test(test_facets),
        cmocka_unit_test(test_decider),
    };
    return cmocka_run_group_tests(tests, open_once, close_once);
}
