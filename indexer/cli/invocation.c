#include "indexer/cli/command.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "indexer/cli/format.h"

/* A minute: what a killed run loses at most; a commit costs far less than that. */
static const double default_commit_every = 60;

void complain(const char *format, ...)
{
    char line[2048];
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    if (length < 0)
        return;
    size_t size = (size_t)length < sizeof line ? (size_t)length : sizeof line - 1;
    fputs("morgue-index: ", stderr);
    print_plain(stderr, line, size);
    fputc('\n', stderr);
}

/* The option that `argument` ("--name" or "--name=value") names; *value receives what follows "=".
 */
static const struct option *find_option(const struct command *command, const char *argument,
                                        const char **value)
{
    const char *name = argument + 2;
    size_t size = strcspn(name, "=");
    *value = name[size] == '=' ? name + size + 1 : NULL;
    for (const struct option *const *option = command->options; *option != NULL; option++)
        if (strlen((*option)->name) == size && memcmp((*option)->name, name, size) == 0)
            return *option;
    return NULL;
}

/* Read the option at arguments[*at], and its value, which may be the next argument. */
static bool read_option(struct invocation *invocation, int count, char **arguments, int *at)
{
    const char *value;
    const char *argument = arguments[*at];
    const char *name = invocation->command->name;
    const struct option *option = find_option(invocation->command, argument, &value);
    if (option == NULL) {
        complain("%s: no such option for %s; see 'morgue-index help %s'", argument, name, name);
        return false;
    }
    if (option->argument == NULL && value != NULL) {
        complain("--%s takes no value", option->name);
        return false;
    }
    if (option->argument != NULL && value == NULL) {
        if (*at + 1 >= count) {
            complain("--%s needs a value: %s", option->name, option->argument);
            return false;
        }
        value = arguments[++*at];
    }
    if (!option->set(&invocation->settings, value)) {
        complain("--%s: '%s' is not a valid %s", option->name, value == NULL ? "" : value,
                 option->argument == NULL ? "value" : option->argument);
        return false;
    }
    return true;
}

static bool check_operands(const struct invocation *invocation)
{
    const struct command *command = invocation->command;
    size_t count = invocation->operand_count;
    if (invocation->settings.help || (count >= command->least && count <= command->most))
        return true;
    complain("usage: morgue-index %s %s", command->name, command->operands);
    return false;
}

bool invocation_read(struct invocation *invocation, const struct command *command, int count,
                     char **arguments)
{
    size_t room = (size_t)count + 1;
    *invocation = (struct invocation){.command = command};
    invocation->settings.date = MRG_NO_TIME;
    invocation->settings.commit_every = default_commit_every;
    invocation->settings.port = 7654;
    invocation->settings.interface = "127.0.0.1";
    invocation->operands = calloc(room, sizeof *invocation->operands);
    invocation->settings.map = calloc(room, sizeof *invocation->settings.map);
    if (invocation->operands == NULL || invocation->settings.map == NULL) {
        complain("out of memory");
        return false;
    }
    bool options_ended = false;
    for (int at = 0; at < count; at++) {
        const char *argument = arguments[at];
        if (options_ended || argument[0] != '-' || argument[1] == '\0') {
            invocation->operands[invocation->operand_count++] = argument;
        } else if (strcmp(argument, "--") == 0) {
            options_ended = true;
        } else if (strcmp(argument, "-h") == 0) {
            invocation->settings.help = true;
        } else if (argument[1] != '-') {
            complain("%s: no such option", argument);
            return false;
        } else if (!read_option(invocation, count, arguments, &at)) {
            return false;
        }
    }
    return check_operands(invocation);
}

void invocation_free(struct invocation *invocation)
{
    free(invocation->operands);
    free(invocation->settings.map);
    invocation->operands = NULL;
    invocation->settings.map = NULL;
}
