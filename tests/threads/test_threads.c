/* One writer, with several workers, replaces, removes, commits and merges while threads search one shared
 * snapshot with one shared query, and others open the index again and again; processes do both as well: no
 * call fails, and each snapshot shows exactly one commit, never an earlier one than the last. */
#include "tests/threads/rounds.h"
#include "tests/unit/support/scratch_folder.h"

#include "tests/cmocka_all.h"

#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum {
    SHARING = 3,     /* threads that search the shared snapshot */
    REOPENING = 2,   /* threads that open the index again and again */
    PROCESSES = 3,   /* of their own: the first keeps its snapshot, the others reopen */
    WORKERS = 3,     /* of the writer */
    ROUNDS_MAX = 60, /* what the writer does, if there is time */
    ROUNDS_MIN = 6,  /* what it does in any case */
    PATIENCE = 4,    /* seconds for more than that */
    MERGE_EACH = 4,  /* every so manieth round ends with a merge */
    CLOSE_EACH = 7   /* after every so manieth round another writer goes on */
};

/* What all threads see. */
struct scene {
    const char *path;     /* of the index */
    mrg_index *index;     /* the shared snapshot, of round 1 */
    mrg_query *query;     /* ROUND_QUERY, for it */
    atomic_bool is_over;  /* the writer has ended */
    atomic_uint searches; /* of the shared snapshot, in all threads */
};

/* A thread and what came of it. */
struct worker {
    pthread_t thread;
    struct scene *scene;    /* borrowed */
    struct finding finding; /* empty when all was well */
    unsigned checks;        /* snapshots looked at, or rounds written */
    unsigned last_round;    /* seen or written */
};

static mrg_text query_text(void)
{
    static const char text[] = ROUND_QUERY;
    return (mrg_text){text, sizeof text - 1};
}

/* ---- reading ---- */

static void *search_shared(void *context)
{
    struct worker *worker = context;
    struct scene *scene = worker->scene;
    unsigned round;
    do {
        if (!round_check(scene->index, scene->query, &round, &worker->finding))
            break;
        if (round != 1) {
            wrong(&worker->finding, "the shared snapshot became round %u", round);
            break;
        }
        worker->checks++;
        atomic_fetch_add(&scene->searches, 1);
    } while (!atomic_load(&scene->is_over));
    return NULL;
}

/* Open the index and look at it. */
static bool look(const char *path, struct worker *worker)
{
    mrg_error error = MRG_ERROR_INIT;
    mrg_index *index;
    mrg_query *query = NULL;
    unsigned round = 0;
    mrg_status status = mrg_index_open(path, &index, &error);
    if (status == MRG_OK)
        status = mrg_query_parse(index, query_text(), NULL, &query, &error);
    bool is_right = status == MRG_OK ? round_check(index, query, &round, &worker->finding)
                                     : wrong(&worker->finding, "open: %s", error.message);
    if (is_right && round < worker->last_round)
        is_right = wrong(&worker->finding, "round %u after round %u", round, worker->last_round);
    worker->last_round = round;
    worker->checks++;
    mrg_query_free(query);
    mrg_index_close(index);
    return is_right;
}

static void *keep_reopening(void *context)
{
    struct worker *worker = context;
    while (look(worker->scene->path, worker) && !atomic_load(&worker->scene->is_over))
        continue;
    return NULL;
}

/* ---- writing ---- */

static bool open_writer(const char *path, mrg_writer **writer, struct finding *finding)
{
    mrg_error error = MRG_ERROR_INIT;
    mrg_writer_options options = MRG_WRITER_OPTIONS_INIT;
    mrg_writer *second;
    options.memory = 64 << 20;
    options.workers = WORKERS;
    if (mrg_writer_open(path, &options, writer, &error) != MRG_OK)
        return wrong(finding, "open for writing: %s", error.message);
    const mrg_status status = mrg_writer_open(path, &options, &second, &error);
    mrg_writer_close(second);
    return status == MRG_ERR_LOCKED || wrong(finding, "a second writer: status %d", (int)status);
}

static bool write_round(mrg_writer *writer, unsigned round, struct finding *finding)
{
    mrg_error error = MRG_ERROR_INIT;
    if (!round_write(writer, round, finding))
        return false;
    const mrg_status status = round % MERGE_EACH == 0 ? mrg_writer_merge(writer, &error)
                                                      : mrg_writer_commit(writer, &error);
    return status == MRG_OK || wrong(finding, "commit of round %u: %s", round, error.message);
}

static void *keep_writing(void *context)
{
    struct worker *worker = context;
    const time_t end = time(NULL) + PATIENCE;
    mrg_writer *writer = NULL;
    bool goes_on = true;
    for (unsigned round = 2; goes_on && round <= ROUNDS_MAX; round++) {
        if (writer == NULL && !open_writer(worker->scene->path, &writer, &worker->finding))
            break;
        if (!write_round(writer, round, &worker->finding))
            break;
        worker->last_round = round;
        worker->checks++;
        goes_on = round < ROUNDS_MIN || time(NULL) < end;
        if (round % CLOSE_EACH == 0) {
            mrg_writer_close(writer);
            writer = NULL;
        }
    }
    mrg_writer_close(writer);
    atomic_store(&worker->scene->is_over, true);
    return NULL;
}

