/* morgue-bench: Morgue beside other engines, on the same articles and the same queries.
 *
 * Indexes are built first, one after another, each in a process of its own; then the queries are
 * drawn from the archive; then every engine runs them in this process. */
#include <errno.h>
#if defined(__GLIBC__)
#include <malloc.h>
#endif
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "tests/bench/bench.h"

static bool make_work_folder(const char *path)
{
    if (mkdir(path, 0777) == 0 || errno == EEXIST)
        return true;
    fprintf(stderr, "morgue-bench: cannot make %s: %s\n", path, strerror(errno));
    return false;
}

/* Read the archive once without an index; nothing else makes sense where that fails. */
static bool read_alone(struct bench *bench)
{
    if (!make_work_folder(bench->options.work) ||
        !build_index(&bench->options, NULL, &bench->reading))
        return false;
    if (bench->reading.articles == 0)
        fprintf(stderr, "morgue-bench: no articles in %s\n", bench->options.archive);
    return bench->reading.articles > 0;
}

static bool build_all(struct bench *bench)
{
    bool done = true;
    for (size_t i = 0; i < bench->engine_count; i++) {
        if (!bench->options.is_chosen[i])
            continue;
        fprintf(stderr, "index: %s\n", bench->engines[i]->what);
        done = build_index(&bench->options, bench->engines[i], &bench->builds[i]) && done;
    }
    return done;
}

static bool measure_all(struct bench *bench)
{
    const struct options *options = &bench->options;
    bool done = true;
    fprintf(stderr, "drawing queries\n");
    if (!queries_draw(options->archive, options->articles, options->queries, &bench->queries)) {
        fprintf(stderr, "morgue-bench: no queries could be drawn from the archive\n");
        return false;
    }
    for (size_t i = 0; i < bench->engine_count; i++) {
        if (!bench->builds[i].is_done)
            continue;
        fprintf(stderr, "queries: %s\n", bench->engines[i]->name);
        done = measure_engine(options, bench->engines[i], &bench->queries, &bench->measured[i]) &&
               done;
    }
    return done;
}

/* As morgue-index does (indexer/cli/main.c); for all engines alike. */
static void set_up_memory(void)
{
#if defined(__GLIBC__)
    mallopt(M_MMAP_THRESHOLD, 1 << 20);
#endif
}

int main(int count, char **words)
{
    set_up_memory();
    struct bench bench = {0};
    int code = 0;
    if (!options_parse(&bench.options, count, words, &code))
        return code;
    bench.engines = engines_all(&bench.engine_count);
    if (!read_alone(&bench))
        return 1;
    bool done = build_all(&bench);
    done = measure_all(&bench) && done;
    report_print(&bench);
    goals_print(&bench);
    differences_print(&bench);
    done = differences_check(&bench) && done;
    if (bench.options.csv != NULL)
        done = csv_write(&bench, bench.options.csv) && done;
    queries_free(&bench.queries);
    for (size_t i = 0; i < bench.engine_count; i++)
        measured_free(&bench.measured[i]);
    return done ? 0 : 1;
}
