#include "tests/crash/faults.h"
#include "tests/crash/disk_log.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* What processes share. */
struct shared {
    unsigned long count;
    struct fault_call met;
    struct fault_progress progress;
};

static struct shared *shared;
static const char *watched; /* borrowed; NULL: nothing */
static size_t watched_size; /* of its path, bytes */
static struct fault plan;
static atomic_int armed_process; /* 0: none */
static pthread_mutex_t in_a_row = PTHREAD_MUTEX_INITIALIZER;

bool faults_watch(const char *folder)
{
    faults_disarm();
    watched = folder;
    watched_size = strlen(folder);
    if (shared != NULL)
        return true;
    void *memory =
        mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED)
        return false;
    shared = memory;
    return disk_log_make();
}

void faults_arm(const struct fault *fault)
{
    plan = *fault;
    *shared = (struct shared){.count = 0};
    disk_log_clear();
    atomic_store(&armed_process, (int)getpid());
}

void faults_disarm(void)
{
    atomic_store(&armed_process, 0);
}

unsigned long faults_count(void)
{
    return shared->count;
}

const struct fault_call *faults_met(void)
{
    return &shared->met;
}

void faults_set_progress(struct fault_progress progress)
{
    pthread_mutex_lock(&in_a_row);
    shared->progress = progress;
    disk_log_progress(progress);
    pthread_mutex_unlock(&in_a_row);
}

struct fault_progress faults_progress(void)
{
    return shared->progress;
}

const char *fault_kind_name(enum fault_kind kind)
{
    static const char *const names[] = {"create", "write", "truncate", "sync", "rename", "link",
                                        "unlink", "mkdir", "open",     "read", "map",    "close"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (kind == (enum fault_kind)(1 << i))
            return names[i];
    return "nothing";
}

/* ---- which calls are ours ---- */

static bool below_watched(const char *path, char relative[FAULT_PATH_MAX])
{
    if (strncmp(path, watched, watched_size) != 0 ||
        (path[watched_size] != '/' && path[watched_size] != '\0'))
        return false;
    const char *rest = path + watched_size;
    while (*rest == '/')
        rest++;
    snprintf(relative, FAULT_PATH_MAX, "%s", rest);
    return true;
}

static bool path_of_descriptor(int descriptor, char path[FAULT_PATH_MAX])
{
    static const char gone[] = " (deleted)";
    char name[40];
    snprintf(name, sizeof name, "/proc/self/fd/%d", descriptor);
    ssize_t size = readlink(name, path, FAULT_PATH_MAX - 1);
    if (size <= 0)
        return false;
    path[size] = '\0';
    size_t tail = sizeof gone - 1;
    if ((size_t)size > tail && strcmp(path + size - tail, gone) == 0)
        path[(size_t)size - tail] = '\0';
    return true;
}

bool fault_path(int folder, const char *path, char relative[FAULT_PATH_MAX])
{
    char whole[2 * FAULT_PATH_MAX], base[FAULT_PATH_MAX];
    if (path[0] == '/')
        return below_watched(path, relative);
    if (folder == AT_FDCWD || !path_of_descriptor(folder, base))
        return false;
    snprintf(whole, sizeof whole, "%s/%s", base, path);
    return below_watched(whole, relative);
}

/* ---- what becomes of them ---- */

static _Noreturn void die(void)
{
    kill(getpid(), SIGKILL);
    for (;;)
        pause();
}

static void meet(struct call *call)
{
    if (shared->met.kind == 0) {
        shared->met.kind = call->kind;
        snprintf(shared->met.path, sizeof shared->met.path, "%.190s", call->path);
    }
    if (plan.action == FAULT_KILL_BEFORE)
        die();
    call->is_refused = plan.action == FAULT_FAIL;
    call->is_cut = plan.action == FAULT_KILL_TORN || plan.action == FAULT_SHORT;
    call->is_last = plan.action == FAULT_KILL_TORN || plan.action == FAULT_KILL_AFTER;
    if (call->is_refused)
        errno = plan.error;
}

static void begin(struct call *call, enum fault_kind kind)
{
    call->kind = kind;
    call->is_refused = call->is_cut = call->is_last = false;
    pthread_mutex_lock(&in_a_row);
    if ((plan.kinds & (unsigned)kind) == 0)
        return;
    unsigned long number = ++shared->count;
    if (plan.action != FAULT_NONE && (number == plan.at || (plan.is_lasting && number > plan.at)))
        meet(call);
}

static bool is_armed(void)
{
    int process = atomic_load(&armed_process);
    return process != 0 && process == (int)getpid();
}

bool call_begin_path(struct call *call, enum fault_kind kind, int folder, const char *path)
{
    if (!is_armed() || !fault_path(folder, path, call->path))
        return false;
    begin(call, kind);
    return true;
}

bool call_begin_descriptor(struct call *call, enum fault_kind kind, int descriptor)
{
    char path[FAULT_PATH_MAX];
    if (!is_armed())
        return false;
    int before = errno;
    bool is_ours = path_of_descriptor(descriptor, path) && below_watched(path, call->path);
    errno = before;
    if (is_ours)
        begin(call, kind);
    return is_ours;
}

void call_end(const struct call *call)
{
    if (call->is_last)
        die();
    pthread_mutex_unlock(&in_a_row);
}
