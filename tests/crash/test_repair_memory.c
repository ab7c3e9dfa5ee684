/* Every allocation of the deep check, of a repair and of a backup refused in turn: the call fails with
 * MRG_ERR_MEMORY or does without, nothing crashes or leaks (the sanitizers see to that), and what it works on
 * can still be mended or copied. */
#include "tests/crash/contents.h"
#include "tests/crash/index_files.h"
#include "tests/crash/refuse.h"
#include "tests/crash/small_index.h"
#include "tests/crash/state.h"

#include "tests/cmocka_all.h"

#include <stdio.h>
#include <string.h>

enum { ARTICLES = 3 };

static struct index_files files;
static char scene[128];  /* what is refused, for messages */
static char scratch[64]; /* for the copy */
static char copy[80];

static void build(const char *path)
{
    mrg_writer *writer;
    mrg_writer_options options = MRG_WRITER_OPTIONS_INIT;
    options.memory = 64 << 20;
    options.workers = 1;
    assert_int_equal(mrg_writer_open(path, &options, &writer, NULL), MRG_OK);
    assert_int_equal(small_index_add(writer, 0, ARTICLES, NULL), MRG_OK);
    assert_int_equal(mrg_writer_commit(writer, NULL), MRG_OK);
    assert_int_equal(small_index_add(writer, 170, 1, NULL), MRG_OK); /* replaces one */
    assert_int_equal(mrg_writer_commit(writer, NULL), MRG_OK);
    mrg_writer_close(writer);
}

static int make_index(void **state)
{
    (void)state;
    make_scratch(scratch);
    snprintf(copy, sizeof copy, "%s/copy", scratch);
    index_files_make(&files, build);
    return 0;
}

static int remove_index(void **state)
{
    (void)state;
    index_files_remove(&files);
    remove_tree(scratch);
    return 0;
}

/* ---- what is tried ---- */

static mrg_status check(mrg_error *error)
{
    return mrg_index_check_deep(files.folder, 1, NULL, NULL, error);
}

static mrg_status repair(mrg_error *error)
{
    mrg_writer_options options = MRG_WRITER_OPTIONS_INIT;
    options.workers = 1;
    options.memory = 64 << 20;
    return mrg_index_repair(files.folder, &options, NULL, NULL, NULL, error);
}

static mrg_status back_up(mrg_error *error)
{
    return mrg_index_backup(files.folder, copy, NULL, error);
}

/* Damage the deletions, and a list of postings in the same segment; and the manifest. */
static void damage(void)
{
    index_files_restore(&files);
    for (size_t i = 0; i < files.count; i++) {
        const struct index_file *file = &files.files[i];
        const size_t at = strcmp(file->name, "MANIFEST") == 0 ? 10 : file->bytes.size - 100;
        if (strncmp(file->name, "seg-", 4) != 0)
            index_file_patch(file, at < file->bytes.size ? at : 45,
                             (uint8_t)~file->bytes.data[at < file->bytes.size ? at : 45]);
    }
}

/* Refuse every allocation of `call` in turn; `prepare` and `judge` come before and after each. */
static void refuse_all(const char *name, mrg_status (*call)(mrg_error *error),
                       void (*prepare)(void), void (*judge)(mrg_status status))
{
    bool was_refused = true;
    for (unsigned long number = 1; was_refused; number++) {
        mrg_error error = MRG_ERROR_INIT;
        snprintf(scene, sizeof scene, "%s, allocation %lu", name, number);
        prepare();
        refuse_allocation(number);
        const mrg_status status = call(&error);
        was_refused = refuse_count() >= number;
        refuse_allocation(0);
        if (status != MRG_OK && (status != MRG_ERR_MEMORY || error.status != status))
            fail_msg("%s: status %d: %s", scene, (int)status, error.message);
        judge(status);
    }
}

/* ---- tests ---- */

static void do_nothing(void)
{
}

static void judge_check(mrg_status status)
{
    (void)status;
}

static void test_check(void **state)
{
    (void)state;
    refuse_all("deep check", check, do_nothing, judge_check);
}

static void judge_repair(mrg_status status)
{
    struct contents contents;
    if (status == MRG_OK)
        must_be_sound(files.folder, scene);
    assert_int_equal(repair(NULL), MRG_OK);
    must_be_sound(files.folder, scene);
    contents_read(&contents, files.folder, scene);
    assert_int_equal(contents.count, ARTICLES);
    contents_free(&contents);
}

static void test_repair(void **state)
{
    (void)state;
    refuse_all("repair", repair, damage, judge_repair);
    index_files_restore(&files);
}

static void remove_copy(void)
{
    remove_tree(copy);
}

static void judge_backup(mrg_status status)
{
    (void)status;
    assert_int_equal(back_up(NULL), MRG_OK);
    must_be_sound(copy, scene);
}

static void test_backup(void **state)
{
    (void)state;
    refuse_all("backup", back_up, remove_copy, judge_backup);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_check),
        cmocka_unit_test(test_repair),
        cmocka_unit_test(test_backup),
    };
    return cmocka_run_group_tests(tests, make_index, remove_index);
}
