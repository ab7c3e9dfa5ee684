/* Backups, of indexes at rest and of indexes that another process adds to and merges meanwhile. */
#include "common/base/file.h"
#include "tests/crash/contents.h"
#include "tests/crash/small_index.h"
#include "tests/crash/state.h"

#include "tests/cmocka_all.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
    STEP = 5,     /* articles of a commit */
    COMMITS = 24, /* of the other process */
    BACKUPS = 12  /* made meanwhile at least */
};

static const char *const engines[] = {"native", "xapian"};

static char folder[64], path[80], copy[80];

static int set_up(void **state)
{
    (void)state;
    make_scratch(folder);
    snprintf(path, sizeof path, "%s/index", folder);
    snprintf(copy, sizeof copy, "%s/copy", folder);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    remove_tree(folder);
    return 0;
}

static mrg_writer *open_writer(const char *engine)
{
    mrg_writer *writer;
    mrg_error error = MRG_ERROR_INIT;
    mrg_writer_options options = MRG_WRITER_OPTIONS_INIT;
    options.memory = 64 << 20;
    options.workers = 1;
    options.engine = engine;
    if (mrg_writer_open(path, &options, &writer, &error) != MRG_OK)
        fail_msg("%s", error.message);
    return writer;
}

static void add(const char *engine, unsigned first, unsigned count)
{
    mrg_writer *writer = open_writer(engine);
    assert_int_equal(small_index_add(writer, first, count, NULL), MRG_OK);
    assert_int_equal(mrg_writer_commit(writer, NULL), MRG_OK);
    mrg_writer_close(writer);
}

static mrg_backup_result back_up(void)
{
    mrg_backup_result result;
    mrg_error error = MRG_ERROR_INIT;
    if (mrg_index_backup(path, copy, &result, &error) != MRG_OK)
        fail_msg("%s", error.message);
    return result;
}

/* The copy holds what the index does. */
static void must_be_alike(const char *scene)
{
    struct contents of_index, of_copy;
    must_be_sound(copy, scene);
    contents_read(&of_index, path, scene);
    contents_read(&of_copy, copy, scene);
    assert_int_equal(of_index.count, of_copy.count);
    for (size_t i = 0; i < of_index.count; i++) {
        assert_string_equal(of_index.items[i].id, of_copy.items[i].id);
        assert_int_equal(of_index.items[i].record.size, of_copy.items[i].record.size);
        assert_memory_equal(of_index.items[i].record.data, of_copy.items[i].record.data,
                            of_index.items[i].record.size);
    }
    contents_free(&of_index);
    contents_free(&of_copy);
    must_answer_alike(path, copy, scene);
}

/* ---- at rest ---- */

static void test_native(void **state)
{
    (void)state;
    small_index_build(path);
    mrg_backup_result first = back_up();
    assert_int_equal(first.kept, 0);
    assert_true(first.copied >= 5); /* three segments, two with deletions */
    must_be_alike("first");
    mrg_backup_result second = back_up();
    assert_int_equal(second.copied, 0);
    assert_int_equal(second.kept, first.copied);
    assert_int_equal(second.generation, first.generation);
    must_be_alike("again");
    add("native", 180, 3);
    mrg_backup_result third = back_up();
    assert_int_equal(third.copied, 1); /* one segment */
    assert_int_equal(third.kept, first.copied);
    must_be_alike("with what is new");
    merge_all(path, "merge");
    mrg_backup_result fourth = back_up();
    assert_int_equal(fourth.copied, 1);
    assert_int_equal(fourth.kept, 0);
    must_be_alike("merged");
}

static void test_xapian(void **state)
{
    (void)state;
    add("xapian", 0, 60);
    mrg_backup_result first = back_up();
    assert_int_equal(first.copied, 1);
    must_be_alike("first");
    mrg_backup_result second = back_up();
    assert_int_equal(second.copied, 0);
    assert_int_equal(second.kept, 1);
    add("xapian", 60, 20);
    assert_int_equal(back_up().copied, 1);
    must_be_alike("with what is new");
}

/* Damage to a file of the copy: its size or its end is not that of the index's. */
static void spoil_copy(const char *how)
{
    char command[300];
    small_index_build(path);
    const mrg_backup_result first = back_up();
    snprintf(command, sizeof command,
             "cd %s && f=$(ls seg-* | head -n 1) && cp $f x && rm $f && mv x $f && %s", copy, how);
    assert_int_equal(system(command), 0);
    assert_int_not_equal(mrg_index_check(copy, NULL, NULL, NULL), MRG_OK);
    const mrg_backup_result second = back_up();
    assert_int_equal(second.copied, 1);
    assert_int_equal(second.kept, first.copied - 1);
    must_be_alike("mended");
    must_be_sound(path, "the index itself");
}

