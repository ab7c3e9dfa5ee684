/* Databases opened, combined, reopened and closed; statistics, metadata, spelling. */
#include "tests/cmocka_all.h"

#include "tests/unit/xapian-c/support.h"

#include <math.h>
#include <string.h>
#include <sys/stat.h>

static struct scratch_folder folder;

static int make_folder(void **state)
{
    (void)state;
    scratch_folder_make(&folder);
    return 0;
}

static int remove_folder(void **state)
{
    (void)state;
    scratch_folder_remove(&folder);
    return 0;
}

static void test_what_cannot_be_opened(void **state)
{
    (void)state;
    xc_database *database = (xc_database *)&folder;
    xc_database *shards;
    scratch_write(scratch_file(&folder, "text"), "not a database\n", 15);
    assert_int_equal(mkdir(scratch_file(&folder, "empty"), 0700), 0);
    static const struct {
        const char *name;
        mrg_status status;
        xc_kind kind;
    } cases[] = {
        {"nowhere", MRG_ERR_MISSING, XC_NOT_FOUND},
        {"empty", MRG_ERR_NOT_INDEX, XC_OTHER},
        {"text", MRG_ERR_NOT_INDEX, XC_OTHER},
    };
    WORKS(xc_database_new(&shards, &problem));
    assert_int_equal(xc_database_last_kind(shards), XC_NONE);
    assert_int_equal(xc_database_last_error(shards)->status, MRG_OK);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const char *path = scratch_file(&folder, cases[i].name);
        FAILS(cases[i].status, xc_database_open(path, &database, &problem));
        assert_null(database);
        FAILS(cases[i].status, xc_database_add_local(shards, path, &problem));
        assert_int_equal(xc_database_last_kind(shards), cases[i].kind);
        assert_non_null(strstr(xc_database_last_error(shards)->message, cases[i].name));
        assert_int_equal(xc_database_open(path, &database, NULL), cases[i].status);
    }
    assert_int_equal(xc_database_shards(shards), 0);
    xc_database_free(shards);
    xc_database_free(NULL);
}

static void test_statistics(void **state)
{
    (void)state;
    xc_database *database = open_archive(&folder, "db");
    xc_statistics all;
    xc_value_statistics values;
    mrg_text uuid;
    uint32_t n;
    bool locked;
    WORKS(xc_database_statistics(database, &all, &problem));
    assert_int_equal(all.documents, 6);
    assert_int_equal(all.last_docid, 6);
    assert_int_equal(all.total_length, 5 + 3 + 6 + 4 + 4 + 7);
    assert_true(fabs(all.average_length - 29.0 / 6) < 1e-9);
    assert_true(all.shortest <= 3 && all.longest >= 7 && all.has_positions);
    WORKS(xc_database_value_statistics(database, SLOT_PLACE, &values, &problem));
    assert_int_equal(values.documents, 5);
    assert_text(values.lower, "Almaty");
    assert_text(values.upper, "Paris");
    WORKS(xc_database_term_frequency(database, text("airport"), &n, &problem));
    assert_int_equal(n, 3);
    WORKS(xc_database_collection_frequency(database, text("airport"), &n, &problem));
    assert_int_equal(n, 4);
    WORKS(xc_database_term_frequency(database, text("nosuch"), &n, &problem));
    assert_int_equal(n, 0);
    WORKS(xc_database_document_length(database, 6, &n, &problem));
    assert_int_equal(n, 7);
    WORKS(xc_database_unique_terms(database, 5, &n, &problem));
    assert_in_range(n, 2, 3); /* Xapian counts terms of wdf 0 or not, as its backend can tell */
    FAILS(MRG_ERR_MISSING, xc_database_document_length(database, 7, &n, &problem));
    assert_int_equal(xc_database_last_kind(database), XC_NOT_FOUND);
    WORKS(xc_database_uuid(database, &uuid, &problem));
    assert_int_equal(uuid.size, 36);
    WORKS(xc_database_locked(database, &locked, &problem));
    assert_false(locked);
    WORKS(xc_database_keep_alive(database, &problem));
    xc_database_free(database);
}

