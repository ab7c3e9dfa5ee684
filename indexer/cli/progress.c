#include "indexer/cli/progress.h"

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

static void print_forecast(const struct progress *progress, uint64_t raw, double elapsed)
{
    char left[FORMAT_ROOM];
    if (progress->raw_total == 0 || raw == 0 || elapsed < forecast_after)
        return;
    uint64_t rest = progress->raw_total > raw ? progress->raw_total - raw : 0;
    format_duration(elapsed * (double)rest / (double)raw, left);
    fprintf(progress->out, "  %s to go", left);
}

static void show(struct progress *progress, const struct progress_file *file, double now)
{
    char articles[FORMAT_ROOM], size[FORMAT_ROOM], rate[FORMAT_ROOM], time[FORMAT_ROOM];
    double elapsed = now - progress->started;
    uint64_t bytes = progress->bytes_finished + file->bytes;
    format_count(progress->articles, articles);
    format_size(bytes, size);
    format_size(elapsed > 0 ? (uint64_t)((double)bytes / elapsed) : 0, rate);
    format_duration(elapsed, time);
    if (progress->is_terminal)
        fputs("\r\033[K", progress->out);
    fprintf(progress->out, "%s articles  %s  %s/s  %s", articles, size, rate, time);
    print_forecast(progress, progress->raw_finished + file->raw, elapsed);
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
