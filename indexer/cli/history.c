#include "indexer/cli/history.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "common/base/file.h"
#include "common/segment/manifest.h"
#include "indexer/cli/command.h"

void history_fact(struct buffer *facts, const char *name, uint64_t value)
{
    buffer_append_format(facts, " %s=%" PRIu64, name, value);
}

void history_decimal(struct buffer *facts, const char *name, double value)
{
    buffer_append_format(facts, " %s=%.3f", name, value);
}

void history_time(char out[HISTORY_TIME_ROOM])
{
    time_t now = time(NULL);
    struct tm parts;
    if (gmtime_r(&now, &parts) == NULL ||
        strftime(out, HISTORY_TIME_ROOM, "%Y-%m-%dT%H:%M:%SZ", &parts) == 0)
        memcpy(out, "-", 2);
}

static bool is_index(const char *folder)
{
    char *path = path_join(folder, MANIFEST_NAME);
    bool is_there = path != NULL && access(path, F_OK) == 0;
    free(path);
    return is_there;
}

/* One write at the end of the file, so that lines of several programs do not mix. */
static bool append_line(const char *path, const struct buffer *line)
{
    int file = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0666);
    if (file < 0)
        return false;
    bool is_written = write(file, line->data, line->size) == (ssize_t)line->size;
    return close(file) == 0 && is_written;
}

void history_append(const char *index, const char *verb, int exit_code, const struct buffer *facts)
{
    char time[HISTORY_TIME_ROOM];
    struct buffer line = BUFFER_INIT;
    if (!is_index(index))
        return;
    history_time(time);
    buffer_append_format(&line, "%s %s exit=%d", time, verb, exit_code);
    if (facts != NULL)
        buffer_append(&line, facts->data, facts->size);
    buffer_append_byte(&line, '\n');
    char *path = path_join(index, LOG_NAME);
    errno = ENOMEM;
    if (path == NULL || line.failed || !append_line(path, &line))
        complain("cannot write the log of %s: %s", index, strerror(errno));
    free(path);
    buffer_free(&line);
}
