/* Databases that are damaged or of another format: a status, never a crash. */
#include "tests/cmocka_all.h"

#include "tests/unit/xapian-c/support.h"

#include <stdio.h>
#include <string.h>

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

/* Overwrite `size` bytes at `offset` of a file of the database. */
static void damage(const char *name, long offset, const void *bytes, size_t size)
{
    char inside[64];
    snprintf(inside, sizeof inside, "db/%s", name);
    FILE *file = fopen(scratch_file(&folder, inside), "r+b");
    assert_non_null(file);
    assert_int_equal(fseek(file, offset, SEEK_SET), 0);
    assert_int_equal(fwrite(bytes, 1, size, file), size);
    assert_int_equal(fclose(file), 0);
}

/* "iamglass" begins with 14 bytes of magic, then the format version in two bytes. */
static void test_the_version_file(void **state)
{
    (void)state;
    static const struct {
        long offset;
        const char *bytes;
        mrg_status status;
        xc_kind kind;
    } cases[] = {
        {3, "?", MRG_ERR_DAMAGED, XC_CORRUPT},
        {14, "\x01", MRG_ERR_VERSION, XC_VERSION},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        xc_database *database;
        xc_database *shards;
        xc_writable *writable;
        xc_writable_options options = XC_WRITABLE_OPTIONS_INIT;
        const char *path = scratch_file(&folder, "db");
        options.mode = XC_CREATE_OR_OVERWRITE;
        WORKS(xc_writable_open(path, &options, &writable, &problem));
        WORKS(xc_writable_close(writable, &problem));
        xc_writable_free(writable);
        damage("iamglass", cases[i].offset, cases[i].bytes, 1);
        path = scratch_file(&folder, "db");
        FAILS(cases[i].status, xc_database_open(path, &database, &problem));
        FAILS(cases[i].status, xc_writable_open(path, NULL, &writable, &problem));
        WORKS(xc_database_new(&shards, &problem));
        FAILS(cases[i].status, xc_database_add_local(shards, path, &problem));
        assert_int_equal(xc_database_last_kind(shards), cases[i].kind);
        xc_database_free(shards);
    }
}

/* Read everything there is; the first failure ends it. */
static mrg_status read_all(xc_database *database, mrg_error *error)
{
    xc_terms *terms = NULL;
    bool found = true;
    mrg_status status = xc_terms_of_database(database, text(""), &terms, error);
    while (status == MRG_OK && found) {
        xc_postings *postings = NULL;
        bool more = true;
        status = xc_terms_next(terms, &found, error);
        if (status == MRG_OK && found)
            status = xc_postings_of_term(database, xc_terms_text(terms), &postings, error);
        while (status == MRG_OK && found && more)
            status = xc_postings_next(postings, &more, error);
        xc_postings_free(postings);
    }
    xc_terms_free(terms);
    for (xc_docid docid = 1; status == MRG_OK && docid <= ARCHIVE_SIZE; docid++) {
        xc_document *document;
        mrg_text data;
        status = xc_database_document(database, docid, &document, error);
        if (status == MRG_OK)
            status = xc_document_data(document, &data, error);
        xc_document_free(document);
    }
    return status;
}

static void test_a_wiped_table(void **state)
{
    (void)state;
    static const char *const tables[] = {"postlist.glass", "docdata.glass"};
    static const char zeros[8192];
    for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++) {
        xc_database *database = open_archive(&folder, "db");
        mrg_error error = MRG_ERROR_INIT;
        assert_int_equal(read_all(database, &error), MRG_OK);
        xc_database_free(database);
        for (long block = 0; block < 2; block++)
            damage(tables[i], block * (long)sizeof zeros, zeros, sizeof zeros);
        mrg_status status = xc_database_open(scratch_file(&folder, "db"), &database, &error);
        if (status == MRG_OK)
            status = read_all(database, &error);
        assert_int_equal(status, MRG_ERR_DAMAGED);
        assert_true(error.message[0] != '\0');
        if (database != NULL)
            assert_int_equal(xc_database_last_kind(database), XC_CORRUPT);
        xc_database_free(database);
        scratch_folder_remove(&folder);
        scratch_folder_make(&folder);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_the_version_file, make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(test_a_wiped_table, make_folder, remove_folder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
