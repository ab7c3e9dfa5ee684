#include "indexer/cli/progress.h"

#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "indexer/cli/format.h"

/* Seconds between two lines: often enough to see movement, seldom enough to leave a readable log.
 */
static const double terminal_interval = 0.1;
static const double plain_interval = 10;

/* No forecast before this many seconds: the first rates say little. */
static const double forecast_after = 1;

double clock_now(void)
{
    struct timespec now;
    if (clock_gettime(CLOCK_MONOTONIC, &now) != 0)
        return 0;
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

void progress_start(struct progress *progress, FILE *out)
{
    *progress = (struct progress){.out = out};
    progress->is_terminal = out != NULL && isatty(fileno(out)) == 1;
    progress->started = clock_now();
    progress->shown = progress->started;
}

/* Bytes of a line, its end included. */
enum { LINE_ROOM = 8 * FORMAT_ROOM };

/* How many bytes of the line are printed: on a terminal fewer than it has columns, as a line that wraps cannot be
 * rewritten. */
static size_t line_limit(const struct progress *progress)
{
    struct winsize size;
    if (!progress->is_terminal || ioctl(fileno(progress->out), TIOCGWINSZ, &size) != 0 ||
        size.ws_col == 0)
        return LINE_ROOM;
    return size.ws_col - 1U;
}

/* Append the time to go to the `used` bytes of the line. */
static void append_forecast(const struct progress *progress, uint64_t raw, double elapsed,
                            char line[LINE_ROOM], size_t used)
{
    char left[FORMAT_ROOM];
    if (progress->raw_total == 0 || raw == 0 || elapsed < forecast_after)
        return;
    uint64_t rest = progress->raw_total > raw ? progress->raw_total - raw : 0;
    format_duration(elapsed * (double)rest / (double)raw, left);
    snprintf(line + used, LINE_ROOM - used, "  %s to go", left);
}

static void show(struct progress *progress, const struct progress_file *file, double now)
{
    char line[LINE_ROOM], articles[FORMAT_ROOM], size[FORMAT_ROOM], rate[FORMAT_ROOM],
        time[FORMAT_ROOM];
    double elapsed = now - progress->started;
    uint64_t bytes = progress->bytes_finished + file->bytes;
    format_count(progress->articles, articles);
    format_size(bytes, size);
    format_size(elapsed > 0 ? (uint64_t)((double)bytes / elapsed) : 0, rate);
    format_duration(elapsed, time);
    int used = snprintf(line, sizeof line, "%s articles  %s  %s/s  %s", articles, size, rate, time);
    if (used > 0 && used < LINE_ROOM)
        append_forecast(progress, progress->raw_finished + file->raw, elapsed, line, (size_t)used);
    if (progress->is_terminal)
        fputs("\r\033[K", progress->out);
    fprintf(progress->out, "%.*s", (int)line_limit(progress), line);
    if (!progress->is_terminal)
        fputc('\n', progress->out);
    progress->line_is_open = progress->is_terminal;
    fflush(progress->out);
    progress->shown = now;
}

void progress_article(struct progress *progress, const struct progress_file *file)
{
    progress->articles++;
    if (progress->out == NULL)
        return;
    double now = clock_now();
    if (now - progress->shown >= (progress->is_terminal ? terminal_interval : plain_interval))
        show(progress, file, now);
}

void progress_finish_file(struct progress *progress, const struct progress_file *file)
{
    progress->raw_finished += file->raw;
    progress->bytes_finished += file->bytes;
}

void progress_skip_file(struct progress *progress, uint64_t raw)
{
    progress->raw_total -= raw < progress->raw_total ? raw : progress->raw_total;
}

void progress_clear(struct progress *progress)
{
    if (!progress->line_is_open)
        return;
    fputs("\r\033[K", progress->out);
    fflush(progress->out);
    progress->line_is_open = false;
}
