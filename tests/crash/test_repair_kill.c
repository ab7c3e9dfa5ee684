/* A repair or a backup killed with SIGKILL at any system call that changes the folder: before the call, after it,
 * or in the middle of a write. What it worked on is as before or as after, and doing it again ends well.
 *
 * MORGUE_POINTS (0: all) and MORGUE_SEED as in points.h. */
#include "common/base/file.h"
#include "tests/crash/contents.h"
#include "tests/crash/faults.h"
#include "tests/crash/points.h"
#include "tests/crash/small_index.h"
#include "tests/crash/state.h"

#include "tests/cmocka_all.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static char scratch[64];        /* the folder watched */
static char path[80], copy[80]; /* of the index, and of its copy, in it */
static char original[64];       /* a folder beside it, with the index as it was before damage */
static struct contents intact;  /* what the index holds */

static const enum fault_action deaths[] = {FAULT_KILL_BEFORE, FAULT_KILL_AFTER, FAULT_KILL_TORN};

static void run_command(const char *format, const char *a, const char *b)
{
    char command[512];
    snprintf(command, sizeof command, format, a, b);
    assert_int_equal(system(command), 0);
}

static int set_up(void **state)
{
    (void)state;
    make_scratch(scratch);
    make_scratch(original);
    snprintf(path, sizeof path, "%s/index", scratch);
    snprintf(copy, sizeof copy, "%s/copy", scratch);
    assert_true(faults_watch(scratch));
    char built[80];
    snprintf(built, sizeof built, "%s/index", original);
    small_index_build(built);
    contents_read(&intact, built, "built");
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    contents_free(&intact);
    remove_tree(scratch);
    remove_tree(original);
    return 0;
}

/* ---- what is killed ---- */

static mrg_status repair_index(void)
{
    mrg_writer_options options = MRG_WRITER_OPTIONS_INIT;
    options.workers = 1;
    options.memory = 64 << 20;
    return mrg_index_repair(path, &options, NULL, NULL, NULL, NULL);
}

static mrg_status back_up(void)
{
    return mrg_index_backup(path, copy, NULL, NULL);
}

/* An index with damaged postings in one segment and a damaged deletions file. */
static void prepare_damaged(void)
{
    remove_tree(path);
    run_command("cp -r %s/index %s", original, path);
    run_command("cd %s && f=$(ls seg-* | head -n 1) && s=$(stat -c %%s $f) && "
                "printf xxxx | dd of=$f bs=1 seek=$((s * 9 / 10)) conv=notrunc 2>%s",
                path, "/dev/null");
    run_command(
        "cd %s && printf xxxx | dd of=$(ls del-* | head -n 1) bs=1 seek=60 conv=notrunc 2>%s", path,
        "/dev/null");
}

/* An index, and a copy of how it was before its last commits. */
static void prepare_copied(void)
{
    mrg_writer *writer;
    remove_tree(path);
    remove_tree(copy);
    run_command("cp -r %s/index %s", original, path);
    assert_int_equal(back_up(), MRG_OK);
    assert_int_equal(mrg_writer_open(path, NULL, &writer, NULL), MRG_OK);
    assert_int_equal(small_index_add(writer, 180, 5, NULL), MRG_OK);
    assert_int_equal(mrg_writer_merge(writer, NULL), MRG_OK);
    mrg_writer_close(writer);
}

/* ---- judging ---- */

static void must_hold(const char *folder, const struct contents *wanted, size_t least,
                      const char *scene)
{
    struct contents contents;
    must_be_sound(folder, scene);
    contents_read(&contents, folder, scene);
    if (contents.count < least)
        fail_msg("%s: %zu articles", scene, contents.count);
    for (size_t i = 0; i < wanted->count; i++)
        if (contents_find(&contents, wanted->items[i].id) == NULL)
            fail_msg("%s: article %s is not there", scene, wanted->items[i].id);
    contents_free(&contents);
}

/* A killed repair left the damage, or mended it; another one mends it. */
static void judge_repair(const char *scene)
{
    if (mrg_index_check_deep(path, 0, NULL, NULL, NULL) == MRG_OK)
        must_hold(path, &intact, intact.count, scene);
    if (repair_index() != MRG_OK)
        fail_msg("%s: cannot be repaired after all", scene);
    must_hold(path, &intact, intact.count, scene);
}

/* A killed backup left the copy as it was, or brought it up to date; another one does. */
static void judge_backup(const char *scene)
{
    must_hold(copy, &intact, intact.count, scene);
    if (back_up() != MRG_OK)
        fail_msg("%s: cannot be backed up after all", scene);
    must_hold(copy, &intact, intact.count + 5, scene);
    must_answer_alike(path, copy, scene);
}

/* ---- killing ---- */

static bool run_process(mrg_status (*work)(void), const struct fault *fault)
{
    int status;
    const pid_t id = fork();
    assert_true(id >= 0);
    if (id == 0) {
        faults_arm(fault);
        const mrg_status end = work();
        faults_disarm();
        _exit(end == MRG_OK ? 0 : 1);
    }
    assert_int_equal(waitpid(id, &status, 0), id);
    if (WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL)
        return true;
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
    return false;
}

static void kill_everywhere(const char *name, void (*prepare)(void), mrg_status (*work)(void),
                            void (*judge)(const char *scene), unsigned long least)
{
    for (size_t d = 0; d < sizeof deaths / sizeof *deaths; d++) {
        const unsigned kinds = deaths[d] == FAULT_KILL_TORN ? FAULT_WRITE : FAULT_CHANGES;
        struct fault fault = {.action = FAULT_NONE, .kinds = kinds};
        prepare();
        assert_false(run_process(work, &fault));
        const unsigned long calls = faults_count();
        if (calls < (kinds == FAULT_WRITE ? 1 : least))
            fail_msg("%s: only %lu calls: is the harness in front of them all?", name, calls);
        struct points points = points_of(calls, 10);
        for (unsigned long point; (point = points_next(&points)) > 0;) {
            char scene[300];
            fault = (struct fault){.action = deaths[d], .kinds = kinds, .at = point};
            prepare();
            assert_true(run_process(work, &fault));
            snprintf(scene, sizeof scene, "%s, killed (%zu) at call %lu (%s %s)", name, d, point,
                     fault_kind_name(faults_met()->kind), faults_met()->path);
            judge(scene);
        }
    }
}

static void test_repair(void **state)
{
    (void)state;
    kill_everywhere("repair", prepare_damaged, repair_index, judge_repair, 10);
}

static void test_backup(void **state)
{
    (void)state;
    kill_everywhere("backup", prepare_copied, back_up, judge_backup, 8);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_repair, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_backup, set_up, tear_down),
    };
    print_message("MORGUE_SEED=%ju\n", (uintmax_t)points_seed());
    return cmocka_run_group_tests(tests, NULL, NULL);
}
