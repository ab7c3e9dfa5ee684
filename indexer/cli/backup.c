/* morgue-index backup: a consistent copy of an index that may be in use. */
#include <stdio.h>
#include <string.h>

#include "indexer/cli/change.h"
#include "indexer/cli/command.h"
#include "indexer/cli/exit_code.h"
#include "indexer/cli/format.h"

static void print_line(void *context, const char *line)
{
    (void)context;
    print_plain(stdout, line, strlen(line));
    putchar('\n');
}

int run_backup(const struct invocation *invocation)
{
    mrg_error error = MRG_ERROR_INIT;
    mrg_backup_result result;
    char copied[FORMAT_ROOM], bytes[FORMAT_ROOM], linked[FORMAT_ROOM], kept[FORMAT_ROOM];
    const mrg_backup_options options = {
        .verify = invocation->settings.verify, .report = print_line, .context = NULL};
    mrg_status status = mrg_index_backup_with(invocation->operands[0], invocation->operands[1],
                                              &options, &result, &error);
    fflush(stdout);
    if (status != MRG_OK)
        return change_result(status, &error);
    format_count(result.copied - result.linked, copied);
    format_size(result.bytes, bytes);
    format_count(result.linked, linked);
    format_count(result.kept, kept);
    if (!invocation->settings.quiet)
        printf("files copied %s (%s), linked %s, kept %s\n", copied, bytes, linked, kept);
    return EXIT_DONE;
}
