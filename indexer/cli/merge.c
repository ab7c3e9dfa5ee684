/* morgue-index merge: one segment out of many. */
#include <stdio.h>

#include "indexer/cli/change.h"
#include "indexer/cli/command.h"
#include "indexer/cli/exit_code.h"
#include "indexer/cli/format.h"
#include "indexer/cli/history.h"
#include "indexer/cli/progress.h"

/* Size in bytes of what is committed; 0 when it cannot be opened. */
static uint64_t index_size(const char *path)
{
    mrg_index *index;
    mrg_index_stats stats;
    if (mrg_index_open(path, &index, NULL) != MRG_OK)
        return 0;
    mrg_index_get_stats(index, &stats);
    mrg_index_close(index);
    return stats.bytes;
}

static void log_run(const char *path, int code, double seconds)
{
    struct buffer facts = BUFFER_INIT;
    history_decimal(&facts, "seconds", seconds);
    history_append(path, "merge", code, &facts);
    buffer_free(&facts);
}

int run_merge(const struct invocation *invocation)
{
    mrg_writer *writer = NULL;
    mrg_error error = MRG_ERROR_INIT;
    char before[FORMAT_ROOM], after[FORMAT_ROOM], time[FORMAT_ROOM];
    const char *path = invocation->operands[0];
    double started = clock_now();
    format_size(index_size(path), before);
    int code = change_begin(invocation, &writer);
    if (code == EXIT_DONE) {
        mrg_status status = mrg_writer_merge(writer, &error);
        mrg_writer_close(writer);
        code = change_result(status, &error);
    }
    log_run(path, code, clock_now() - started);
    if (code != EXIT_DONE)
        return code;
    format_size(index_size(path), after);
    format_duration(clock_now() - started, time);
    if (!invocation->settings.quiet)
        printf("merged in %s: %s before, %s now\n", time, before, after);
    return EXIT_DONE;
}
