/* Every allocation inside fails once: MRG_ERR_MEMORY, and under the leak sanitizer nothing of
 * the binding's is lost. */
#include "tests/cmocka_all.h"

#include "tests/unit/xapian-c/query_text.h"
#include "tests/unit/xapian-c/short_memory.h"
#include "tests/unit/xapian-c/support.h"

#include <string.h>

static struct scratch_folder folder;

/* Each work does a few calls in a row and gives the status of the first that failed. */

static mrg_status read_terms(xc_database *database, mrg_error *error)
{
    xc_terms *terms = NULL;
    bool found;
    mrg_status status = xc_terms_of_database(database, text("a"), &terms, error);
    if (status == MRG_OK)
        status = xc_terms_next(terms, &found, error);
    if (status == MRG_OK)
        status = xc_terms_skip_to(terms, text("minister of everything and more"), &found, error);
    xc_terms_free(terms);
    return status;
}

static mrg_status search(xc_database *database, mrg_error *error)
{
    xc_query *parts[2] = {NULL, NULL};
    xc_query *query = NULL;
    xc_enquire *enquire = NULL;
    xc_facet *facet = NULL;
    xc_matches *matches = NULL;
    mrg_status status = xc_query_term(text("airport"), 1, 0, &parts[0], error);
    if (status == MRG_OK)
        status = xc_query_value_ge(SLOT_PLACE, text("Almaty"), &parts[1], error);
    if (status == MRG_OK)
        status = xc_query_combine(XC_FILTER, (const xc_query *const *)parts, 2, 0, &query, error);
    if (status == MRG_OK)
        status = xc_enquire_new(database, &enquire, error);
    if (status == MRG_OK)
        status = xc_enquire_set_query(enquire, query, 0, error);
    if (status == MRG_OK)
        status = xc_enquire_set_bm25(enquire, NULL, error);
    if (status == MRG_OK)
        status = xc_enquire_add_facet(enquire, SLOT_PLACE, &facet, error);
    if (status == MRG_OK)
        status = xc_enquire_run(enquire, NULL, &matches, error);
    xc_matches_free(matches);
    xc_facet_free(facet);
    xc_enquire_free(enquire);
    xc_query_free(query);
    xc_query_free(parts[0]);
    xc_query_free(parts[1]);
    return status;
}

static mrg_status read_document(xc_database *database, mrg_error *error)
{
    xc_document *document = NULL;
    mrg_text data;
    mrg_status status = xc_database_document(database, 3, &document, error);
    if (status == MRG_OK)
        status = xc_document_data(document, &data, error);
    if (status == MRG_OK)
        status = xc_document_value(document, SLOT_PLACE, &data, error);
    xc_document_free(document);
    return status;
}

static mrg_status make_and_store(xc_database *database, mrg_error *error)
{
    (void)database;
    xc_writable *writable = NULL;
    xc_document *document = NULL;
    const uint32_t positions[] = {1, 2, 3};
    mrg_status status = xc_writable_new_in_memory(&writable, error);
    if (status == MRG_OK)
        status = xc_document_new(&document, error);
    if (status == MRG_OK)
        status = xc_document_add_positions(document, text("word"), positions, 3, 1, error);
    if (status == MRG_OK)
        status = xc_document_set_data(document, text("more than fits into a string itself"), error);
    if (status == MRG_OK)
        status = xc_writable_add(writable, document, NULL, error);
    xc_document_free(document);
    xc_writable_free(writable);
    return status;
}

static mrg_status open_again(xc_database *database, mrg_error *error)
{
    xc_database *opened = NULL;
    xc_database *both = NULL;
    (void)database;
    mrg_status status = xc_database_open(scratch_file(&folder, "db"), &opened, error);
    if (status == MRG_OK)
        status = xc_database_new(&both, error);
    if (status == MRG_OK)
        status = xc_database_add(both, opened, error);
    if (status == MRG_OK)
        status = xc_database_add_local(both, scratch_file(&folder, "db"), error);
    xc_database_free(both);
    xc_database_free(opened);
    return status;
}

static void test_each_allocation_fails_once(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        mrg_status (*work)(xc_database *database, mrg_error *error);
    } works[] = {
        {"terms", read_terms},         {"search", search},
        {"document", read_document},   {"store", make_and_store},
        {"opening again", open_again},
    };
    scratch_folder_make(&folder);
    xc_database *database = open_archive(&folder, "db");
    for (size_t i = 0; i < sizeof works / sizeof works[0]; i++) {
        unsigned long count = 0;
        for (bool failed = true; failed; count += failed) {
            mrg_error error = MRG_ERROR_INIT;
            fail_allocation(count + 1);
            mrg_status status = works[i].work(database, &error);
            failed = allocation_failed();
            fail_allocation(0);
            if (status != (failed ? MRG_ERR_MEMORY : MRG_OK))
                print_error("%s, allocation %lu: %s\n", works[i].name, count + 1, error.message);
            assert_int_equal(status, failed ? MRG_ERR_MEMORY : MRG_OK);
            assert_int_equal(error.status, status);
        }
        assert_true(count >= 3);
    }
    xc_database_free(database);
    scratch_folder_remove(&folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_allocation_fails_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
