/* Building one index in a process of its own, so that its peak of memory is its own as well. */
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/bench/bench.h"

static bool complain(const char *what)
{
    fprintf(stderr, "morgue-bench: %s: %s\n", what, strerror(errno));
    return false;
}

bool index_path(const struct options *options, const struct engine *engine, char *path, size_t size)
{
    const char *name = engine == NULL ? "none" : engine->name;
    int length = snprintf(path, size, "%s/bench-%s", options->work, name);
    return length > 0 && (size_t)length < size;
}

/* ------------------------------------------------------------------------------ in the process */

struct job {
    const struct engine *engine; /* NULL: only read */
    void *builder;               /* of the engine */
    struct built built;
};

static uint64_t text_size(const mrg_article *article)
{
    uint64_t size = article->headline.size + article->deck.size + article->body.size;
    for (size_t i = 0; i < article->captions.count; i++)
        size += article->captions.items[i].size;
    return size;
}

static bool take_article(void *context, const mrg_article *article)
{
    struct job *job = context;
    job->built.articles++;
    job->built.text_bytes += text_size(article);
    return job->engine == NULL || job->engine->add(job->builder, article);
}

static bool run_job(const struct options *options, const char *path, struct job *job)
{
    if (job->engine != NULL) {
        job->builder = job->engine->create(path, options->memory);
        if (job->builder == NULL)
            return false;
    }
    bool read = archive_read(options->archive, options->articles, take_article, job);
    return (job->engine == NULL || job->engine->finish(job->builder)) && read;
}

/* What the new process does: build, and send what is known from inside. */
static void work(const struct options *options, const struct engine *engine, const char *path,
                 int out)
{
    struct job job = {.engine = engine};
    double start = clock_seconds();
    job.built.is_done = run_job(options, path, &job);
    job.built.seconds = clock_seconds() - start;
    ssize_t sent = write(out, &job.built, sizeof job.built);
    _exit(sent == (ssize_t)sizeof job.built ? 0 : 1);
}

/* ------------------------------------------------------------------------------ around the process */

static double seconds_of(struct timeval time)
{
    return (double)time.tv_sec + 1e-6 * (double)time.tv_usec;
}

static bool collect(pid_t child, int in, struct built *built)
{
    struct rusage usage;
    int status = 0;
    ssize_t received = read(in, built, sizeof *built);
    if (wait4(child, &status, 0, &usage) != child)
        return complain("cannot wait for the build");
    if (received != (ssize_t)sizeof *built || status != 0 || !built->is_done) {
        fprintf(stderr, "morgue-bench: the build did not come to its end\n");
        *built = (struct built){0};
        return false;
    }
    built->cpu = seconds_of(usage.ru_utime) + seconds_of(usage.ru_stime);
    built->rss = 1024.0 * (double)usage.ru_maxrss;
    return true;
}

static bool build_apart(const struct options *options, const struct engine *engine,
                        const char *path, struct built *built)
{
    int ends[2];
    if (pipe(ends) != 0)
        return complain("cannot make a pipe");
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        close(ends[0]);
        work(options, engine, path, ends[1]);
    }
    close(ends[1]);
    bool built_well = child > 0 ? collect(child, ends[0], built) : complain("cannot fork");
    close(ends[0]);
    return built_well;
}

/* -------------------------------------------------------------------- what earlier runs left */

/* The note beside an index: of which archive it was made, and the figures of its build. */
static bool note_path(const char *index, char *path, size_t size)
{
    int length = snprintf(path, size, "%s.built", index);
    return length > 0 && (size_t)length < size;
}

/* What has to be the same for an index to be used again. */
static bool write_key(const struct options *options, char *key, size_t size)
{
    struct stat status;
    if (stat(options->archive, &status) != 0)
        return complain(options->archive);
    int length = snprintf(key, size, "%jd-%jd-%" PRIu64 "-%zu", (intmax_t)status.st_size,
                          (intmax_t)status.st_mtime, options->articles, options->memory);
    return length > 0 && (size_t)length < size;
}

static bool read_note(const struct options *options, const char *index, struct built *built)
{
    char path[PATH_MAX];
    char key[100];
    char noted[100];
    if (!note_path(index, path, sizeof path) || !write_key(options, key, sizeof key))
        return false;
    FILE *file = fopen(path, "r");
    if (file == NULL)
        return false;
    int fields = fscanf(file, "%99s %" SCNu64 " %" SCNu64 " %" SCNu64 " %lf %lf %lf", noted,
                        &built->articles, &built->text_bytes, &built->index_bytes, &built->seconds,
                        &built->cpu, &built->rss);
    fclose(file);
    built->is_done = built->is_reused = fields == 7 && strcmp(key, noted) == 0;
    return built->is_done;
}

static bool write_note(const struct options *options, const char *index, const struct built *built)
{
    char path[PATH_MAX];
    char key[100];
    if (!note_path(index, path, sizeof path) || !write_key(options, key, sizeof key))
        return false;
    FILE *file = fopen(path, "w");
    if (file == NULL)
        return complain(path);
    fprintf(file, "%s %" PRIu64 " %" PRIu64 " %" PRIu64 " %.6f %.6f %.0f\n", key, built->articles,
            built->text_bytes, built->index_bytes, built->seconds, built->cpu, built->rss);
    return fclose(file) == 0 || complain(path);
}

static bool remove_note(const char *index)
{
    char path[PATH_MAX];
    return note_path(index, path, sizeof path) && (remove(path) == 0 || errno == ENOENT);
}

static bool may_reuse(const struct options *options, const struct engine *engine)
{
    return !options->rebuild && (engine != &engine_native || options->reuse_native);
}

/* Build anew as often as asked for; the figures of the fastest are kept, and the index of the last. */
static bool build_anew(const struct options *options, const struct engine *engine, const char *path,
                       struct built *best)
{
    for (unsigned i = 0; i < options->builds; i++) {
        struct built built = {0};
        if (!folder_renew(path) || !build_apart(options, engine, path, &built))
            return false;
        fprintf(stderr, "index: %s took %.2f s, %.2f s of processor time, %.0f MB\n", engine->name,
                built.seconds, built.cpu, built.rss / 1e6);
        if (i == 0 || built.seconds < best->seconds)
            *best = built;
    }
    best->index_bytes = folder_bytes(path);
    return true;
}

bool build_index(const struct options *options, const struct engine *engine, struct built *built)
{
    char path[PATH_MAX];
    *built = (struct built){0};
    if (engine == NULL)
        return build_apart(options, NULL, "", built);
    if (!index_path(options, engine, path, sizeof path))
        return false;
    if (may_reuse(options, engine) && read_note(options, path, built))
        return true;
    *built = (struct built){0};
    return remove_note(path) && build_anew(options, engine, path, built) &&
           write_note(options, path, built);
}
