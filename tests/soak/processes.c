#include "tests/soak/soak.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

double clock_seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static pid_t start(const struct soak_options *options, const char *index, const char *archive)
{
    char step[32];
    /* At least some fifty commits, however fast the machine is. */
    snprintf(step, sizeof step, "%llu", (unsigned long long)(options->articles / 50 + 1));
    const pid_t id = fork();
    if (id == 0) {
        execl(MORGUE_INDEX_PROGRAM, "morgue-index", "add", "--quiet", "--memory", options->memory,
              "--engine", options->engine, "--commit-articles", step, index, archive, (char *)NULL);
        perror(MORGUE_INDEX_PROGRAM);
        _exit(127);
    }
    return id;
}

static void judge_end(struct process_end *end, int status, const struct rusage *usage)
{
    end->peak = (uint64_t)usage->ru_maxrss * 1024;
    end->was_killed = WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL && end->was_killed;
    end->code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

struct process_end run_add(const struct soak_options *options, const char *index,
                           const char *archive, double delay)
{
    static const struct timespec pause = {0, 2000000};
    struct process_end end = {.code = 127};
    struct rusage usage;
    int status = 0;
    const double begin = clock_seconds();
    const pid_t id = start(options, index, archive);
    if (id < 0)
        return end;
    while (wait4(id, &status, delay < 0 || end.was_killed ? 0 : WNOHANG, &usage) == 0) {
        if (clock_seconds() - begin >= delay) {
            end.was_killed = true;
            kill(id, SIGKILL);
        } else {
            nanosleep(&pause, NULL);
        }
    }
    end.seconds = clock_seconds() - begin;
    judge_end(&end, status, &usage);
    return end;
}
