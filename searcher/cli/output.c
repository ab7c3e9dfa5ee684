#include "searcher/cli/output.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/base/error.h"

mrg_status output_flush(struct output *output, mrg_error *error)
{
    if (output->text.failed)
        return fail_memory(error);
    size_t done = 0;
    while (done < output->text.size && !output->is_closed) {
        ssize_t written = write(STDOUT_FILENO, output->text.data + done, output->text.size - done);
        if (written >= 0)
            done += (size_t)written;
        else if (errno == EPIPE)
            output->is_closed = true;
        else if (errno != EINTR)
            return fail_errno(error, errno, "cannot write to", "standard output");
    }
    buffer_clear(&output->text);
    return MRG_OK;
}

/* The pager's command line; NULL: none wanted. */
static const char *pager_command(void)
{
    const char *command = getenv("MORGUE_PAGER");
    if (command == NULL)
        command = getenv("PAGER");
    if (command == NULL)
        command = "less -R";
    return command[0] == '\0' || strcmp(command, "cat") == 0 ? NULL : command;
}

static bool is_longer_than(const struct buffer *text, size_t lines)
{
    for (size_t i = 0; i < text->size; i++)
        if (text->data[i] == '\n' && lines-- == 0)
            return true;
    return false;
}

/* True when the pager took the text; false when there is none to start, nothing being written then. */
static bool send_through_pager(const struct buffer *text, const char *command)
{
    enum { NOT_FOUND = 127 }; /* what the shell says to a command that is not there */
    setenv("LESS", "FRX", 0); /* quit when it fits, pass styles through, leave the text standing */
    FILE *pager = popen(command, "w");
    if (pager == NULL)
        return false;
    void (*interrupt)(int) = signal(SIGINT, SIG_IGN); /* ^C is the pager's while it runs */
    fwrite(text->data, 1, text->size, pager);         /* it may be left early: no error */
    int result = pclose(pager);
    signal(SIGINT, interrupt);
    return result != -1 && !(WIFEXITED(result) && WEXITSTATUS(result) == NOT_FOUND);
}

mrg_status output_finish(struct output *output, mrg_error *error)
{
    const char *command = output->use_pager ? pager_command() : NULL;
    bool is_long = !output->text.failed && output->terminal.is_terminal &&
                   output->terminal.height > 1 &&
                   is_longer_than(&output->text, output->terminal.height - 1);
    if (command != NULL && is_long && send_through_pager(&output->text, command)) {
        buffer_clear(&output->text);
        return MRG_OK;
    }
    return output_flush(output, error);
}

void output_free(struct output *output)
{
    buffer_free(&output->text);
}
