/* A gate: many threads are inside at the same time, until one of them has to be alone there for a moment. */
#ifndef MORGUE_BASE_GATE_H
#define MORGUE_BASE_GATE_H

#include <pthread.h>
#include <stdbool.h>

struct gate {
    pthread_mutex_t lock;   /* of what follows */
    pthread_cond_t changed; /* somebody has left, or is not alone any more */
    unsigned inside;        /* threads */
    bool is_wanted;         /* one thread is alone, or waits for the others to leave */
};

void gate_init(struct gate *gate);

/* Nobody is inside. */
void gate_destroy(struct gate *gate);

/* Go inside; waits while somebody wants to be alone. */
void gate_enter(struct gate *gate);
void gate_leave(struct gate *gate);

/* Be alone inside, where the caller is already; whoever else is goes on until it leaves. False, and not alone, when
 * somebody wanted that already, and now has been: what the caller was to do may be done. */
bool gate_be_alone(struct gate *gate);

/* Let others in again, and stay. */
void gate_be_one_of_many(struct gate *gate);

#endif
