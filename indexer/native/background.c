#include "indexer/native/background.h"
#include "common/base/error.h"
#include "indexer/native/merge.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

bool background_is_done(const struct background_merge *merge)
{
    return atomic_load_explicit(&merge->is_done, memory_order_acquire);
}

static void *run_merge(void *argument)
{
    struct background_merge *merge = argument;
    const struct segment **sources = malloc(merge->count * sizeof *sources);
    if (sources == NULL) {
        merge->status = fail_memory(&merge->error);
    } else {
        for (size_t i = 0; i < merge->count; i++)
            sources[i] = &merge->sources[i];
        merge->status =
            merge_segments(sources, merge->count, merge->folder, merge->name, merge->workers,
                           merge->memory, &merge->control, &merge->about, &merge->error);
    }
    free(sources);
    atomic_store_explicit(&merge->is_done, true, memory_order_release);
    return NULL;
}

size_t background_memory(const struct background_merge *merge)
{
    if (merge->count == 0)
        return 0;
    /* What is held of articles is packed in memory before it is written and freed: half as much again. */
    size_t held = atomic_load_explicit(&merge->control.held, memory_order_relaxed);
    return merge->memory + held / 2 * 3;
}

static mrg_status open_sources(struct background_merge *merge, const struct manifest_segment *about,
                               size_t count, mrg_error *error)
{
    merge->sources = calloc(count, sizeof *merge->sources);
    if (merge->sources == NULL)
        return fail_memory(error);
    for (size_t i = 0; i < count; i++, merge->count++) {
        mrg_status status = segment_open(&merge->sources[i], merge->folder, &about[i], error);
        if (status != MRG_OK)
            return status;
    }
    return MRG_OK;
}

/* Signals stay with the caller's thread. Where the system gives no thread, merge at once. */
static void start_thread(struct background_merge *merge)
{
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    merge->has_thread = pthread_create(&merge->thread, NULL, run_merge, merge) == 0;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (!merge->has_thread)
        run_merge(merge);
}

mrg_status background_start(struct background_merge *merge, const char *folder,
                            const struct manifest_segment *about, size_t count, const char *name,
                            unsigned workers, size_t memory, mrg_error *error)
{
    *merge = (struct background_merge){.folder = folder, .workers = workers, .memory = memory};
    snprintf(merge->name, sizeof merge->name, "%s", name);
    mrg_status status = open_sources(merge, about, count, error);
    if (status != MRG_OK) {
        background_end(merge);
        return status;
    }
    start_thread(merge);
    return MRG_OK;
}

static void join(struct background_merge *merge)
{
    if (merge->has_thread)
        pthread_join(merge->thread, NULL);
    merge->has_thread = false;
}

mrg_status background_wait(struct background_merge *merge, mrg_error *error)
{
    join(merge);
    if (merge->status != MRG_OK && error != NULL)
        *error = merge->error;
    return merge->status;
}

void background_end(struct background_merge *merge)
{
    atomic_store_explicit(&merge->control.is_cancelled, true, memory_order_relaxed);
    join(merge);
    for (size_t i = 0; i < merge->count; i++)
        segment_close(&merge->sources[i]);
    free(merge->sources);
    merge->sources = NULL;
    merge->count = 0;
}
