/* Writers: modes, locks, changes, commits and transactions. */
#include "tests/cmocka_all.h"

#include "tests/unit/xapian-c/support.h"

#include <math.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

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

static void test_modes(void **state)
{
    (void)state;
    static const struct {
        xc_open_mode mode;
        bool exists;
        mrg_status status;
        uint32_t documents; /* when it opens */
    } cases[] = {
        {XC_CREATE_OR_OPEN, false, MRG_OK, 0},
        {XC_CREATE_OR_OPEN, true, MRG_OK, 6},
        {XC_CREATE, false, MRG_OK, 0},
        {XC_CREATE, true, MRG_ERR_ARGUMENT, 0},
        {XC_OPEN, false, MRG_ERR_MISSING, 0},
        {XC_OPEN, true, MRG_OK, 6},
        {XC_CREATE_OR_OVERWRITE, false, MRG_OK, 0},
        {XC_CREATE_OR_OVERWRITE, true, MRG_OK, 0},
        {(xc_open_mode)77, true, MRG_ERR_ARGUMENT, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char name[] = {'d', (char)('0' + i), '\0'};
        const char *path = scratch_file(&folder, name);
        xc_writable_options options = XC_WRITABLE_OPTIONS_INIT;
        options.mode = cases[i].mode;
        if (cases[i].exists)
            store_items(path, archive, ARCHIVE_SIZE);
        xc_writable *writable;
        mrg_error error = MRG_ERROR_INIT;
        assert_int_equal(xc_writable_open(path, &options, &writable, &error), cases[i].status);
        if (cases[i].status != MRG_OK) {
            assert_null(writable);
            continue;
        }
        xc_statistics all;
        WORKS(xc_database_statistics(xc_writable_database(writable), &all, &problem));
        assert_int_equal(all.documents, cases[i].documents);
        xc_writable_free(writable);
    }
}

static void test_what_cannot_be_opened(void **state)
{
    (void)state;
    xc_writable *writable;
    xc_writable_options options = XC_WRITABLE_OPTIONS_INIT;
    scratch_write(scratch_file(&folder, "text"), "not a database\n", 15);
    FAILS(MRG_ERR_NOT_INDEX,
          xc_writable_open(scratch_file(&folder, "text"), &options, &writable, &problem));
    FAILS(MRG_ERR_IO,
          xc_writable_open(scratch_file(&folder, "no/such/folder"), NULL, &writable, &problem));
    assert_int_equal(mkdir(scratch_file(&folder, "empty"), 0700), 0);
    options.mode = XC_OPEN;
    FAILS(MRG_ERR_NOT_INDEX,
          xc_writable_open(scratch_file(&folder, "empty"), &options, &writable, &problem));
    static const xc_writable_options wrong[] = {
        {XC_OPEN, -1, false, 0},   {XC_OPEN, NAN, false, 0},    {XC_OPEN, 0, false, 1024},
        {XC_OPEN, 0, false, 5000}, {XC_OPEN, 0, false, 131072},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        FAILS(MRG_ERR_ARGUMENT,
              xc_writable_open(scratch_file(&folder, "new"), &wrong[i], &writable, &problem));
    assert_null(writable);
    xc_writable_free(NULL);
}

/* A process that holds the lock of `path` for `seconds`, then goes. Returns when it has it. */
static pid_t hold_lock(const char *path, double seconds)
{
    int ready[2];
    char byte;
    assert_int_equal(pipe(ready), 0);
    pid_t holder = fork();
    assert_true(holder >= 0);
    if (holder == 0) {
        xc_writable *writable;
        struct timespec rest = {(time_t)seconds, (long)((seconds - floor(seconds)) * 1e9)};
        if (xc_writable_open(path, NULL, &writable, NULL) == MRG_OK && write(ready[1], "x", 1) == 1)
            nanosleep(&rest, NULL);
        _exit(0);
    }
    close(ready[1]);
    assert_int_equal(read(ready[0], &byte, 1), 1);
    close(ready[0]);
    return holder;
}

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static void test_lock_of_a_second_process(void **state)
{
    (void)state;
    const char *path = scratch_file(&folder, "db");
    xc_writable_options options = XC_WRITABLE_OPTIONS_INIT;
    xc_writable *writable;
    xc_database *database;
    bool locked = false;
    pid_t holder = hold_lock(path, 60);
    FAILS(MRG_ERR_LOCKED, xc_writable_open(path, &options, &writable, &problem));
    assert_null(writable);
    WORKS(xc_database_open(path, &database, &problem));
    WORKS(xc_database_locked(database, &locked, &problem));
    assert_true(locked);
    xc_database_free(database);
    options.wait = 0.3;
    double begin = now();
    FAILS(MRG_ERR_LOCKED, xc_writable_open(path, &options, &writable, &problem));
    assert_true(now() - begin >= 0.3);
    kill(holder, SIGKILL);
    waitpid(holder, NULL, 0);
    WORKS(xc_writable_open(path, NULL, &writable, &problem));
    xc_writable_free(writable);
}

static void test_waiting_for_the_lock(void **state)
{
    (void)state;
    const char *path = scratch_file(&folder, "db");
    xc_writable_options options = XC_WRITABLE_OPTIONS_INIT;
    xc_writable *writable;
    options.wait = 1e300; /* longer than any clock: must not overflow */
    pid_t holder = hold_lock(path, 0.4);
    WORKS(xc_writable_open(path, &options, &writable, &problem));
    waitpid(holder, NULL, 0);
    xc_writable_free(writable);
}

static void assert_documents(xc_writable *writable, uint32_t documents)
{
    xc_statistics all;
    WORKS(xc_database_statistics(xc_writable_database(writable), &all, &problem));
    assert_int_equal(all.documents, documents);
}

/* The data of a document; borrowed until the next call. */
static const char *data_of(xc_writable *writable, xc_docid docid)
{
    static char copy[256];
    xc_document *document;
    mrg_text data;
    WORKS(xc_database_document(xc_writable_database(writable), docid, &document, &problem));
    WORKS(xc_document_data(document, &data, &problem));
    assert_true(data.size < sizeof copy);
    memcpy(copy, data.data, data.size);
    copy[data.size] = '\0';
    xc_document_free(document);
    return copy;
}

static void change_documents(xc_writable *writable)
{
    xc_document *first = make_document(&archive[0]);
    xc_document *second = make_document(&archive[1]);
    xc_docid docid = 0;
    WORKS(xc_writable_add(writable, first, &docid, &problem));
    assert_int_equal(docid, 1);
    WORKS(xc_writable_replace(writable, 7, first, &problem));
    WORKS(xc_writable_add(writable, second, &docid, &problem));
    assert_int_equal(docid, 8);
    assert_documents(writable, 3);
    WORKS(xc_writable_replace_by_term(writable, text("Qa1"), second, &docid, &problem));
    assert_int_equal(docid, 1);
    assert_documents(writable, 2); /* 7 had the term as well */
    assert_string_equal(data_of(writable, 1), archive[1].words);
    WORKS(xc_writable_replace_by_term(writable, text("Qnew"), first, &docid, &problem));
    assert_int_equal(docid, 9);
    WORKS(xc_writable_delete(writable, 9, &problem));
    FAILS(MRG_ERR_MISSING, xc_writable_delete(writable, 9, &problem));
    assert_int_equal(xc_database_last_kind(xc_writable_database(writable)), XC_NOT_FOUND);
    WORKS(xc_writable_delete_by_term(writable, text("Qa2"), &problem));
    WORKS(xc_writable_delete_by_term(writable, text("Qnone"), &problem));
    assert_documents(writable, 0);
    FAILS(MRG_ERR_ARGUMENT, xc_writable_replace(writable, 0, first, &problem));
    FAILS(MRG_ERR_ARGUMENT, xc_writable_delete_by_term(writable, text(""), &problem));
    xc_document_free(first);
    xc_document_free(second);
}

static void test_changes_on_disk(void **state)
{
    (void)state;
    xc_writable *writable;
    WORKS(xc_writable_open(scratch_file(&folder, "db"), NULL, &writable, &problem));
    change_documents(writable);
    xc_writable_free(writable);
}

static void test_changes_in_memory(void **state)
{
    (void)state;
    xc_writable *writable;
    WORKS(xc_writable_new_in_memory(&writable, &problem));
    change_documents(writable);
    FAILS(MRG_ERR_UNSUPPORTED, xc_writable_add_spelling(writable, text("word"), 1, &problem));
    assert_int_equal(xc_database_last_kind(xc_writable_database(writable)), XC_UNSUPPORTED);
    xc_writable_free(writable);
}

static void test_terms_of_any_legal_size_are_stored(void **state)
{
    (void)state;
    static const struct {
        char filler;
        size_t size;
        bool legal;
    } cases[] = {
        {'x', 1, true},    {'x', 245, true},   {'x', 246, false},
        {'\0', 122, true}, {'\0', 123, false}, {'\xff', 245, true},
    };
    char term[256];
    xc_writable *writable;
    uint32_t stored = 0;
    WORKS(xc_writable_open(scratch_file(&folder, "db"), NULL, &writable, &problem));
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        mrg_text bytes = {term, cases[i].size};
        uint32_t position = 1;
        xc_document *document;
        memset(term, cases[i].filler, sizeof term);
        WORKS(xc_document_new(&document, &problem));
        mrg_status status = xc_document_add_positions(document, bytes, &position, 1, 1, NULL);
        assert_int_equal(status, cases[i].legal ? MRG_OK : MRG_ERR_ARGUMENT);
        assert_int_equal(xc_document_add_term(document, bytes, 1, NULL), status);
        WORKS(xc_writable_add(writable, document, NULL, &problem));
        assert_documents(writable, ++stored);
        xc_document_free(document);
    }
    WORKS(xc_writable_commit(writable, &problem));
    xc_writable_free(writable);
}

/* What readers see is what was committed. */
static void test_commits(void **state)
{
    (void)state;
    xc_writable *writable;
    xc_database *reader;
    xc_statistics all;
    bool changed;
    xc_document *document = make_document(&archive[0]);
    WORKS(xc_writable_open(scratch_file(&folder, "db"), NULL, &writable, &problem));
    WORKS(xc_writable_set_metadata(writable, text("key"), text("value"), &problem));
    WORKS(xc_writable_commit(writable, &problem));
    WORKS(xc_database_open(scratch_file(&folder, "db"), &reader, &problem));
    WORKS(xc_writable_add(writable, document, NULL, &problem));
    WORKS(xc_database_reopen(reader, &changed, &problem));
    assert_false(changed);
    WORKS(xc_writable_commit(writable, &problem));
    WORKS(xc_database_reopen(reader, &changed, &problem));
    assert_true(changed);
    WORKS(xc_database_statistics(reader, &all, &problem));
    assert_int_equal(all.documents, 1);
    xc_writable_free(writable);
    xc_database_free(reader);
    xc_document_free(document);
}

static void test_transactions(void **state)
{
    (void)state;
    xc_writable *writable;
    xc_document *document = make_document(&archive[0]);
    WORKS(xc_writable_open(scratch_file(&folder, "db"), NULL, &writable, &problem));
    FAILS(MRG_ERR_ARGUMENT, xc_writable_commit_transaction(writable, &problem));
    FAILS(MRG_ERR_ARGUMENT, xc_writable_cancel_transaction(writable, &problem));
    for (int flushed = 0; flushed < 2; flushed++) {
        uint32_t before = (uint32_t)flushed;
        WORKS(xc_writable_begin(writable, flushed != 0, &problem));
        FAILS(MRG_ERR_ARGUMENT, xc_writable_begin(writable, false, &problem));
        FAILS(MRG_ERR_ARGUMENT, xc_writable_commit(writable, &problem));
        WORKS(xc_writable_add(writable, document, NULL, &problem));
        WORKS(xc_writable_cancel_transaction(writable, &problem));
        assert_documents(writable, before);
        WORKS(xc_writable_begin(writable, flushed != 0, &problem));
        WORKS(xc_writable_add(writable, document, NULL, &problem));
        WORKS(xc_writable_commit_transaction(writable, &problem));
        assert_documents(writable, before + 1);
    }
    WORKS(xc_writable_begin(writable, true, &problem));
    WORKS(xc_writable_add(writable, document, NULL, &problem));
    WORKS(xc_writable_close(writable, &problem)); /* drops the transaction */
    FAILS(MRG_ERR_ARGUMENT, xc_writable_add(writable, document, NULL, &problem));
    assert_int_equal(xc_database_last_kind(xc_writable_database(writable)), XC_CLOSED);
    xc_writable_free(writable);
    WORKS(xc_writable_open(scratch_file(&folder, "db"), NULL, &writable, &problem));
    assert_documents(writable, 2);
    xc_writable_free(writable);
    xc_document_free(document);
}

int main(void)
{
#define WITH_FOLDER(test) cmocka_unit_test_setup_teardown(test, make_folder, remove_folder)
    const struct CMUnitTest tests[] = {
        WITH_FOLDER(test_modes),
        WITH_FOLDER(test_what_cannot_be_opened),
        WITH_FOLDER(test_lock_of_a_second_process),
        WITH_FOLDER(test_waiting_for_the_lock),
        WITH_FOLDER(test_changes_on_disk),
        WITH_FOLDER(test_changes_in_memory),
        WITH_FOLDER(test_terms_of_any_legal_size_are_stored),
        WITH_FOLDER(test_commits),
        WITH_FOLDER(test_transactions),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
