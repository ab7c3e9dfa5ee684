/* morgue-index repair: drop what is damaged, keep the rest, say what is lost. */
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

static void print_summary(const mrg_repair_result *result)
{
    char articles[FORMAT_ROOM], lost[FORMAT_ROOM], rebuilt[FORMAT_ROOM], damaged[FORMAT_ROOM];
    format_count(result->articles, articles);
    format_count(result->lost, lost);
    format_count(result->rebuilt, rebuilt);
    format_count(result->damaged, damaged);
    printf("damaged files %s, made anew %s, articles %s, lost %s", damaged, rebuilt, articles,
           lost);
    puts(result->unknown > 0 ? " and what could not be counted" : "");
}

int run_repair(const struct invocation *invocation)
{
    mrg_error error = MRG_ERROR_INIT;
    mrg_repair_result result = {.articles = 0};
    mrg_writer_options options = MRG_WRITER_OPTIONS_INIT;
    const struct settings *settings = &invocation->settings;
    options.memory = settings->memory;
    options.wait = settings->wait;
    mrg_status status =
        mrg_index_repair(invocation->operands[0], &options, print_line, NULL, &result, &error);
    fflush(stdout); /* what was found first, then what it comes to */
    if (status != MRG_OK)
        return change_result(status, &error);
    bool is_whole = result.lost == 0 && result.unknown == 0;
    if (!settings->quiet || !is_whole)
        print_summary(&result);
    return is_whole ? EXIT_DONE : EXIT_FAILURES;
}
