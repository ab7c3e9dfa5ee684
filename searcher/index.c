#include "searcher/index.h"
#include "common/base/error.h"
#include "searcher/cluster.h"

#include <math.h>
#include <stdlib.h>

/* Open the index in folder `path` by the engine that its manifest names. */
static mrg_status open_folder(const char *path, const mrg_open_options *options,
                              struct engine **engine, mrg_error *error)
{
    struct shard shard = {path, path, NULL, 0};
    struct manifest manifest;
    mrg_status status = manifest_read(&manifest, path, error);
    if (status != MRG_OK)
        return status;
    if (strcmp(manifest.engine, "native") == 0)
        status = native_engine_open(&path, 1, engine, error);
    else if (strcmp(manifest.engine, "xapian") == 0)
        status = xapian_engine_open(&shard, 1, options, engine, error);
    else
        status = fail(error, MRG_ERR_UNSUPPORTED,
                      "%s: an index of engine \"%s\", which this build does not search", path,
                      manifest.engine);
    manifest_free(&manifest);
    return status;
}

static mrg_status open_engine(const char *path, const mrg_open_options *options,
                              struct engine **engine, mrg_error *error)
{
    if (!(options->timeout > 0) || !isfinite(options->timeout))
        return fail(error, MRG_ERR_ARGUMENT, "the time to wait for a server must be above 0");
    return cluster_is_file(path) ? cluster_open(path, options, engine, error)
                                 : open_folder(path, options, engine, error);
}

mrg_status mrg_index_open(const char *path, mrg_index **index, mrg_error *error)
{
    return mrg_index_open_with(path, NULL, index, error);
}

mrg_status mrg_index_open_with(const char *path, const mrg_open_options *options, mrg_index **index,
                               mrg_error *error)
{
    const mrg_open_options defaults = MRG_OPEN_OPTIONS_INIT;
    if (options == NULL)
        options = &defaults;
    *index = NULL;
    mrg_index *opened = calloc(1, sizeof *opened);
    if (opened == NULL)
        return fail_memory(error);
    pthread_mutex_init(&opened->lock, NULL);
    opened->path = strdup(path);
    mrg_status status = opened->path == NULL ? fail_memory(error)
                                             : open_engine(path, options, &opened->engine, error);
    if (status != MRG_OK) {
        mrg_index_close(opened);
        return status;
    }
    *index = opened;
    return MRG_OK;
}

void mrg_index_close(mrg_index *index)
{
    if (index == NULL)
        return;
    if (index->engine != NULL)
        index->engine->ops->close(index->engine);
    index_free_analyzers(index);
    pthread_mutex_destroy(&index->lock);
    arena_free(&index->arena);
    free(index->path);
    free(index);
}

const char *mrg_index_missing(const mrg_index *index, size_t number)
{
    const struct engine *engine = index->engine;
    return engine->ops->missing != NULL ? engine->ops->missing(engine, number) : NULL;
}

/* ---- stored articles ---- */

mrg_status mrg_index_fetch(const mrg_index *index, uint64_t number, mrg_stored **stored,
                           mrg_error *error)
{
    const struct engine *engine = index->engine;
    *stored = NULL;
    if (number >= engine->numbers)
        return fail(error, MRG_ERR_MISSING, "%s: no article with this number", index->path);
    mrg_stored *fetched = calloc(1, sizeof *fetched);
    if (fetched == NULL)
        return fail_memory(error);
    mrg_status status = engine->ops->fetch(engine, number, fetched, error);
    if (status != MRG_OK)
        mrg_stored_free(fetched);
    else
        *stored = fetched;
    return status;
}

mrg_status mrg_index_find(const mrg_index *index, mrg_text id, mrg_stored **stored,
                          mrg_error *error)
{
    const struct engine *engine = index->engine;
    uint64_t number = 0;
    bool found = false;
    *stored = NULL;
    mrg_status status = engine->ops->find_id(engine, id, &number, &found, error);
    if (status != MRG_OK)
        return status;
    int shown = id.size < 200 ? (int)id.size : 200;
    if (!found)
        return fail(error, MRG_ERR_MISSING, "%s: no article with id %.*s", index->path, shown,
                    shown > 0 ? id.data : "");
    return mrg_index_fetch(index, number, stored, error);
}

const mrg_article *mrg_stored_article(const mrg_stored *stored)
{
    return &stored->article;
}

void mrg_stored_free(mrg_stored *stored)
{
    if (stored == NULL)
        return;
    articles_reader_free(&stored->reader);
    buffer_free(&stored->data);
    arena_free(&stored->arena);
    free(stored);
}
