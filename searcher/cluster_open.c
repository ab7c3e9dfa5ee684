/* Which shards go together, and opening them as one. */
#include "common/base/error.h"
#include "searcher/cluster.h"

#include <stdlib.h>

/* ---- agreement ---- */

static mrg_status read_settings(const struct cluster *cluster, size_t i, mrg_error *error)
{
    struct cluster_line *line = &cluster->lines[i];
    struct manifest manifest;
    mrg_error reason = MRG_ERROR_INIT;
    mrg_status status = manifest_read(&manifest, cluster->shards[i].folder, &reason);
    if (status != MRG_OK)
        return fail(error, status, "%s: line %zu: %s", cluster->path, line->number, reason.message);
    memcpy(line->engine, manifest.engine, sizeof line->engine);
    memcpy(line->language, manifest.language, sizeof line->language);
    manifest_free(&manifest);
    return MRG_OK;
}

/* fail() for shards `a` and `b`: "what is x in <a>, but y in <b>". */
static mrg_status fail_differ(const struct cluster *cluster, const char *what, size_t a,
                              const char *of_a, size_t b, const char *of_b, mrg_error *error)
{
    return fail(error, MRG_ERR_UNSUPPORTED,
                "%s: shards do not go together: %s is %s in line %zu (%s), but %s in line %zu (%s)",
                cluster->path, what, of_a, cluster->lines[a].number, cluster->shards[a].name, of_b,
                cluster->lines[b].number, cluster->shards[b].name);
}

static mrg_status compare(const struct cluster *cluster, size_t a, size_t b, mrg_error *error)
{
    const struct cluster_line *one = &cluster->lines[a], *other = &cluster->lines[b];
    bool has_server = cluster->shards[a].host != NULL || cluster->shards[b].host != NULL;
    if (strcmp(one->engine, other->engine) != 0)
        return fail_differ(cluster, has_server ? "the engine (a server's is xapian)" : "the engine",
                           a, one->engine, b, other->engine, error);
    if (!has_server && strcmp(one->language, other->language) != 0)
        return fail_differ(cluster, "the default language", a, one->language, b, other->language,
                           error);
    return MRG_OK;
}

mrg_status cluster_agree(struct cluster *cluster, mrg_error *error)
{
    mrg_status status = MRG_OK;
    size_t local = 0; /* what others are compared with: the first shard with a manifest, if any */
    for (size_t i = 0; i < cluster->count && status == MRG_OK; i++) {
        if (cluster->shards[i].host != NULL)
            memcpy(cluster->lines[i].engine, "xapian", sizeof "xapian");
        else
            status = read_settings(cluster, i, error);
        if (cluster->shards[local].host != NULL)
            local = i;
    }
    for (size_t i = 0; i < cluster->count && status == MRG_OK; i++)
        status = compare(cluster, local < i ? local : i, local < i ? i : local, error);
    return status;
}

/* ---- opening ---- */

static mrg_status open_native(const struct cluster *cluster, struct engine **engine,
                              mrg_error *error)
{
    const char **folders = calloc(cluster->count, sizeof *folders);
    if (folders == NULL)
        return fail_memory(error);
    for (size_t i = 0; i < cluster->count; i++)
        folders[i] = cluster->shards[i].folder;
    mrg_status status = native_engine_open(folders, cluster->count, engine, error);
    free(folders);
    return status;
}

mrg_status cluster_open(const char *path, const mrg_open_options *options, struct engine **engine,
                        mrg_error *error)
{
    struct cluster cluster;
    mrg_status status = cluster_read(&cluster, path, error);
    if (status != MRG_OK)
        return status;
    status = cluster_agree(&cluster, error);
    if (status == MRG_OK && strcmp(cluster.lines[0].engine, "native") == 0)
        status = open_native(&cluster, engine, error);
    else if (status == MRG_OK && strcmp(cluster.lines[0].engine, "xapian") == 0)
        status = xapian_engine_open(cluster.shards, cluster.count, options, engine, error);
    else if (status == MRG_OK)
        status = fail(error, MRG_ERR_UNSUPPORTED,
                      "%s: indexes of engine \"%s\", which this build does not search", path,
                      cluster.lines[0].engine);
    cluster_free(&cluster);
    return status;
}
