/* All figures as a table of one value a line, for other programs. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "tests/bench/bench.h"

/* Where lines go, and what stands in front of each. */
struct table {
    FILE *file;
    const char *machine;
    uint64_t articles;
    const char *engine;
};

static void put(const struct table *table, const char *measure, const char *unit,
                const char *statistic, double value)
{
    fprintf(table->file, "\"%s\",%.0f,%s,\"%s\",%s,%s,%.3f\n", table->machine,
            (double)table->articles, table->engine, measure, statistic, unit, value);
}

static void put_build(const struct table *table, const struct built *built)
{
    put(table, "index", "s", "wall", built->seconds);
    put(table, "index", "s", "cpu", built->cpu);
    put(table, "index", "bytes", "peak memory", built->rss);
    put(table, "index", "bytes", "text", (double)built->text_bytes);
    put(table, "index", "bytes", "disk", (double)built->index_bytes);
}

static void put_series(const struct table *table, enum measure measure, const struct series *series)
{
    struct summary summary;
    if (series->count == 0 || !summarise(series->seconds, series->count, &summary))
        return;
    const char *name = measure_name(measure);
    put(table, name, "us", "mean", 1e6 * summary.mean);
    put(table, name, "us", "median", 1e6 * summary.median);
    put(table, name, "us", "p95", 1e6 * summary.p95);
    put(table, name, "us", "p99", 1e6 * summary.p99);
}

static void put_engine(const struct table *table, const struct built *built,
                       const struct measured *measured)
{
    if (built->is_done)
        put_build(table, built);
    for (unsigned i = 0; i < MEASURE_COUNT; i++)
        put_series(table, (enum measure)i, &measured->series[i]);
}

bool csv_write(const struct bench *bench, const char *path)
{
    struct table table = {fopen(path, "w"), machine_text(), bench->reading.articles, "none"};
    if (table.file != NULL) {
        fprintf(table.file, "machine,articles,engine,measure,statistic,unit,value\n");
        put_build(&table, &bench->reading);
        for (size_t i = 0; i < bench->engine_count; i++) {
            table.engine = bench->engines[i]->name;
            put_engine(&table, &bench->builds[i], &bench->measured[i]);
        }
        bool is_bad = ferror(table.file) != 0;
        if (fclose(table.file) == 0 && !is_bad)
            return true;
    }
    fprintf(stderr, "morgue-bench: cannot write %s: %s\n", path, strerror(errno));
    return false;
}
