/* Random damage with right checksums: whatever comes out, nothing crashes, nothing hangs and every
 * message is one line. Arguments: how many trials, seed, number of the first trial. */
#include "tests/crash/points.h"
#include "tests/crash/probes.h"
#include "tests/crash/seal.h"
#include "tests/crash/small_index.h"

#include "tests/cmocka_all.h"

#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum {
    TRIALS = 4000,
    WRITE_EACH = 4, /* every so manieth trial also adds articles and merges */
    PATIENCE = 60   /* seconds for a trial, under sanitizers and on a busy machine */
};

static unsigned long trials = TRIALS, first_trial;
static uint64_t seed;
static char scene[256]; /* the trial under way, for messages */
static struct index_files files;

static void give_up(int number)
{
    const char *what = number == SIGALRM ? "does not come to an end: " : "crashes: ";
    ssize_t ignored = write(STDERR_FILENO, what, strlen(what));
    ignored = write(STDERR_FILENO, scene, strlen(scene));
    (void)ignored;
    abort();
}

static void judge(mrg_status status, const mrg_error *error)
{
    if (status == MRG_OK)
        return;
    if (error->status != status || error->message[0] == '\0' ||
        strchr(error->message, '\n') != NULL)
        fail_msg("%s: status %d without a line that says why: %s", scene, (int)status,
                 error->message);
    if (status == MRG_ERR_MEMORY)
        fail_msg("%s: believes a damaged size: %s", scene, error->message);
}

static void search(void)
{
    static struct answer answer;
    mrg_index *index;
    mrg_error error = MRG_ERROR_INIT;
    judge(mrg_index_open(files.folder, &index, &error), &error);
    if (index == NULL)
        return;
    for (size_t i = 0; i < probe_count(); i++) {
        probe_ask(index, i, &answer);
        judge(answer.status, &answer.error);
    }
    mrg_index_close(index);
    answer_free(&answer);
}

static void write_and_merge(void)
{
    mrg_writer *writer;
    mrg_error error = MRG_ERROR_INIT;
    mrg_writer_options options = MRG_WRITER_OPTIONS_INIT;
    options.memory = 64 << 20;
    mrg_status status = mrg_writer_open(files.folder, &options, &writer, &error);
    if (status == MRG_OK) /* some of these ids are in the index, others are not */
        status = small_index_add(writer, 145, 28, &error);
    if (status == MRG_OK)
        status = mrg_writer_merge(writer, &error);
    judge(status, &error);
    mrg_writer_close(writer);
    if (status == MRG_OK)
        search();
    index_files_restore(&files);
}

static void run_trial(unsigned long trial)
{
    struct random_source random = {seed * 1000003 + trial + 1};
    struct stretch stretches[STRETCHES_MAX];
    struct buffer bytes = BUFFER_INIT;
    mrg_error error = MRG_ERROR_INIT;
    for (unsigned i = 0; i < 8; i++)
        random_next(&random);
    const size_t number = random_below(&random, (uint32_t)files.count);
    const struct index_file *file = &files.files[number];
    const size_t count = seal_stretches(file, stretches);
    const struct stretch *stretch = &stretches[random_below(&random, (uint32_t)count)];
    snprintf(scene, sizeof scene, "seed %" PRIu64 " trial %lu (%s of %s)\n", seed, trial,
             stretch->name, file->name);
    alarm(PATIENCE);
    buffer_append(&bytes, file->bytes.data, file->bytes.size);
    seal_mutate(&bytes, stretch, &random);
    seal_write(&files, number, &bytes);
    search();
    judge(mrg_index_check(files.folder, NULL, NULL, &error), &error);
    if (trial % WRITE_EACH == 0)
        write_and_merge();
    index_file_write(file, file->bytes.data, file->bytes.size);
    index_file_write(&files.files[0], files.files[0].bytes.data, files.files[0].bytes.size);
    alarm(0);
    buffer_free(&bytes);
}

static void test_random_damage(void **state)
{
    (void)state;
    signal(SIGALRM, give_up);
    signal(SIGSEGV, give_up);
    for (unsigned long trial = first_trial; trial < first_trial + trials; trial++)
        run_trial(trial);
}

/* The seal itself is right: what is not damaged opens. */
static void test_seal(void **state)
{
    (void)state;
    for (size_t i = 0; i < files.count; i++) {
        struct buffer bytes = BUFFER_INIT;
        mrg_error error = MRG_ERROR_INIT;
        buffer_append(&bytes, files.files[i].bytes.data, files.files[i].bytes.size);
        seal_write(&files, i, &bytes);
        if (mrg_index_check(files.folder, NULL, NULL, &error) != MRG_OK)
            fail_msg("%s", error.message);
        buffer_free(&bytes);
    }
}

static int make_index(void **state)
{
    (void)state;
    index_files_make(&files, small_index_build);
    return 0;
}

static int remove_index(void **state)
{
    (void)state;
    index_files_remove(&files);
    return 0;
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_seal),
        cmocka_unit_test(test_random_damage),
    };
    trials = argc > 1 ? strtoul(argv[1], NULL, 10) : IS_SANITIZED ? TRIALS / 5 : TRIALS;
    seed = argc > 2 ? strtoull(argv[2], NULL, 10) : (uint64_t)time(NULL);
    first_trial = argc > 3 ? strtoul(argv[3], NULL, 10) : 0;
    printf("seed %" PRIu64 "\n", seed);
    fflush(stdout);
    return cmocka_run_group_tests(tests, make_index, remove_index);
}
