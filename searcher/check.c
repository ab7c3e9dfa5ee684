/* mrg_index_check: every checksum, and every structure against the others. */
#include "common/glass/check.h"
#include "common/base/error.h"
#include "common/glass/scheme.h"
#include "common/segment/check.h"
#include "searcher/cluster.h"

static mrg_status check_folder(const char *path, void (*report)(void *context, const char *line),
                               void *context, mrg_error *error)
{
    struct findings findings = {.report = report, .context = context};
    mrg_status status = check_index(path, &findings, NULL, NULL, error);
    bool is_glass = false;
    if (status == MRG_OK && findings.count == 0)
        status = glass_is_engine_of(path, &is_glass, error);
    if (status == MRG_OK && is_glass)
        status = glass_check(path, &findings, NULL, error);
    return status == MRG_OK ? findings_result(&findings, error) : status;
}

/* ---- clusters ---- */

static void say_server(const struct shard *shard, void (*report)(void *context, const char *line),
                       void *context)
{
    mrg_error line;
    fail(&line, MRG_ERR_UNSUPPORTED, "%s: not checked: check the index where it is served from",
         shard->name);
    if (report != NULL)
        report(context, line.message);
}

/* Check every local shard, and, where they are in order, that they go together. */
static mrg_status check_cluster(const char *path, void (*report)(void *context, const char *line),
                                void *context, mrg_error *error)
{
    struct cluster cluster;
    mrg_status status = cluster_read(&cluster, path, error);
    if (status != MRG_OK)
        return status;
    for (size_t i = 0; i < cluster.count; i++) {
        mrg_error *first = status == MRG_OK ? error : NULL;
        mrg_status of_shard = MRG_OK;
        if (cluster.shards[i].host != NULL)
            say_server(&cluster.shards[i], report, context);
        else
            of_shard = check_folder(cluster.shards[i].folder, report, context, first);
        if (status == MRG_OK)
            status = of_shard;
    }
    if (status == MRG_OK)
        status = cluster_agree(&cluster, error);
    cluster_free(&cluster);
    return status;
}

mrg_status mrg_cluster_shards(const char *path,
                              void (*each)(void *context, const char *shard, bool is_local),
                              void *context, mrg_error *error)
{
    struct cluster cluster;
    mrg_status status = cluster_read(&cluster, path, error);
    if (status != MRG_OK)
        return status;
    for (size_t i = 0; i < cluster.count; i++) {
        bool is_local = cluster.shards[i].host == NULL;
        each(context, is_local ? cluster.shards[i].folder : cluster.shards[i].name, is_local);
    }
    status = cluster_agree(&cluster, error);
    cluster_free(&cluster);
    return status;
}

mrg_status mrg_index_check(const char *path, void (*report)(void *context, const char *line),
                           void *context, mrg_error *error)
{
    return cluster_is_file(path) ? check_cluster(path, report, context, error)
                                 : check_folder(path, report, context, error);
}
