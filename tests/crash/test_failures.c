/* A writer whose system calls fail, one by one: the disk full, a quota used up, bad sectors, interrupted and
 * short writes, no more descriptors or mappings. Either the work is done all the same, or the writer says
 * what failed, where and why; the last commit stands; and the next run succeeds.
 *
 * MORGUE_POINTS (0: all) and MORGUE_SEED as in points.h. */
#include "tests/crash/faults.h"
#include "tests/crash/points.h"
#include "tests/crash/state.h"
#include "tests/crash/watched.h"

#include "tests/cmocka_all.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

/* What is allowed to come of it. */
enum outcome {
    MUST_SUCCEED, /* it does not matter */
    MUST_FAIL,    /* each time */
    MAY_FAIL      /* some of the calls do not matter */
};

static const struct {
    const char *name;
    struct fault fault; /* but for `at` */
    enum outcome native, xapian;
} failures[] = {
    {"disk full",
     {FAULT_FAIL, FAULT_CREATE | FAULT_WRITE | FAULT_MKDIR | FAULT_TRUNCATE, 0, true, ENOSPC},
     MUST_FAIL,
     MAY_FAIL},
    {"disk full for one call",
     {FAULT_FAIL, FAULT_CREATE | FAULT_WRITE | FAULT_MKDIR, 0, false, ENOSPC},
     MUST_FAIL,
     MAY_FAIL},
    {"quota used up", {FAULT_FAIL, FAULT_WRITE, 0, true, EDQUOT}, MUST_FAIL, MAY_FAIL},
    {"write error", {FAULT_FAIL, FAULT_WRITE, 0, false, EIO}, MUST_FAIL, MAY_FAIL},
    {"sync error", {FAULT_FAIL, FAULT_SYNC, 0, false, EIO}, MUST_FAIL, MAY_FAIL},
    {"rename error", {FAULT_FAIL, FAULT_RENAME, 0, false, EIO}, MUST_FAIL, MUST_FAIL},
    {"close error", {FAULT_FAIL, FAULT_CLOSE, 0, false, EIO}, MAY_FAIL, MAY_FAIL},
    {"unlink error", {FAULT_FAIL, FAULT_UNLINK, 0, false, EIO}, MUST_SUCCEED, MAY_FAIL},
    {"read error", {FAULT_FAIL, FAULT_READ, 0, false, EIO}, MAY_FAIL, MAY_FAIL},
    {"no descriptors",
     {FAULT_FAIL, FAULT_CREATE | FAULT_OPEN, 0, false, EMFILE},
     MAY_FAIL,
     MAY_FAIL},
    {"no mappings", {FAULT_FAIL, FAULT_MAP, 0, false, ENOMEM}, MUST_FAIL, MAY_FAIL},
    {"short writes", {FAULT_SHORT, FAULT_WRITE, 0, true, 0}, MUST_SUCCEED, MUST_SUCCEED},
    {"short reads", {FAULT_SHORT, FAULT_READ, 0, true, 0}, MUST_SUCCEED, MUST_SUCCEED},
    {"interrupted write", {FAULT_FAIL, FAULT_WRITE, 0, false, EINTR}, MUST_SUCCEED, MUST_SUCCEED},
    {"interrupted read", {FAULT_FAIL, FAULT_READ, 0, false, EINTR}, MUST_SUCCEED, MUST_SUCCEED},
};

static mrg_status run(const struct script *script, const struct fault *fault, mrg_error *error)
{
    faults_arm(fault);
    const mrg_status status = script_run(script, watched_index, NULL, NULL, error);
    faults_disarm();
    return status;
}

static unsigned long count_calls(const struct script *script, const struct fault *fault)
{
    const struct fault nothing = {.action = FAULT_NONE, .kinds = fault->kinds};
    mrg_error error = MRG_ERROR_INIT;
    if (run(script, &nothing, &error) != MRG_OK)
        fail_msg("%s", error.message);
    remove_tree(watched_index);
    return faults_count();
}

static mrg_status status_of(int error)
{
    return error == ENOSPC || error == EDQUOT ? MRG_ERR_NO_SPACE
           : error == ENOMEM                  ? MRG_ERR_MEMORY
                                              : MRG_ERR_IO;
}

/* The message names the file and the cause; what Xapian says need not name the file. */
static void judge_message(const struct fault *fault, mrg_status status, const mrg_error *error,
                          const char *scene)
{
    const char *cause = strerror(fault->error);
    const bool is_xapians = strncmp(error->message, "xapian: ", 8) == 0;
    if (error->status != status || (!is_xapians && status != status_of(fault->error)))
        fail_msg("%s: status %d: %s", scene, (int)status, error->message);
    if (strchr(error->message, '\n') != NULL ||
        (!is_xapians && strstr(error->message, watched_folder) == NULL))
        fail_msg("%s: no single line that names the file: %s", scene, error->message);
    if (!is_xapians && strstr(error->message, cause) == NULL)
        fail_msg("%s: not said that \"%s\": %s", scene, cause, error->message);
}

/* Returns whether the writer failed. */
static bool fail_at(const struct states *states, const struct fault *fault, enum outcome outcome,
                    const char *name)
{
    char scene[400];
    mrg_error error = MRG_ERROR_INIT;
    const mrg_status status = run(states->script, fault, &error);
    const struct fault_progress progress = faults_progress();
    const struct fault_call *met = faults_met();
    snprintf(scene, sizeof scene, "%s, %s at call %lu (%s %s)", states->script->name, name,
             fault->at, fault_kind_name(met->kind), met->path);
    const bool is_met = met->kind != 0; /* threads do not make as many calls each time */
    if (status != MRG_OK && (outcome == MUST_SUCCEED || !is_met))
        fail_msg("%s: %s", scene, error.message);
    if (status == MRG_OK && outcome == MUST_FAIL && is_met)
        fail_msg("%s: nothing was said", scene);
    if (status != MRG_OK)
        judge_message(fault, status, &error, scene);
    states_judge(states, watched_index, progress.done, progress.begun, scene);
    states_judge_rerun(states, watched_index, scene);
    remove_tree(watched_index);
    return status != MRG_OK;
}

static void fail_everywhere(const struct script *script, bool is_xapian, unsigned long otherwise)
{
    struct states states;
    states_make(&states, script, watched_index);
    for (size_t i = 0; i < sizeof failures / sizeof *failures; i++) {
        struct fault fault = failures[i].fault;
        const enum outcome outcome = is_xapian ? failures[i].xapian : failures[i].native;
        const unsigned long calls = count_calls(script, &fault);
        struct points points = points_of(calls, otherwise);
        unsigned long tried = 0, failed = 0;
        for (; (fault.at = points_next(&points)) > 0; tried++)
            failed += fail_at(&states, &fault, outcome, failures[i].name);
        print_message("%s: %s at %lu of %lu calls, %lu runs failed\n", script->name,
                      failures[i].name, tried, calls, failed);
        assert_true(tried > 0 || is_xapian);
    }
    states_free(&states);
}

static void test_life(void **state)
{
    (void)state;
    fail_everywhere(&script_life, false, 3);
}

static void test_tiers(void **state)
{
    (void)state;
    fail_everywhere(&script_tiers, false, 1);
}

static void test_bulk(void **state)
{
    (void)state;
    if (!points_are_set()) {
        print_message("only in a longer run, with MORGUE_POINTS\n");
        skip();
    }
    fail_everywhere(&script_bulk, false, 1);
}

static void test_xapian(void **state)
{
    (void)state;
    fail_everywhere(&script_xapian, true, 2);
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
