/* morgue-index serve: how other machines search an index, by way of xapian-tcpsrv. */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/base/buffer.h"
#include "indexer/cli/command.h"
#include "indexer/cli/exit_code.h"

static const char program[] = "xapian-tcpsrv";

enum { ARGUMENT_COUNT = 6 }; /* of the program, its name included */

/* A command line, ready for execvp. */
struct server_command {
    char port[32];                       /* "--port=7654" */
    char *interface;                     /* "--interface=127.0.0.1", owned */
    char *folder;                        /* the index, with its whole path, owned */
    char *arguments[ARGUMENT_COUNT + 1]; /* the above, in order; NULL behind the last */
};

static void command_free(struct server_command *command)
{
    free(command->interface);
    free(command->folder);
}

/* False when memory is short or the folder has gone. */
static bool command_make(struct server_command *command, const char *path,
                         const struct settings *settings)
{
    *command = (struct server_command){.folder = realpath(path, NULL)};
    snprintf(command->port, sizeof command->port, "--port=%" PRIu16, settings->port);
    if (asprintf(&command->interface, "--interface=%s", settings->interface) < 0)
        command->interface = NULL;
    if (command->folder == NULL || command->interface == NULL)
        return false;
    command->arguments[0] = (char *)(uintptr_t)program;
    command->arguments[1] = command->interface;
    command->arguments[2] = command->port;
    command->arguments[3] = command->folder;
    return true;
}

/* Append an argument as a shell takes it back. */
static void append_quoted(struct buffer *out, const char *argument)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                "-_=./:,+@%";
    if (argument[strspn(argument, plain)] == '\0') {
        buffer_append_string(out, argument);
        return;
    }
    buffer_append_byte(out, '\'');
    for (const char *c = argument; *c != '\0'; c++)
        if (*c == '\'')
            buffer_append_string(out, "'\\''");
        else
            buffer_append_byte(out, (uint8_t)*c);
    buffer_append_byte(out, '\'');
}

static int print_command(const struct server_command *command)
{
    struct buffer line = BUFFER_INIT;
    for (size_t i = 0; command->arguments[i] != NULL; i++) {
        buffer_append_string(&line, i > 0 ? " " : "");
        append_quoted(&line, command->arguments[i]);
    }
    const char *text = buffer_c_string(&line);
    if (text != NULL)
        puts(text);
    else
        complain("out of memory");
    buffer_free(&line);
    return text != NULL ? EXIT_DONE : EXIT_INDEX;
}

/* Whether a Ctrl-C in the terminal is meant for this process. A shell that starts a program in the background
 * within its own process group makes it ignore that. */
static bool is_in_foreground(void)
{
    struct sigaction action;
    int terminal = open("/dev/tty", O_RDONLY | O_NOCTTY | O_CLOEXEC);
    bool is_here = terminal >= 0 && tcgetpgrp(terminal) == getpgrp();
    if (terminal >= 0)
        close(terminal);
    return is_here && sigaction(SIGINT, NULL, &action) == 0 && action.sa_handler != SIG_IGN;
}

/* When it is stopped, the server signals its whole process group, to end those that serve connections: that
 * must not be the group of a script which started it. */
static void leave_group(void)
{
    if (!is_in_foreground())
        setpgid(0, 0); /* fails only where it leads a session, and so has a group of its own */
}

/* Become the server; returns only when that fails. */
static int run_command(const struct server_command *command)
{
    leave_group();
    execvp(program, command->arguments);
    if (errno == ENOENT)
        complain("%s is not installed (package xapian-tools)", program);
    else
        complain("cannot run %s: %s", program, strerror(errno));
    return EXIT_INDEX;
}

/* See that `path` is an index that xapian-tcpsrv can read. Returns an exit code. */
static int check_index(const char *path)
{
    struct stat about;
    mrg_index *index;
    mrg_index_stats stats;
    mrg_error error = MRG_ERROR_INIT;
    if (stat(path, &about) == 0 && !S_ISDIR(about.st_mode)) {
        complain("%s: a file, not an index folder; the shards of a cluster are served one by one",
                 path);
        return EXIT_INDEX;
    }
    mrg_status status = mrg_index_open(path, &index, &error);
    if (status != MRG_OK) {
        complain("%s", error.message);
        return exit_code_of(status);
    }
    mrg_index_get_stats(index, &stats);
    mrg_index_close(index);
    if (strcmp(stats.engine, "xapian") == 0)
        return EXIT_DONE;
    complain("%s: an index of engine %s; only those of engine xapian can be served"
             " (morgue-index add --engine xapian)",
             path, stats.engine);
    return EXIT_USAGE;
}

int run_serve(const struct invocation *invocation)
{
    const char *path = invocation->operands[0];
    struct server_command command;
    int code = check_index(path);
    if (code != EXIT_DONE)
        return code;
    if (!command_make(&command, path, &invocation->settings)) {
        complain("%s: %s", path, strerror(errno));
        code = EXIT_INDEX;
    } else {
        code = invocation->settings.run ? run_command(&command) : print_command(&command);
    }
    command_free(&command);
    return code;
}
