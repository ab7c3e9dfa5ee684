#include "tests/cluster/program.h"

#include "tests/cmocka_all.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

double seconds_now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static void read_back(FILE *file, char text[PROGRAM_OUTPUT_MAX])
{
    rewind(file);
    text[fread(text, 1, PROGRAM_OUTPUT_MAX - 1, file)] = '\0';
    fclose(file);
}

/* A process that runs `command` in a shell, reading nothing. */
static pid_t start(const char *command, FILE *out, FILE *err)
{
    pid_t child = fork();
    assert_true(child >= 0);
    if (child != 0)
        return child;
    int nothing = open("/dev/null", O_RDONLY);
    dup2(nothing, STDIN_FILENO);
    dup2(fileno(out), STDOUT_FILENO);
    dup2(fileno(err), STDERR_FILENO);
    execl("/bin/sh", "sh", "-c", command, (char *)NULL);
    _exit(127);
}

static void run_command(struct program_run *run, const char *command)
{
    FILE *out = tmpfile(), *err = tmpfile();
    int status;
    assert_non_null(out);
    assert_non_null(err);
    double started = seconds_now();
    pid_t child = start(command, out, err);
    assert_int_equal(waitpid(child, &status, 0), child);
    run->seconds = seconds_now() - started;
    run->status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    read_back(out, run->out);
    read_back(err, run->err);
}

static void format_command(char command[3072], const char *format, va_list arguments)
{
    int size = vsnprintf(command, 3072, format, arguments);
    assert_in_range(size, 1, 3071);
}

void program_run(struct program_run *run, const char *format, ...)
{
    char command[3072];
    va_list arguments;
    va_start(arguments, format);
    format_command(command, format, arguments);
    va_end(arguments);
    run_command(run, command);
}

void program_must_run(const char *format, ...)
{
    static struct program_run run;
    char command[3072];
    va_list arguments;
    va_start(arguments, format);
    format_command(command, format, arguments);
    va_end(arguments);
    run_command(&run, command);
    if (run.status != 0)
        fail_msg("exit status %d: %s\n%s%s", run.status, command, run.out, run.err);
}
