#include "searcher/engine.h"
#include "common/base/error.h"

mrg_status xapian_engine_open(const struct shard *shards, size_t count,
                              const mrg_open_options *options, struct engine **engine,
                              mrg_error *error)
{
    (void)count;
    (void)options;
    (void)engine;
    return fail(error, MRG_ERR_UNSUPPORTED, "%s: not there yet", shards[0].name);
}
