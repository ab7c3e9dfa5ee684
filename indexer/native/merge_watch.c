#include "indexer/native/merge_watch.h"
#include "common/base/error.h"

/* Bytes of the sources that are read before what was mapped of them is given back: mapped pages count as the
 * process's memory, and all of a large merge's would be far more than it was allowed. */
enum { RELEASE_EACH = 8 << 20 };

mrg_status merge_watch_check(const struct merge_watch *watch, mrg_error *error)
{
    bool is_cancelled = watch->control != NULL &&
                        atomic_load_explicit(&watch->control->is_cancelled, memory_order_relaxed);
    return is_cancelled ? fail(error, MRG_ERR_INTERRUPTED, "merging was cancelled") : MRG_OK;
}

void merge_watch_hold(const struct merge_watch *watch, size_t bytes)
{
    if (watch->control != NULL)
        atomic_store_explicit(&watch->control->held, bytes, memory_order_relaxed);
}

void merge_watch_read(struct merge_watch *watch, size_t bytes)
{
    watch->mapped += bytes;
    if (watch->mapped < RELEASE_EACH)
        return;
    for (size_t i = 0; i < watch->count; i++)
        mapped_file_release(&watch->segments[i]->file.map);
    watch->mapped = 0;
}
