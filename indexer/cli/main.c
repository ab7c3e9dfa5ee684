/* morgue-index: build an index of news articles and look after it. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#if defined(__GLIBC__)
#include <malloc.h>
#endif

#include "common/base/standard_files.h"
#include "indexer/cli/command.h"
#include "indexer/cli/exit_code.h"
#include "indexer/cli/help.h"

static int run_command(const struct command *command, int count, char **arguments)
{
    struct invocation invocation;
    int code = EXIT_USAGE;
    if (invocation_read(&invocation, command, count, arguments)) {
        if (invocation.settings.help) {
            print_command_help(stdout, command);
            code = EXIT_DONE;
        } else {
            code = command->run(&invocation);
        }
    }
    invocation_free(&invocation);
    return code;
}

static int dispatch(int argc, char **argv)
{
    if (argc < 2) {
        print_usage(stderr);
        return EXIT_USAGE;
    }
    const char *verb = argv[1];
    if (strcmp(verb, "--version") == 0) {
        printf("morgue-index %s\n", mrg_version());
        return EXIT_DONE;
    }
    if (strcmp(verb, "--help") == 0 || strcmp(verb, "-h") == 0)
        verb = "help";
    const struct command *command = command_find(verb);
    if (command == NULL) {
        complain("'%s' is not a verb; see 'morgue-index help'", verb);
        return EXIT_USAGE;
    }
    return run_command(command, argc - 2, argv + 2);
}

/* Large buffers go back to the system when they are freed. As it comes, glibc keeps them once some were freed, in
 * pieces that the next often do not fit: 400,000 articles with 128 MB of memory allowed held 403 MB, and so 150. */
static void set_up_memory(void)
{
#if defined(__GLIBC__)
    mallopt(M_MMAP_THRESHOLD, 1 << 20);
#endif
}

int main(int argc, char **argv)
{
    set_up_memory();
    standard_files_open();
    int code = dispatch(argc, argv);
    /* What stands in the buffer may meet a full disk only here. */
    if (fflush(stdout) != 0 || ferror(stdout)) {
        complain("cannot write standard output: %s", strerror(errno));
        if (code == EXIT_DONE)
            code = EXIT_FAILURES;
    }
    return code;
}