/* ---- other processes ---- */

/* Processes that look at the index until the other end of their pipe is closed, and then once more. */
struct processes {
    pid_t ids[PROCESSES];
    int pipe; /* this end: no process keeps it, or none would ever be told */
};

static bool is_told_to_end(int descriptor)
{
    struct pollfd wait = {.fd = descriptor, .events = POLLIN};
    return poll(&wait, 1, 0) != 0;
}

/* Look again at a snapshot that was opened when round 1 was the last. */
static bool look_at_first(const struct scene *scene, struct worker *worker)
{
    unsigned round = 0;
    const bool is_right = round_check(scene->index, scene->query, &round, &worker->finding);
    worker->checks++;
    return is_right &&
           (round == 1 || wrong(&worker->finding, "the snapshot became round %u", round));
}

static void run_process(const struct scene *scene, bool reopens, int descriptor)
{
    struct worker worker = {.checks = 0};
    bool is_last = false, is_right = true;
    while (is_right && !is_last) {
        is_last = is_told_to_end(descriptor);
        is_right = reopens ? look(scene->path, &worker) : look_at_first(scene, &worker);
    }
    if (!is_right)
        fprintf(stderr, "process %d: %s\n", (int)getpid(), worker.finding.message);
    _exit(is_right && worker.checks > 1 ? 0 : 1);
}

/* Only to be called while there is one thread. */
static void start_processes(const struct scene *scene, struct processes *processes)
{
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    for (unsigned i = 0; i < PROCESSES; i++) {
        processes->ids[i] = fork();
        assert_true(processes->ids[i] >= 0);
        if (processes->ids[i] == 0) {
            close(ends[1]);
            run_process(scene, i > 0, ends[0]);
        }
    }
    close(ends[0]);
    processes->pipe = ends[1];
}

static void end_processes(const struct processes *processes)
{
    close(processes->pipe);
    for (unsigned i = 0; i < PROCESSES; i++) {
        int status;
        assert_int_equal(waitpid(processes->ids[i], &status, 0), processes->ids[i]);
        assert_true(WIFEXITED(status));
        assert_int_equal(WEXITSTATUS(status), 0);
    }
}

/* ---- all together ---- */

static void begin(struct scene *scene, const char *path)
{
    struct finding finding = {""};
    mrg_error error = MRG_ERROR_INIT;
    mrg_writer *writer = NULL;
    if (!open_writer(path, &writer, &finding) || !write_round(writer, 1, &finding))
        fail_msg("%s", finding.message);
    mrg_writer_close(writer);
    scene->path = path;
    atomic_init(&scene->is_over, false);
    atomic_init(&scene->searches, 0);
    assert_int_equal(mrg_index_open(path, &scene->index, &error), MRG_OK);
    assert_int_equal(mrg_query_parse(scene->index, query_text(), NULL, &scene->query, &error),
                     MRG_OK);
}

static void run_workers(struct scene *scene, struct worker workers[1 + SHARING + REOPENING])
{
    for (unsigned i = 0; i < 1 + SHARING + REOPENING; i++) {
        void *(*run)(void *) = i == 0         ? keep_writing
                               : i <= SHARING ? search_shared
                                              : keep_reopening;
        workers[i] = (struct worker){.scene = scene};
        assert_int_equal(pthread_create(&workers[i].thread, NULL, run, &workers[i]), 0);
    }
    for (unsigned i = 0; i < 1 + SHARING + REOPENING; i++)
        assert_int_equal(pthread_join(workers[i].thread, NULL), 0);
}

static void test_readers_beside_a_writer(void **state)
{
    (void)state;
    struct scratch_folder folder;
    struct scene scene;
    struct worker workers[1 + SHARING + REOPENING];
    struct processes processes;
    mrg_error error = MRG_ERROR_INIT;
    char path[SCRATCH_PATH_MAX + 64];
    scratch_folder_make(&folder);
    snprintf(path, sizeof path, "%s", scratch_file(&folder, "index"));
    begin(&scene, path);
    start_processes(&scene, &processes);
    run_workers(&scene, workers);
    end_processes(&processes);
    for (unsigned i = 0; i < 1 + SHARING + REOPENING; i++)
        if (workers[i].finding.message[0] != '\0' || workers[i].checks == 0)
            fail_msg("thread %u: %s", i, workers[i].finding.message);
    print_message("%u rounds, %u searches of the shared snapshot, %u and %u reopenings\n",
                  workers[0].last_round, atomic_load(&scene.searches), workers[1 + SHARING].checks,
                  workers[2 + SHARING].checks);
    assert_true(workers[0].last_round >= ROUNDS_MIN);
    mrg_query_free(scene.query);
    mrg_index_close(scene.index);
    assert_int_equal(mrg_index_check(path, NULL, NULL, &error), MRG_OK);
    scratch_folder_remove(&folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_readers_beside_a_writer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
