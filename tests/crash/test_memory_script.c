/* Every allocation of a writer's whole course refused in turn: creating, adding, replacing, removing,
 * committing, merging and opening again. The course fails for memory or does without; the last commit
 * stands; the next run succeeds; nothing leaks (the sanitizers see to that).
 *
 * MORGUE_POINTS (0: all) and MORGUE_SEED as in points.h. */
#include "tests/crash/faults.h"
#include "tests/crash/points.h"
#include "tests/crash/refuse.h"
#include "tests/crash/state.h"
#include "tests/crash/watched.h"

#include "tests/cmocka_all.h"

#include <stdio.h>

/* Xapian itself loses memory when an allocation fails while it compacts or commits; what our code loses has
 * no frame of Xapian's above the allocation. */
__attribute__((visibility("default"))) const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
    return "leak:libxapian.so";
}

/* Run the script with this allocation refused; *asked receives how many there were. */
static mrg_status run(const struct script *script, unsigned long refused, unsigned long *asked,
                      mrg_error *error)
{
    faults_set_progress((struct fault_progress){0, 0});
    refuse_allocation(refused);
    const mrg_status status = script_run(script, watched_index, NULL, NULL, error);
    *asked = refuse_count();
    refuse_allocation(0);
    return status;
}

/* Returns whether the course failed. */
static bool refuse_at(const struct states *states, unsigned long number)
{
    char scene[100];
    unsigned long asked;
    mrg_error error = MRG_ERROR_INIT;
    const mrg_status status = run(states->script, number, &asked, &error);
    const struct fault_progress progress = faults_progress();
    snprintf(scene, sizeof scene, "%s, allocation %lu", states->script->name, number);
    if (status != MRG_OK && (status != MRG_ERR_MEMORY || error.status != status))
        fail_msg("%s: status %d: %s", scene, (int)status, error.message);
    states_judge(states, watched_index, progress.done, progress.begun, scene);
    states_judge_rerun(states, watched_index, scene);
    remove_tree(watched_index);
    return status != MRG_OK;
}

static void refuse_everywhere(const struct script *script, unsigned long otherwise)
{
    struct states states;
    mrg_error error = MRG_ERROR_INIT;
    unsigned long asked, tried = 0, failed = 0;
    states_make(&states, script, watched_index);
    assert_int_equal(run(script, 0, &asked, &error), MRG_OK);
    remove_tree(watched_index);
    struct points points = points_of(asked, otherwise);
    for (unsigned long point; (point = points_next(&points)) > 0; tried++)
        failed += refuse_at(&states, point);
    print_message("%s: refused %lu of %lu allocations, %lu runs failed\n", script->name, tried,
                  asked, failed);
    assert_true(failed > 0);
    states_free(&states);
}

/* In one thread allocations come in the same order each time: all can be refused. */
static void test_life(void **state)
{
    (void)state;
    struct script script = script_life;
    script.workers = 1;
    refuse_everywhere(&script, 60);
}

static void test_life_in_threads(void **state)
{
    (void)state;
    refuse_everywhere(&script_life, 20);
}

static void test_tiers(void **state)
{
    (void)state;
    refuse_everywhere(&script_tiers, 20);
}

static void test_xapian(void **state)
{
    (void)state;
    refuse_everywhere(&script_xapian, 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_life, watched_set_up, watched_tear_down),
        cmocka_unit_test_setup_teardown(test_life_in_threads, watched_set_up, watched_tear_down),
        cmocka_unit_test_setup_teardown(test_tiers, watched_set_up, watched_tear_down),
        cmocka_unit_test_setup_teardown(test_xapian, watched_set_up, watched_tear_down),
    };
    print_message("MORGUE_SEED=%ju\n", (uintmax_t)points_seed());
    return cmocka_run_group_tests(tests, NULL, NULL);
}
