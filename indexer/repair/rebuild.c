#include "indexer/repair/rebuild.h"
#include "common/base/error.h"
#include "common/segment/article_record.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

mrg_status rebuilder_init(struct rebuilder *rebuilder, const char *folder,
                          struct manifest *manifest, size_t memory, unsigned workers,
                          mrg_error *error)
{
    *rebuilder = (struct rebuilder){.folder = folder, .manifest = manifest, .memory = memory};
    if (!run_init(&rebuilder->run, workers, &rebuilder->builder))
        return fail_memory(error);
    rebuilder->run.cache_limit = memory / 4;
    return MRG_OK;
}

void rebuilder_free(struct rebuilder *rebuilder)
{
    if (rebuilder->builder.is_open)
        run_complete(&rebuilder->run, NULL);
    segment_builder_abandon(&rebuilder->builder);
    run_free(&rebuilder->run);
    arena_free(&rebuilder->arena);
}

static mrg_status open_builder(struct rebuilder *rebuilder, mrg_error *error)
{
    snprintf(rebuilder->name, sizeof rebuilder->name, "seg-%06" PRIu64 ".mrg",
             rebuilder->manifest->next++);
    return segment_builder_open(&rebuilder->builder, rebuilder->folder, rebuilder->name,
                                rebuilder->memory / 8, error);
}

static mrg_status write_segment(struct rebuilder *rebuilder, const uint8_t *is_dead,
                                mrg_error *error)
{
    struct manifest_segment about = {.size = 0};
    memcpy(about.file, rebuilder->name, sizeof about.file);
    mrg_status status = run_complete(&rebuilder->run, error);
    if (status == MRG_OK)
        status = run_flush(&rebuilder->run, is_dead, error);
    if (status == MRG_OK)
        status = segment_builder_close(&rebuilder->builder, &about, error);
    if (status == MRG_OK && !manifest_add(rebuilder->manifest, &about))
        status = fail_memory(error);
    return status;
}

mrg_status rebuilder_finish(struct rebuilder *rebuilder, mrg_error *error)
{
    if (!rebuilder->builder.is_open)
        return MRG_OK;
    uint8_t *is_dead = calloc((size_t)rebuilder->run.added + 1, 1); /* none is */
    mrg_status status =
        is_dead != NULL ? write_segment(rebuilder, is_dead, error) : fail_memory(error);
    free(is_dead);
    return status == MRG_OK ? run_clear(&rebuilder->run, error) : status;
}

mrg_status rebuilder_add(struct rebuilder *rebuilder, const void *record, size_t size,
                         mrg_error *error)
{
    mrg_status status = rebuilder->builder.is_open ? MRG_OK : open_builder(rebuilder, error);
    if (status != MRG_OK)
        return status;
    mrg_article article;
    arena_clear(&rebuilder->arena);
    if (!article_record_read(record, size, &rebuilder->arena, &article))
        return fail_memory(error); /* it is what we wrote ourselves */
    run_put(&rebuilder->run, &article, record, size);
    bool is_full = run_memory(&rebuilder->run) + segment_builder_memory(&rebuilder->builder) >=
                       rebuilder->memory - rebuilder->memory / 8 ||
                   run_is_full(&rebuilder->run);
    return is_full ? rebuilder_finish(rebuilder, error) : MRG_OK;
}