static void test_documents_outlive_their_database(void **state)
{
    (void)state;
    xc_database *database = open_archive(&folder, "db");
    xc_document *document;
    xc_document *none = NULL;
    mrg_text data;
    double date;
    FAILS(MRG_ERR_MISSING, xc_database_document(database, 99, &none, &problem));
    FAILS(MRG_ERR_ARGUMENT, xc_database_document(database, 0, &none, &problem));
    assert_null(none);
    WORKS(xc_database_document(database, 3, &document, &problem));
    xc_database_free(database);
    assert_int_equal(xc_document_docid(document), 3);
    WORKS(xc_document_data(document, &data, &problem));
    assert_text(data, archive[2].words);
    WORKS(xc_document_number(document, SLOT_DATE, &date, &problem));
    assert_true(date == 30);
    xc_document_free(document);
}

static void test_reopening_tells_of_change(void **state)
{
    (void)state;
    xc_database *database = open_archive(&folder, "db");
    xc_statistics all;
    bool changed = true;
    WORKS(xc_database_reopen(database, &changed, &problem));
    assert_false(changed);
    store_items(scratch_file(&folder, "db"), archive, 2);
    WORKS(xc_database_statistics(database, &all, &problem));
    assert_int_equal(all.documents, 6);
    WORKS(xc_database_reopen(database, &changed, &problem));
    assert_true(changed);
    WORKS(xc_database_statistics(database, &all, &problem));
    assert_int_equal(all.documents, 8);
    xc_database_free(database);
}

static void test_closing(void **state)
{
    (void)state;
    xc_database *database = open_archive(&folder, "db");
    xc_document *document = NULL;
    WORKS(xc_database_close(database, &problem));
    WORKS(xc_database_close(database, &problem));
    FAILS(MRG_ERR_ARGUMENT, xc_database_document(database, 1, &document, &problem));
    assert_int_equal(xc_database_last_kind(database), XC_CLOSED);
    xc_database_free(database);
}

/* Shards take turns with docids, and statistics are those of all. */
static void test_combining(void **state)
{
    (void)state;
    xc_database *both, *second;
    xc_document *document;
    xc_statistics all;
    mrg_text data;
    store_items(scratch_file(&folder, "one"), archive, 2);
    store_items(scratch_file(&folder, "two"), archive + 2, 4);
    WORKS(xc_database_open(scratch_file(&folder, "two"), &second, &problem));
    WORKS(xc_database_new(&both, &problem));
    WORKS(xc_database_add_local(both, scratch_file(&folder, "one"), &problem));
    WORKS(xc_database_add(both, second, &problem));
    FAILS(MRG_ERR_ARGUMENT, xc_database_add(both, both, &problem));
    xc_database_free(second);
    assert_int_equal(xc_database_shards(both), 2);
    WORKS(xc_database_statistics(both, &all, &problem));
    assert_int_equal(all.documents, 6);
    assert_int_equal(all.total_length, 29);
    WORKS(xc_database_document(both, 2, &document, &problem));
    WORKS(xc_document_data(document, &data, &problem));
    assert_text(data, archive[2].words);
    xc_document_free(document);
    xc_database_free(both);
}

