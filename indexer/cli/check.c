/* morgue-index check: every checksum and every structure against the others. */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "indexer/cli/command.h"
#include "indexer/cli/exit_code.h"
#include "indexer/cli/format.h"

static void print_finding(void *context, const char *line)
{
    (void)context;
    print_plain(stdout, line, strlen(line));
    putchar('\n');
}

/* A deep check of a cluster's shards. */
struct deep_shards {
    size_t memory;     /* bytes a check may take */
    mrg_status status; /* of the first shard that is not in order */
    mrg_error error;   /* likewise */
};

static void check_shard(void *context, const char *shard, bool is_local)
{
    struct deep_shards *deep = context;
    mrg_error error = MRG_ERROR_INIT;
    if (!is_local) {
        print_plain(stdout, shard, strlen(shard));
        puts(": not checked: check the index where it is served from");
        return;
    }
    mrg_status status = mrg_index_check_deep(shard, deep->memory, print_finding, NULL, &error);
    if (deep->status == MRG_OK && status != MRG_OK) {
        deep->status = status;
        deep->error = error;
    }
}

static mrg_status check_deep(const char *path, size_t memory, mrg_error *error)
{
    struct stat about;
    if (stat(path, &about) != 0 || !S_ISREG(about.st_mode))
        return mrg_index_check_deep(path, memory, print_finding, NULL, error);
    struct deep_shards deep = {.memory = memory, .status = MRG_OK};
    mrg_status status = mrg_cluster_shards(path, check_shard, &deep, error);
    if (deep.status == MRG_OK)
        return status;
    *error = deep.error;
    return deep.status;
}

int run_check(const struct invocation *invocation)
{
    mrg_error error = MRG_ERROR_INIT;
    const char *path = invocation->operands[0];
    const struct settings *settings = &invocation->settings;
    mrg_status status = settings->deep ? check_deep(path, settings->memory, &error)
                                       : mrg_index_check(path, print_finding, NULL, &error);
    if (status != MRG_OK) {
        fflush(stdout); /* findings first, then what they come to */
        complain("%s", error.message);
    } else if (!invocation->settings.quiet) {
        print_plain(stdout, path, strlen(path));
        puts(": nothing wrong");
    }
    return exit_code_of(status);
}
