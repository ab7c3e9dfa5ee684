/* morgue-index check: every checksum and every structure against the others. */
#include <stdio.h>
#include <string.h>

#include "indexer/cli/command.h"
#include "indexer/cli/exit_code.h"
#include "indexer/cli/format.h"

static void print_finding(void *context, const char *line)
{
    (void)context;
    print_plain(stdout, line, strlen(line));
    putchar('\n');
}

int run_check(const struct invocation *invocation)
{
    mrg_error error = MRG_ERROR_INIT;
    const char *path = invocation->operands[0];
    const struct settings *settings = &invocation->settings;
    mrg_status status =
        settings->deep ? mrg_index_check_deep(path, settings->memory, print_finding, NULL, &error)
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
