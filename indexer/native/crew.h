/* A crew: worker threads that do tasks in any order while their owner takes the results in the order of
 * the tasks. What comes out so never depends on how many workers there are or how fast each is.
 *
 * Tasks go through a ring of bounded size: whoever submits more than fits retires the oldest first. The
 * owner is worker 0 and helps while it would have to wait, so a crew of one is the plain loop without a
 * thread. Threads are started when the first task comes.
 */
#ifndef MORGUE_INDEXER_CREW_H
#define MORGUE_INDEXER_CREW_H

#include <stdbool.h>
#include <stddef.h>

enum { CREW_MAX = 64 }; /* workers */

struct crew;

/* What is done with tasks. */
struct crew_duty {
    void (*work)(void *context, unsigned worker,
                 void *task);                  /* by any worker, at the same time as others */
    void (*retire)(void *context, void *task); /* by the owner, in the order of submitting */
    void *context;                             /* handed to both */
};

/* A crew of `workers` (1 to CREW_MAX), the owner included. NULL when memory is short. */
struct crew *crew_new(unsigned workers);

/* End the threads; every task must be retired. NULL is legal. */
void crew_free(struct crew *crew);

/* How many workers there are at most; their numbers are below it. */
unsigned crew_workers(const struct crew *crew);

/* How many tasks can be under way. */
size_t crew_capacity(const struct crew *crew);

/* What later tasks are about; all earlier ones must be retired. `duty` is copied. */
void crew_begin(struct crew *crew, const struct crew_duty *duty);

/* Hand in a task; retires older ones when the ring is full. */
void crew_submit(struct crew *crew, void *task);

/* Retire all tasks. */
void crew_drain(struct crew *crew);

#endif
