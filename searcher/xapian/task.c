/* Work on a database that may change or go away underneath. */
#include "common/base/error.h"
#include "searcher/xapian/engine.h"

enum {
    MODIFIED_TRIES = 10, /* a writer that commits faster than one call reads */
    OTHER_TRIES = 3      /* files that went away, connections that broke */
};

/* What has gone wrong so far in one call. */
struct tries {
    unsigned modified;
    unsigned network;
    unsigned other;
};

/* A connection broke. Opening anew finds out which server it was: with `partial` it is left out there.
 * One that takes connections but fails again is known by the message. */
static bool may_reconnect(struct shards *shards, struct tries *tries, xc_kind kind,
                          const char *message)
{
    if (!shards->options.partial)
        return kind == XC_NETWORK && tries->network++ == 0;
    if (tries->network++ == 0)
        return true;
    return shards_leave_out(shards, message) && tries->network <= shards->count + 1;
}

/* Whether the call may be made once more, on a database opened anew. */
static bool may_try_again(struct shards *shards, struct tries *tries, const mrg_error *failure)
{
    xc_kind kind = xc_database_last_kind(shards->database);
    if (failure->status != MRG_ERR_IO && failure->status != MRG_ERR_DAMAGED)
        return false;
    if (kind == XC_MODIFIED)
        return tries->modified++ < MODIFIED_TRIES;
    if (kind == XC_NETWORK || kind == XC_TIMEOUT)
        return may_reconnect(shards, tries, kind, failure->message);
    return tries->other++ < OTHER_TRIES;
}

static mrg_status run_locked(struct shards *shards, database_task *task, void *context,
                             mrg_error *error)
{
    struct tries tries = {0, 0, 0};
    for (;;) {
        mrg_error failure = MRG_ERROR_INIT;
        mrg_status status = shards->database != NULL ? MRG_OK : shards_connect(shards, &failure);
        if (status != MRG_OK)
            return fail(error, status, "%s", failure.message);
        status = task(shards, context, &failure);
        if (status == MRG_OK)
            return MRG_OK;
        failure.status = status;
        bool again = may_try_again(shards, &tries, &failure);
        if (status == MRG_ERR_IO || status == MRG_ERR_DAMAGED)
            shards_disconnect(shards);
        if (!again)
            return shards_fail(shards, &failure, error);
    }
}

mrg_status run_task(const struct engine *engine, database_task *task, void *context,
                    mrg_error *error)
{
    struct xapian_state *state = ((const struct xapian_engine *)engine)->state;
    pthread_mutex_lock(&state->lock);
    mrg_status status = run_locked(&state->shards, task, context, error);
    pthread_mutex_unlock(&state->lock);
    return status;
}