static void test_a_spoilt_copy(void **state)
{
    spoil_copy("truncate -s -7 $f");
    tear_down(state);
    set_up(state);
    spoil_copy(
        "printf xx | dd of=$f bs=1 seek=$(($(stat -c %s $f) - 12)) conv=notrunc status=none");
}

/* ---- with checksums ---- */

static void count_line(void *context, const char *line)
{
    assert_non_null(strstr(line, "damaged"));
    ++*(unsigned *)context;
}

/* Run `how` in the folder `where`, then back up and verify. */
static mrg_status verify_after(const char *where, const char *how, mrg_backup_result *result)
{
    char command[400];
    unsigned lines = 0;
    const mrg_backup_options options = {.verify = true, .report = count_line, .context = &lines};
    snprintf(
        command, sizeof command,
        "cd %s && spoil() { printf xxxx | dd of=$1 bs=1 seek=$2 conv=notrunc status=none; } && "
        "unlink_all() { for f in *.mrg; do cp $f x && rm $f && mv x $f || exit; done; } && %s",
        where, how);
    assert_int_equal(system(command), 0);
    const mrg_status status = mrg_index_backup_with(path, copy, &options, result, NULL);
    assert_int_equal(lines, result->damaged);
    return status;
}

static const char spoil_segment[] = "unlink_all && spoil $(ls seg-* | head -n 1) 60";

/* Damage that neither the size nor the end of a file shows. */
static void test_verified(void **state)
{
    (void)state;
    mrg_backup_result result;
    small_index_build(path);
    const mrg_backup_result first = back_up();
    assert_int_equal(verify_after(copy, "true", &result), MRG_OK);
    assert_int_equal(result.kept, first.copied);
    assert_int_equal(verify_after(copy, spoil_segment, &result), MRG_OK);
    assert_int_equal(result.copied, 1);
    assert_int_equal(result.damaged, 0);
    must_be_alike("mended");
    assert_int_equal(verify_after(copy, "unlink_all && spoil $(ls del-* | head -n 1) 20", &result),
                     MRG_OK);
    assert_int_equal(result.copied, 1);
    must_be_alike("mended again");
}

/* What is damaged in the index replaces nothing that is not. */
static void test_a_damaged_index(void **state)
{
    (void)state;
    mrg_backup_result result;
    small_index_build(path);
    back_up();
    assert_int_equal(verify_after(path, spoil_segment, &result), MRG_ERR_DAMAGED);
    assert_int_equal(result.damaged, 1);
    assert_int_equal(result.copied, 0);
    must_be_sound(copy, "kept");
    assert_int_equal(verify_after(path,
                                  "spoil $(ls seg-* | head -n 1) $(($(stat -c %s $(ls seg-* "
                                  "| head -n 1)) - 20))",
                                  &result),
                     MRG_ERR_DAMAGED); /* the end as well: the files differ visibly */
    assert_int_equal(result.copied, 0);
    must_be_sound(copy, "kept again");
    remove_tree(copy);
    assert_int_equal(verify_after(path, "true", &result), MRG_ERR_DAMAGED);
    assert_true(result.copied > 1); /* better than nothing: repair can read it */
}

static void test_verified_xapian(void **state)
{
    static const char spoil_table[] = "spoil $(ls -d glass-*)/docdata.glass 16000";
    (void)state;
    mrg_backup_result result;
    add("xapian", 0, 40);
    back_up();
    assert_int_equal(verify_after(copy, "true", &result), MRG_OK);
    assert_int_equal(result.copied, 0);
    assert_int_equal(verify_after(copy, ": > $(ls -d glass-*)/postlist.glass", &result), MRG_OK);
    assert_int_equal(result.copied, 1);
    must_be_alike("mended");
    assert_int_equal(verify_after(path, ": > $(ls -d glass-*)/termlist.glass", &result),
                     MRG_ERR_DAMAGED);
    assert_int_equal(result.damaged, 1);
    must_be_sound(copy, "kept");
    assert_int_equal(verify_after(copy, spoil_table, &result), MRG_ERR_DAMAGED);
    assert_int_equal(result.copied, 0);
}

