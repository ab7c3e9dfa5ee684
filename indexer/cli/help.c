#include "indexer/cli/command.h"

#include <stdio.h>

#include "indexer/cli/exit_code.h"
#include "indexer/cli/help.h"

void print_usage(FILE *out)
{
    fputs("Usage: morgue-index VERB [OPTION...] INDEX [ARGUMENT...]\n"
          "Build and look after a full-text index of news articles.\n\n",
          out);
    for (const struct command *command = commands; command->name != NULL; command++)
        fprintf(out, "  %-7s %-15s %s\n", command->name, command->operands, command->summary);
    fputs("\n'morgue-index help VERB' tells more; --version prints the version.\n"
          "Exit status: 0 done, 1 done but for listed failures, 2 usage, 3 index missing, damaged\n"
          "or not accessible, 4 index locked by another program, 130 interrupted, work kept.\n",
          out);
}

void print_command_help(FILE *out, const struct command *command)
{
    fprintf(out, "Usage: morgue-index %s [OPTION...] %s\n%s\n", command->name, command->operands,
            command->summary);
    fputs(command->details, out);
    fputc('\n', out);
    for (const struct option *const *option = command->options; *option != NULL; option++) {
        const char *argument = (*option)->argument == NULL ? "" : (*option)->argument;
        int used = fprintf(out, "  --%s %s", (*option)->name, argument);
        fprintf(out, "%*s%s\n", used < 27 ? 27 - used : 1, "", (*option)->help);
    }
}

int run_help(const struct invocation *invocation)
{
    if (invocation->operand_count == 0) {
        print_usage(stdout);
        return EXIT_DONE;
    }
    const struct command *command = command_find(invocation->operands[0]);
    if (command == NULL) {
        complain("'%s' is not a verb; see 'morgue-index help'", invocation->operands[0]);
        return EXIT_USAGE;
    }
    print_command_help(stdout, command);
    return EXIT_DONE;
}