static void test_metadata_and_spelling(void **state)
{
    (void)state;
    xc_writable *writable;
    xc_terms *terms;
    mrg_text got;
    WORKS(xc_writable_open(scratch_file(&folder, "meta"), NULL, &writable, &problem));
    const xc_database *database = xc_writable_database(writable);
    WORKS(xc_writable_set_metadata(writable, text("form.b"), text("2"), &problem));
    WORKS(xc_writable_set_metadata(writable, text("form.a"), text("1"), &problem));
    WORKS(xc_writable_set_metadata(writable, text("gone"), text("3"), &problem));
    WORKS(xc_writable_set_metadata(writable, text("gone"), text(""), &problem));
    FAILS(MRG_ERR_ARGUMENT, xc_writable_set_metadata(writable, text(""), text("3"), &problem));
    WORKS(xc_writable_add_spelling(writable, text("parliament"), 2, &problem));
    WORKS(xc_writable_add_spelling(writable, text("president"), 1, &problem));
    WORKS(xc_writable_add_spelling(writable, text("wrong"), 1, &problem));
    WORKS(xc_writable_remove_spelling(writable, text("wrong"), 1, &problem));
    WORKS(xc_writable_commit(writable, &problem));
    WORKS(xc_database_metadata(database, text("form.a"), &got, &problem));
    assert_text(got, "1");
    WORKS(xc_database_metadata(database, text("gone"), &got, &problem));
    assert_text(got, "");
    FAILS(MRG_ERR_ARGUMENT, xc_database_metadata(database, text(""), &got, &problem));
    WORKS(xc_terms_of_metadata(database, text("form."), &terms, &problem));
    assert_string_equal(all_terms(terms), "form.a form.b ");
    WORKS(xc_terms_of_spelling(database, &terms, &problem));
    assert_string_equal(all_terms(terms), "parliament president ");
    WORKS(xc_database_suggest(database, text("parlament"), 2, &got, &problem));
    assert_text(got, "parliament");
    WORKS(xc_database_suggest(database, text("zzzzzz"), 2, &got, &problem));
    assert_text(got, "");
    xc_writable_free(writable);
}

/* Replace documents 1 to MANY, enough for trees of several blocks, and commit. */
static void rewrite(const char *path, size_t shift)
{
    enum { MANY = 600 };
    xc_writable *writable;
    xc_writable_options options = XC_WRITABLE_OPTIONS_INIT;
    options.no_sync = true;
    WORKS(xc_writable_open(path, &options, &writable, &problem));
    for (size_t i = 0; i < MANY; i++) {
        xc_document *document = make_document(&archive[(i + shift) % ARCHIVE_SIZE]);
        WORKS(xc_writable_replace(writable, (xc_docid)i + 1, document, &problem));
        xc_document_free(document);
    }
    WORKS(xc_writable_close(writable, &problem));
    xc_writable_free(writable);
}

/* Each commit may use again what the one before the last left free: a reader two behind meets that. */
static void test_a_reader_left_behind(void **state)
{
    (void)state;
    xc_database *database;
    xc_terms *terms = NULL;
    bool changed;
    mrg_error error = MRG_ERROR_INIT;
    const char *path = scratch_file(&folder, "db");
    rewrite(path, 0);
    WORKS(xc_database_open(path, &database, &problem));
    for (size_t i = 1; i <= ARCHIVE_SIZE; i++)
        rewrite(path, i);
    mrg_status status = xc_terms_of_document(database, 5, &terms, &error);
    if (status == MRG_OK) {
        bool found;
        status = xc_terms_next(terms, &found, &error);
        xc_terms_free(terms);
    }
    assert_int_equal(status, MRG_ERR_IO);
    assert_int_equal(xc_database_last_kind(database), XC_MODIFIED);
    assert_string_equal(xc_database_last_error(database)->message, error.message);
    WORKS(xc_database_reopen(database, &changed, &problem));
    assert_true(changed);
    WORKS(xc_terms_of_document(database, 5, &terms, &problem));
    assert_string_equal(all_terms(terms), "Qa5 budget minister ");
    xc_database_free(database);
}

int main(void)
{
#define WITH_FOLDER(test) cmocka_unit_test_setup_teardown(test, make_folder, remove_folder)
    const struct CMUnitTest tests[] = {
        WITH_FOLDER(test_what_cannot_be_opened),
        WITH_FOLDER(test_statistics),
        WITH_FOLDER(test_documents_outlive_their_database),
        WITH_FOLDER(test_reopening_tells_of_change),
        WITH_FOLDER(test_closing),
        WITH_FOLDER(test_combining),
        WITH_FOLDER(test_metadata_and_spelling),
        WITH_FOLDER(test_a_reader_left_behind),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
