#include "indexer/native/crew.h"

#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>

/* Tasks under way: enough that no worker waits while the owner is busy with something else, or another with a large task.
 * What they are about to learn is memory that nobody reckons with. */
enum { TASKS_LEAST = 16, TASKS_PER_WORKER = 3 };

struct slot {
    void *task; /* borrowed from whoever submitted it */
    bool is_done;
};

struct crew {
    struct crew_duty duty;
    struct slot *ring;        /* owned */
    size_t capacity;          /* of the ring */
    uint64_t submitted;       /* tasks so far; task i lies in slot i % capacity */
    uint64_t taken;           /* by a worker, or done */
    uint64_t retired;         /* by the owner */
    pthread_mutex_t lock;     /* of everything above and is_stopping */
    pthread_cond_t is_work;   /* a task was submitted, or the crew stops */
    pthread_cond_t is_result; /* a task is done */
    bool is_stopping;
    unsigned workers;        /* the owner included */
    unsigned threads;        /* started so far */
    bool has_tried;          /* to start threads */
    struct crew_thread *all; /* owned: one per thread */
};

struct crew_thread {
    struct crew *crew;
    unsigned worker; /* number, from 1 */
    pthread_t thread;
};

struct crew *crew_new(unsigned workers)
{
    struct crew *crew = calloc(1, sizeof *crew);
    if (crew == NULL)
        return NULL;
    crew->workers = workers < 1 ? 1 : workers > CREW_MAX ? CREW_MAX : workers;
    crew->capacity = (size_t)crew->workers * TASKS_PER_WORKER;
    if (crew->capacity < TASKS_LEAST)
        crew->capacity = TASKS_LEAST;
    if (crew->workers == 1)
        crew->capacity = 1;
    crew->ring = calloc(crew->capacity, sizeof *crew->ring);
    crew->all = calloc(crew->workers, sizeof *crew->all);
    pthread_mutex_init(&crew->lock, NULL);
    pthread_cond_init(&crew->is_work, NULL);
    pthread_cond_init(&crew->is_result, NULL);
    if (crew->ring != NULL && crew->all != NULL)
        return crew;
    crew_free(crew);
    return NULL;
}

void crew_free(struct crew *crew)
{
    if (crew == NULL)
        return;
    pthread_mutex_lock(&crew->lock);
    crew->is_stopping = true;
    pthread_cond_broadcast(&crew->is_work);
    pthread_mutex_unlock(&crew->lock);
    for (unsigned i = 0; i < crew->threads; i++)
        pthread_join(crew->all[i].thread, NULL);
    pthread_cond_destroy(&crew->is_result);
    pthread_cond_destroy(&crew->is_work);
    pthread_mutex_destroy(&crew->lock);
    free(crew->ring);
    free(crew->all);
    free(crew);
}

unsigned crew_workers(const struct crew *crew)
{
    return crew->workers;
}

size_t crew_capacity(const struct crew *crew)
{
    return crew->capacity;
}

/* Do the next task that nobody has taken; called and left with the lock held. */
static void do_next(struct crew *crew, unsigned worker)
{
    struct slot *slot = &crew->ring[crew->taken++ % crew->capacity];
    pthread_mutex_unlock(&crew->lock);
    crew->duty.work(crew->duty.context, worker, slot->task);
    pthread_mutex_lock(&crew->lock);
    slot->is_done = true;
    pthread_cond_signal(&crew->is_result);
}

static void *run_thread(void *argument)
{
    const struct crew_thread *self = argument;
    struct crew *crew = self->crew;
    pthread_mutex_lock(&crew->lock);
    while (!crew->is_stopping) {
        if (crew->taken < crew->submitted)
            do_next(crew, self->worker);
        else
            pthread_cond_wait(&crew->is_work, &crew->lock);
    }
    pthread_mutex_unlock(&crew->lock);
    return NULL;
}

/* Start what threads the system gives; signals stay with the owner's. */
static void start_threads(struct crew *crew)
{
    sigset_t all, before;
    crew->has_tried = true;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    while (crew->threads + 1 < crew->workers) {
        struct crew_thread *thread = &crew->all[crew->threads];
        *thread = (struct crew_thread){.crew = crew, .worker = crew->threads + 1};
        if (pthread_create(&thread->thread, NULL, run_thread, thread) != 0)
            break;
        crew->threads++;
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
}

void crew_begin(struct crew *crew, const struct crew_duty *duty)
{
    crew->duty = *duty; /* no task is under way: nobody reads it */
}

/* Wait for the oldest task, helping meanwhile, and retire it. Called and left with the lock held. */
static void retire_oldest(struct crew *crew)
{
    struct slot *oldest = &crew->ring[crew->retired % crew->capacity];
    while (!oldest->is_done) {
        if (crew->taken < crew->submitted)
            do_next(crew, 0);
        else
            pthread_cond_wait(&crew->is_result, &crew->lock);
    }
    pthread_mutex_unlock(&crew->lock);
    crew->duty.retire(crew->duty.context, oldest->task);
    pthread_mutex_lock(&crew->lock);
    crew->retired++;
}

void crew_submit(struct crew *crew, void *task)
{
    if (!crew->has_tried)
        start_threads(crew);
    pthread_mutex_lock(&crew->lock);
    while (crew->submitted - crew->retired >= crew->capacity)
        retire_oldest(crew);
    crew->ring[crew->submitted % crew->capacity] = (struct slot){task, false};
    crew->submitted++;
    pthread_cond_signal(&crew->is_work);
    /* What is done already may as well be retired now: the owner's part then goes on beside the others'. */
    while (crew->retired < crew->submitted && crew->ring[crew->retired % crew->capacity].is_done)
        retire_oldest(crew);
    pthread_mutex_unlock(&crew->lock);
}

void crew_drain(struct crew *crew)
{
    pthread_mutex_lock(&crew->lock);
    while (crew->retired < crew->submitted)
        retire_oldest(crew);
    pthread_mutex_unlock(&crew->lock);
}
