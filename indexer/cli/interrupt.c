#include "indexer/cli/interrupt.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

static volatile sig_atomic_t received;
static volatile sig_atomic_t unreadable = -1; /* /dev/null, open for writing only; -1: none */

/* A read that waits for standard input has to end, and not as if the input were complete: a file
 * that cannot be read takes its place. dup2 is safe in a signal handler. */
static void on_signal(int number)
{
    int saved = errno;
    received = number;
    if (unreadable >= 0)
        dup2(unreadable, STDIN_FILENO);
    errno = saved;
}

/* Catch `number`, unless whoever started the program chose to have it ignored. */
static void catch_signal(int number)
{
    struct sigaction action;
    if (sigaction(number, NULL, &action) == 0 && action.sa_handler == SIG_IGN)
        return;
    memset(&action, 0, sizeof action);
    action.sa_handler = on_signal;
    sigemptyset(&action.sa_mask);
    /* No SA_RESTART, for the same read. */
    action.sa_flags = (int)SA_RESETHAND;
    sigaction(number, &action, NULL);
}

void interrupt_prepare(void)
{
    unreadable = open("/dev/null", O_WRONLY | O_CLOEXEC);
    catch_signal(SIGINT);
    catch_signal(SIGTERM);
    signal(SIGPIPE, SIG_IGN);
}

int interrupt_signal(void)
{
    return received;
}
