/* Checking databases, sound ones and damaged ones. */
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

/* What the lines come to. */
struct talk {
    unsigned lines;
    bool names_postings; /* a line is about the table of postings */
};

static void take_line(void *context, const char *line)
{
    struct talk *talk = context;
    assert_null(strchr(line, '\n'));
    talk->lines++;
    talk->names_postings |= strstr(line, "postlist") != NULL;
}

static void test_sound(void **state)
{
    (void)state;
    struct talk talk = {0, false};
    uint64_t errors = 99;
    store_items(scratch_file(&folder, "sound"), archive, ARCHIVE_SIZE);
    WORKS(xc_database_check(scratch_file(&folder, "sound"), take_line, &talk, &errors, &problem));
    assert_int_equal(errors, 0);
    assert_true(talk.names_postings);
    WORKS(xc_database_check(scratch_file(&folder, "sound"), NULL, NULL, &errors, &problem));
    assert_int_equal(errors, 0);
}

/* Overwrite all of a table with zeros. */
static void damage(const char *path)
{
    FILE *file = fopen(path, "r+b");
    assert_non_null(file);
    assert_int_equal(fseek(file, 0, SEEK_END), 0);
    const long size = ftell(file);
    assert_int_equal(fseek(file, 0, SEEK_SET), 0);
    for (long i = 0; i < size; i++)
        assert_int_equal(fputc(0, file), 0);
    assert_int_equal(fclose(file), 0);
}

static void test_damaged(void **state)
{
    (void)state;
    struct talk talk = {0, false};
    uint64_t errors = 0;
    mrg_error error = MRG_ERROR_INIT;
    store_items(scratch_file(&folder, "bad"), archive, ARCHIVE_SIZE);
    damage(scratch_file(&folder, "bad/postlist.glass"));
    mrg_status status =
        xc_database_check(scratch_file(&folder, "bad"), take_line, &talk, &errors, &error);
    assert_true((status == MRG_OK && errors > 0) || status == MRG_ERR_DAMAGED);
}

static void test_no_database(void **state)
{
    (void)state;
    uint64_t errors = 0;
    FAILS(MRG_ERR_MISSING,
          xc_database_check(scratch_file(&folder, "none"), take_line, NULL, &errors, &problem));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_sound, make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(test_damaged, make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(test_no_database, make_folder, remove_folder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
