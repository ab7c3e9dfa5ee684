/* Every allocation of indexing, merging, searching and checking refused in turn: the call fails with
 * MRG_ERR_MEMORY or does without, nothing crashes or leaks (the sanitizers see to that), and the
 * index on disk is that of a commit. */
#include "tests/crash/index_files.h"
#include "tests/crash/probes.h"
#include "tests/crash/refuse.h"
#include "tests/crash/small_index.h"

#include "tests/cmocka_all.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { FIRST_FEATURE = 150, FIRST_LATE = 170 };

static struct index_files files;
static char scene[128]; /* what is refused, for messages */

static int remove_index(void **state)
{
    (void)state;
    index_files_remove(&files);
    return 0;
}

static void judge(mrg_status status, const mrg_error *error)
{
    if (status != MRG_OK && (status != MRG_ERR_MEMORY || error->status != status))
        fail_msg("%s: status %d: %s", scene, (int)status, error->message);
}

/* ---- searching ---- */

static int make_small_index(void **state)
{
    (void)state;
    index_files_make(&files, small_index_build);
    return 0;
}

static mrg_status search(size_t probe, struct answer *answer)
{
    mrg_index *index;
    buffer_clear(&answer->text);
    answer->status = mrg_index_open(files.folder, &index, &answer->error);
    if (answer->status == MRG_OK)
        probe_ask(index, probe, answer);
    mrg_index_close(index);
    return answer->status;
}

static void refuse_in_search(size_t probe)
{
    struct answer right = {.status = MRG_OK}, answer = {.status = MRG_OK};
    search(probe, &answer); /* makes room for the text, once for all */
    refuse_allocation(0);
    assert_int_equal(search(probe, &right), MRG_OK);
    search(probe, &answer);
    bool was_refused = true;
    for (unsigned long number = 1; was_refused; number++) {
        snprintf(scene, sizeof scene, "probe %zu, allocation %lu", probe, number);
        refuse_allocation(number);
        const mrg_status status = search(probe, &answer);
        was_refused = refuse_count() >= number;
        refuse_allocation(0);
        judge(status, &answer.error);
        if (answer.text.size > right.text.size ||
            (status == MRG_OK && answer.text.size != right.text.size) ||
            memcmp(answer.text.data, right.text.data, answer.text.size) != 0)
            fail_msg("%s: another answer", scene);
    }
    answer_free(&right);
    answer_free(&answer);
}

static void test_search(void **state)
{
    (void)state;
    for (size_t probe = 0; probe < probe_count(); probe++)
        refuse_in_search(probe);
}

static void test_check(void **state)
{
    (void)state;
    bool was_refused = true;
    for (unsigned long number = 1; was_refused; number++) {
        mrg_error error = MRG_ERROR_INIT;
        snprintf(scene, sizeof scene, "check, allocation %lu", number);
        refuse_allocation(number);
        const mrg_status status = mrg_index_check(files.folder, NULL, NULL, &error);
        was_refused = refuse_count() >= number;
        refuse_allocation(0);
        judge(status, &error);
        assert_true(status != MRG_OK || !was_refused);
    }
}

/* ---- writing ---- */

static void must(mrg_status status, const mrg_error *error)
{
    if (status != MRG_OK)
        fail_msg("%s: %s", scene, error->message);
}

static mrg_status open_writer(const char *path, mrg_writer **writer, mrg_error *error)
{
    mrg_writer_options options = MRG_WRITER_OPTIONS_INIT;
    options.memory = 64 << 20;
    options.workers = 1; /* allocations then come in the same order each time */
    return mrg_writer_open(path, &options, writer, error);
}

static void build_tiny_index(const char *path)
{
    mrg_writer *writer;
    mrg_error error = MRG_ERROR_INIT;
    must(open_writer(path, &writer, &error), &error);
    must(small_index_add(writer, 0, 3, &error), &error);
    must(small_index_add(writer, FIRST_FEATURE, 1, &error), &error);
    must(mrg_writer_commit(writer, &error), &error);
    mrg_writer_close(writer);
}

static int make_tiny_index(void **state)
{
    (void)state;
    index_files_make(&files, build_tiny_index);
    return 0;
}

/* Adds two articles, replaces one, commits, merges. */
static mrg_status change(mrg_error *error)
{
    mrg_writer *writer;
    mrg_status status = open_writer(files.folder, &writer, error);
    if (status == MRG_OK)
        status = small_index_add(writer, FIRST_FEATURE + 1, 2, error);
    if (status == MRG_OK)
        status = small_index_add(writer, FIRST_LATE, 1, error);
    if (status == MRG_OK)
        status = mrg_writer_commit(writer, error);
    if (status == MRG_OK)
        status = mrg_writer_merge(writer, error);
    mrg_writer_close(writer);
    return status;
}

/* What is on disk: a sound index of `articles`, and how many these are. */
static uint64_t count_articles(void)
{
    mrg_index *index;
    mrg_index_stats stats;
    mrg_error error = MRG_ERROR_INIT;
    must(mrg_index_check(files.folder, NULL, NULL, &error), &error);
    must(mrg_index_open(files.folder, &index, &error), &error);
    mrg_index_get_stats(index, &stats);
    mrg_index_close(index);
    return stats.articles;
}

static void test_write(void **state)
{
    (void)state;
    mrg_error error = MRG_ERROR_INIT;
    const uint64_t before = count_articles();
    must(change(&error), &error);
    const uint64_t after = count_articles();
    assert_int_equal(after, before + 2);
    bool was_refused = true;
    for (unsigned long number = 1; was_refused; number++) {
        index_files_restore(&files);
        snprintf(scene, sizeof scene, "writing, allocation %lu", number);
        refuse_allocation(number);
        const mrg_status status = change(&error);
        was_refused = refuse_count() >= number;
        refuse_allocation(0);
        judge(status, &error);
        const uint64_t now = count_articles();
        if (now != after && (status == MRG_OK || now != before))
            fail_msg("%s: %llu articles", scene, (unsigned long long)now);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_search, make_small_index, remove_index),
        cmocka_unit_test_setup_teardown(test_check, make_small_index, remove_index),
        cmocka_unit_test_setup_teardown(test_write, make_tiny_index, remove_index),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