/* To another file system, where nothing can be linked. */
static void test_copied(void **state)
{
    (void)state;
    char elsewhere[] = "/tmp/morgue-backup-XXXXXX", target[64];
    struct stat here, there;
    mrg_backup_result result;
    assert_non_null(mkdtemp(elsewhere));
    assert_int_equal(stat(folder, &here), 0);
    assert_int_equal(stat(elsewhere, &there), 0);
    small_index_build(path);
    snprintf(target, sizeof target, "%s/copy", elsewhere);
    assert_int_equal(mrg_index_backup(path, target, &result, NULL), MRG_OK);
    if (here.st_dev != there.st_dev) {
        assert_int_equal(result.linked, 0);
        assert_true(result.bytes > 10000);
    }
    must_be_sound(target, "copied");
    must_answer_alike(path, target, "copied");
    remove_tree(elsewhere);
}

/* ---- refused ---- */

static void refuse(const char *destination, mrg_status wanted, const char *part)
{
    mrg_error error = MRG_ERROR_INIT;
    const mrg_status status = mrg_index_backup(path, destination, NULL, &error);
    if (status != wanted || strstr(error.message, part) == NULL)
        fail_msg("%s: status %d: %s", destination, (int)status, error.message);
}

static void test_refused(void **state)
{
    (void)state;
    char other[100], file[100], inside[100], deep[100];
    snprintf(other, sizeof other, "%s/other", folder);
    snprintf(file, sizeof file, "%s/file", folder);
    snprintf(inside, sizeof inside, "%s/inside", path);
    snprintf(deep, sizeof deep, "%s/none/copy", folder);
    refuse(copy, MRG_ERR_MISSING, path);
    small_index_build(path);
    small_index_build(other);
    FILE *stream = fopen(file, "w");
    assert_non_null(stream);
    fclose(stream);
    refuse(path, MRG_ERR_ARGUMENT, "in the index");
    refuse(inside, MRG_ERR_ARGUMENT, "in the index");
    assert_int_not_equal(access(inside, F_OK), 0);
    refuse(other, MRG_ERR_ARGUMENT, other);
    refuse(folder, MRG_ERR_ARGUMENT, folder);
    refuse(file, MRG_ERR_IO, file);
    refuse(deep, MRG_ERR_MISSING, deep);
    back_up();
    assert_int_equal(mrg_index_backup(other, copy, NULL, NULL), MRG_ERR_ARGUMENT);
    mrg_writer *writer;
    assert_int_equal(mrg_writer_open(copy, NULL, &writer, NULL), MRG_OK);
    refuse(copy, MRG_ERR_LOCKED, copy);
    mrg_writer_close(writer);
    must_be_alike("after all that");
}

/* ---- while another process writes ---- */

/* Commits, each of STEP articles, and a merge behind each, so that no file stays for long. */
static void write_on(const char *engine)
{
    mrg_writer *writer = open_writer(engine);
    for (unsigned i = 1; i <= COMMITS; i++) {
        if (small_index_add(writer, i * STEP, STEP, NULL) != MRG_OK ||
            mrg_writer_commit(writer, NULL) != MRG_OK)
            _exit(1);
        if (mrg_writer_merge(writer, NULL) != MRG_OK)
            _exit(1);
    }
    mrg_writer_close(writer);
    _exit(0);
}

/* The copy is one commit: so many articles, the first ones, all of them. */
static size_t judge_commit(const char *scene)
{
    struct contents contents;
    must_be_sound(copy, scene);
    contents_read(&contents, copy, scene);
    const size_t count = contents.count;
    assert_int_equal(count % STEP, 0);
    for (size_t i = 0; i < count; i++) {
        char id[32];
        snprintf(id, sizeof id, "wire-%03zu", i);
        assert_string_equal(contents.items[i].id, id);
    }
    contents_free(&contents);
    return count;
}

static void back_up_while_writing(const char *engine)
{
    char scene[80];
    int status = 0;
    size_t before = 0, different = 0;
    add(engine, 0, STEP);
    const pid_t id = fork();
    assert_true(id >= 0);
    if (id == 0)
        write_on(engine);
    pid_t ended = 0;
    for (unsigned i = 0; i < BACKUPS || ended == 0; i++) {
        snprintf(scene, sizeof scene, "%s, backup %u", engine, i);
        back_up();
        const size_t count = judge_commit(scene);
        assert_true(count >= before);
        different += count > before;
        before = count;
        if (ended == 0)
            ended = waitpid(id, &status, WNOHANG);
    }
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    back_up();
    assert_int_equal(judge_commit("the last"), (COMMITS + 1) * STEP);
    assert_true(different > 1);
}

static void test_while_writing(void **state)
{
    for (size_t i = 0; i < sizeof engines / sizeof *engines; i++) {
        back_up_while_writing(engines[i]);
        tear_down(state);
        set_up(state);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_native, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_xapian, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_a_spoilt_copy, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_verified, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_a_damaged_index, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_verified_xapian, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_copied, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_while_writing, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
