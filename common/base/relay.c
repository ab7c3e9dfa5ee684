#include "common/base/relay.h"

#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum {
    PIECES = 4,
    PIECE_SIZE =
        1 << 20 /* bytes: so many that handing one over costs nothing beside what is done with it */
};

/* Bytes taken at once. */
struct piece {
    size_t size; /* bytes in use */
    uint8_t bytes[PIECE_SIZE];
};

struct relay {
    relay_taker *take;      /* called by the thread */
    void *context;          /* borrowed, for `take` */
    pthread_t thread;       /* that takes */
    pthread_mutex_t lock;   /* of what follows, up to the pieces */
    pthread_cond_t is_full; /* a piece was handed on, or there will be no more */
    pthread_cond_t is_free; /* a piece was taken */
    uint64_t filled; /* pieces handed on so far; that being filled is pieces[filled % PIECES] */
    uint64_t taken;  /* of them */
    bool is_ending;  /* no more pieces follow */
    struct piece pieces
        [PIECES]; /* each belongs to who fills it until it is handed on, then to the thread until taken */
};

static void *run_thread(void *argument)
{
    struct relay *relay = argument;
    pthread_mutex_lock(&relay->lock);
    while (true) {
        while (relay->taken == relay->filled && !relay->is_ending)
            pthread_cond_wait(&relay->is_full, &relay->lock);
        if (relay->taken == relay->filled)
            break;
        struct piece *piece = &relay->pieces[relay->taken % PIECES];
        pthread_mutex_unlock(&relay->lock);
        relay->take(relay->context, piece->bytes, piece->size);
        piece->size = 0;
        pthread_mutex_lock(&relay->lock);
        relay->taken++;
        pthread_cond_signal(&relay->is_free);
    }
    pthread_mutex_unlock(&relay->lock);
    return NULL;
}

/* Signals stay with the caller's thread. */
static bool start_thread(struct relay *relay)
{
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    bool has_thread = pthread_create(&relay->thread, NULL, run_thread, relay) == 0;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return has_thread;
}

static void release(struct relay *relay)
{
    pthread_mutex_destroy(&relay->lock);
    pthread_cond_destroy(&relay->is_full);
    pthread_cond_destroy(&relay->is_free);
    free(relay);
}

struct relay *relay_new(relay_taker *take, void *context)
{
    struct relay *relay = malloc(sizeof *relay); /* most of it is not touched before it is needed */
    if (relay == NULL)
        return NULL;
    relay->take = take;
    relay->context = context;
    relay->filled = relay->taken = 0;
    relay->is_ending = false;
    for (unsigned i = 0; i < PIECES; i++)
        relay->pieces[i].size = 0;
    pthread_mutex_init(&relay->lock, NULL);
    pthread_cond_init(&relay->is_full, NULL);
    pthread_cond_init(&relay->is_free, NULL);
    if (start_thread(relay))
        return relay;
    release(relay);
    return NULL;
}

/* The piece being filled is complete; wait until the next is free. */
static void hand_on(struct relay *relay)
{
    pthread_mutex_lock(&relay->lock);
    relay->filled++;
    pthread_cond_signal(&relay->is_full);
    while (relay->filled - relay->taken >= PIECES)
        pthread_cond_wait(&relay->is_free, &relay->lock);
    pthread_mutex_unlock(&relay->lock);
}

void relay_put(struct relay *relay, const void *bytes, size_t size)
{
    const uint8_t *from = bytes;
    while (size > 0) {
        /* Only this thread changes `filled`. */
        struct piece *piece = &relay->pieces[relay->filled % PIECES];
        size_t room = PIECE_SIZE - piece->size, here = size < room ? size : room;
        memcpy(piece->bytes + piece->size, from, here);
        piece->size += here;
        if (piece->size == PIECE_SIZE)
            hand_on(relay);
        from += here;
        size -= here;
    }
}

void relay_end(struct relay *relay)
{
    if (relay == NULL)
        return;
    pthread_mutex_lock(&relay->lock);
    if (relay->pieces[relay->filled % PIECES].size > 0)
        relay->filled++;
    relay->is_ending = true;
    pthread_cond_signal(&relay->is_full);
    pthread_mutex_unlock(&relay->lock);
    pthread_join(relay->thread, NULL);
    release(relay);
}
