/* A writer killed with SIGKILL at any system call that changes its index: before the call, after it, or
 * in the middle of a write. What it had committed is there, whole; nothing is there by halves; and the same work
 * done again ends as if nothing had happened.
 *
 * MORGUE_POINTS (0: all) and MORGUE_SEED as in points.h. */
#include "tests/crash/faults.h"
#include "tests/crash/points.h"
#include "tests/crash/state.h"
#include "tests/crash/watched.h"

#include "tests/cmocka_all.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static const struct {
    enum fault_action action;
    unsigned kinds;
    const char *name;
} deaths[] = {
    {FAULT_KILL_BEFORE, FAULT_CHANGES, "before"},
    {FAULT_KILL_AFTER, FAULT_CHANGES, "after"},
    {FAULT_KILL_TORN, FAULT_WRITE, "in the middle of"},
};

/* Run the script in a process of its own; true when it was killed. */
static bool run_process(const struct script *script, const struct fault *fault)
{
    int status;
    const pid_t id = fork();
    assert_true(id >= 0);
    if (id == 0) {
        mrg_error error = MRG_ERROR_INIT;
        faults_arm(fault);
        const mrg_status end = script_run(script, watched_index, NULL, NULL, &error);
        faults_disarm();
        if (end != MRG_OK)
            fprintf(stderr, "%s\n", error.message);
        _exit(end == MRG_OK ? 0 : 1);
    }
    assert_int_equal(waitpid(id, &status, 0), id);
    if (WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL)
        return true;
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
    return false;
}

/* How many calls there are to be killed at. */
static unsigned long count_calls(const struct states *states, unsigned kinds)
{
    const struct fault fault = {.action = FAULT_NONE, .kinds = kinds};
    assert_false(run_process(states->script, &fault));
    assert_int_equal(faults_progress().done, states->commits);
    remove_tree(watched_index);
    return faults_count();
}

static void kill_at(const struct states *states, size_t death, unsigned long number)
{
    char scene[400];
    const struct fault fault = {deaths[death].action, deaths[death].kinds, number, false, 0};
    const bool was_killed = run_process(states->script, &fault);
    const struct fault_progress progress = faults_progress();
    const struct fault_call *met = faults_met();
    snprintf(scene, sizeof scene, "%s, killed %s call %lu (%s %s)", states->script->name,
             deaths[death].name, number, fault_kind_name(met->kind), met->path);
    assert_true(was_killed == (met->kind != 0));
    states_judge(states, watched_index, progress.done, progress.begun, scene);
    states_judge_rerun(states, watched_index, scene);
    remove_tree(watched_index);
}

static void kill_everywhere(const struct script *script, unsigned long otherwise,
                            unsigned long least)
{
    struct states states;
    states_make(&states, script, watched_index);
    for (size_t death = 0; death < sizeof deaths / sizeof *deaths; death++) {
        const unsigned long calls = count_calls(&states, deaths[death].kinds);
        struct points points = points_of(calls, otherwise);
        unsigned long tried = 0;
        for (unsigned long point; (point = points_next(&points)) > 0; tried++)
            kill_at(&states, death, point);
        print_message("%s: killed %s %lu of %lu calls\n", script->name, deaths[death].name, tried,
                      calls);
        if (calls < (deaths[death].kinds == FAULT_CHANGES ? least : least / 8) || tried == 0)
            fail_msg("only %lu calls: is the harness in front of them all?", calls);
    }
    states_free(&states);
}

static void test_life(void **state)
{
    (void)state;
    kill_everywhere(&script_life, 12, 60);
}

static void test_tiers(void **state)
{
    (void)state;
    kill_everywhere(&script_tiers, 6, 100);
}

static void test_bulk(void **state)
{
    (void)state;
    kill_everywhere(&script_bulk, 1, 30);
}

static void test_xapian(void **state)
{
    (void)state;
    kill_everywhere(&script_xapian, 6, 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_life, watched_set_up, watched_tear_down),
        cmocka_unit_test_setup_teardown(test_tiers, watched_set_up, watched_tear_down),
        cmocka_unit_test_setup_teardown(test_bulk, watched_set_up, watched_tear_down),
        cmocka_unit_test_setup_teardown(test_xapian, watched_set_up, watched_tear_down),
    };
    print_message("MORGUE_SEED=%ju\n", (uintmax_t)points_seed());
    return cmocka_run_group_tests(tests, NULL, NULL);
}
