/* A power cut at any moment of a writer's course: what it had not synced is lost, or a part of it. What it had
 * committed is there, whole; nothing is there by halves; and the same work done again ends as if nothing
 * had happened.
 *
 * The course runs once and is recorded; every disk that a cut could have left is made from the record.
 * MORGUE_POINTS (0: all) and MORGUE_SEED as in points.h. */
#include "tests/crash/points.h"
#include "tests/crash/power_cut.h"
#include "tests/crash/state.h"
#include "tests/crash/watched.h"

#include "tests/cmocka_all.h"

#include <stdio.h>

static const struct {
    enum cut_fate bytes, names;
    const char *name;
} cuts[] = {
    {CUT_LOSES, CUT_LOSES, "all lost"},     {CUT_LOSES, CUT_KEEPS, "bytes lost"},
    {CUT_ZEROS, CUT_KEEPS, "bytes zeroed"}, {CUT_KEEPS, CUT_LOSES, "names lost"},
    {CUT_MIXES, CUT_KEEPS, "bytes mixed"},  {CUT_KEEPS, CUT_MIXES, "names mixed"},
    {CUT_MIXES, CUT_MIXES, "all mixed"},    {CUT_MIXES, CUT_MIXES, "all mixed again"},
};

/* Run the script once; returns how many events that makes. */
static size_t make_record(const struct states *states)
{
    const struct disk_event *events;
    const struct fault nothing = {.action = FAULT_NONE, .kinds = FAULT_CHANGES};
    mrg_error error = MRG_ERROR_INIT;
    faults_arm(&nothing);
    const mrg_status status = script_run(states->script, watched_index, NULL, NULL, &error);
    faults_disarm();
    if (status != MRG_OK)
        fail_msg("%s: %s", states->script->name, error.message);
    assert_true(disk_log_is_whole());
    remove_tree(watched_index);
    return disk_log_events(&events);
}

/* How far the writer was. */
static struct fault_progress progress_at(size_t count)
{
    const struct disk_event *events;
    struct fault_progress progress = {0, 0};
    disk_log_events(&events);
    for (size_t i = 0; i < count; i++)
        if (events[i].kind == DISK_PROGRESS)
            progress = events[i].progress;
    return progress;
}

/* Cut the power after `count` events; `seen` is what the last cut of this kind left, and receives what this
 * one leaves: what is as before is judged already. */
static bool cut_at(const struct states *states, size_t kind, size_t count, uint64_t *seen)
{
    char scene[200];
    const struct power_cut cut = {count, cuts[kind].bytes, cuts[kind].names,
                                  points_seed() * 100 + kind};
    const struct fault_progress progress = progress_at(count);
    const uint64_t sum = power_cut_make(&cut, watched_folder) * 64 + progress.done;
    const bool is_new = sum != *seen;
    *seen = sum;
    snprintf(scene, sizeof scene, "%s, power cut after event %zu, %s", states->script->name, count,
             cuts[kind].name);
    if (is_new) {
        states_judge(states, watched_index, progress.done, progress.begun, scene);
        states_judge_rerun(states, watched_index, scene);
    }
    remove_tree(watched_index);
    return is_new;
}

static void cut_everywhere(const struct script *script, unsigned long otherwise)
{
    struct states states;
    states_make(&states, script, watched_index);
    const size_t events = make_record(&states);
    unsigned long judged = 0, made = 0;
    for (size_t kind = 0; kind < sizeof cuts / sizeof *cuts; kind++) {
        struct points points = points_of(events, otherwise);
        uint64_t seen = 0;
        for (unsigned long point; (point = points_next(&points)) > 0; made++)
            judged += cut_at(&states, kind, point, &seen);
    }
    print_message("%s: %zu events, %lu power cuts, %lu different disks judged\n", script->name,
                  events, made, judged);
    assert_true(events > 40 && judged > made / 8);
    states_free(&states);
}

static void test_life(void **state)
{
    (void)state;
    cut_everywhere(&script_life, 6);
}

static void test_tiers(void **state)
{
    (void)state;
    cut_everywhere(&script_tiers, 3);
}

static void test_bulk(void **state)
{
    (void)state;
    if (!points_are_set()) {
        print_message("only in a longer run, with MORGUE_POINTS\n");
        skip();
    }
    cut_everywhere(&script_bulk, 1);
}

static void test_xapian(void **state)
{
    (void)state;
    cut_everywhere(&script_xapian, 4);
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
