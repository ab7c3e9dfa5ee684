#include "common/base/gate.h"

void gate_init(struct gate *gate)
{
    *gate = (struct gate){.inside = 0};
    pthread_mutex_init(&gate->lock, NULL);
    pthread_cond_init(&gate->changed, NULL);
}

void gate_destroy(struct gate *gate)
{
    pthread_mutex_destroy(&gate->lock);
    pthread_cond_destroy(&gate->changed);
}

static void wait_until_welcome(struct gate *gate)
{
    while (gate->is_wanted)
        pthread_cond_wait(&gate->changed, &gate->lock);
}

static void step_out(struct gate *gate)
{
    gate->inside--;
    if (gate->is_wanted)
        pthread_cond_broadcast(&gate->changed);
}

void gate_enter(struct gate *gate)
{
    pthread_mutex_lock(&gate->lock);
    wait_until_welcome(gate);
    gate->inside++;
    pthread_mutex_unlock(&gate->lock);
}

void gate_leave(struct gate *gate)
{
    pthread_mutex_lock(&gate->lock);
    step_out(gate);
    pthread_mutex_unlock(&gate->lock);
}

/* Of two who want to be alone one steps out, so that the other can be. */
bool gate_be_alone(struct gate *gate)
{
    pthread_mutex_lock(&gate->lock);
    bool is_first = !gate->is_wanted;
    step_out(gate);
    if (is_first) {
        gate->is_wanted = true;
        while (gate->inside > 0)
            pthread_cond_wait(&gate->changed, &gate->lock);
    } else {
        wait_until_welcome(gate);
        gate->inside++;
    }
    pthread_mutex_unlock(&gate->lock);
    return is_first;
}

void gate_be_one_of_many(struct gate *gate)
{
    pthread_mutex_lock(&gate->lock);
    gate->is_wanted = false;
    gate->inside++;
    pthread_cond_broadcast(&gate->changed);
    pthread_mutex_unlock(&gate->lock);
}
