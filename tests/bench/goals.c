/* What Morgue wants to reach, as ratios within one run, so that they mean the same on any machine. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "tests/bench/bench.h"

/* The figures of the engine called `name`; count of engines when it did not take part. */
static size_t find_engine(const struct bench *bench, const char *name)
{
    size_t i = 0;
    while (i < bench->engine_count && strcmp(bench->engines[i]->name, name) != 0)
        i++;
    return i;
}

static const struct built *find_build(const struct bench *bench, const char *name)
{
    size_t engine = find_engine(bench, name);
    return engine < bench->engine_count && bench->builds[engine].is_done ? &bench->builds[engine]
                                                                         : NULL;
}

static double mean_of(const struct bench *bench, const char *name, enum measure measure)
{
    size_t engine = find_engine(bench, name);
    return engine < bench->engine_count ? series_mean_us(&bench->measured[engine].series[measure])
                                        : NAN;
}

/* Each answers NAN when something needed was not measured. `measure` is the goal's. */
typedef double goal_function(const struct bench *bench, enum measure measure);

static double faster_index_than_fts5(const struct bench *bench, enum measure measure)
{
    (void)measure;
    const struct built *native = find_build(bench, "native");
    const struct built *fts5 = find_build(bench, "fts5");
    return native != NULL && fts5 != NULL ? fts5->seconds / native->seconds : NAN;
}

static double size_beside_fts5(const struct bench *bench, enum measure measure)
{
    (void)measure;
    const struct built *native = find_build(bench, "native");
    const struct built *fts5 = find_build(bench, "fts5");
    return native != NULL && fts5 != NULL ? (double)native->index_bytes / (double)fts5->index_bytes
                                          : NAN;
}

static double faster_than_xapian(const struct bench *bench, enum measure measure)
{
    return mean_of(bench, "xapian", measure) / mean_of(bench, "native", measure);
}

static double beside_or(const struct bench *bench, enum measure measure)
{
    return mean_of(bench, "native", measure) / mean_of(bench, "native", MEASURE_OR);
}

static double shown_page_ms(const struct bench *bench, enum measure measure)
{
    return (mean_of(bench, "native", MEASURE_FETCH) + mean_of(bench, "native", measure)) / 1e3;
}

static const struct {
    const char *what;
    goal_function *value;
    enum measure measure;
    double goal;
    bool is_least; /* the goal is reached from there up; else from there down */
} goals[] = {
    {"index, wall: times faster than FTS5", faster_index_than_fts5, MEASURE_TERM, 10, true},
    {"index, size: of FTS5's", size_beside_fts5, MEASURE_TERM, 0.3, false},
    {"one word: times faster than Xapian", faster_than_xapian, MEASURE_TERM, 40, true},
    {"AND: times faster than Xapian", faster_than_xapian, MEASURE_AND, 15, true},
    {"OR: times faster than Xapian", faster_than_xapian, MEASURE_OR, 18, true},
    {"phrase: times faster than Xapian", faster_than_xapian, MEASURE_PHRASE, 12, true},
    {"OR with exact total: times OR alone", beside_or, MEASURE_OR_TOTAL, 3, false},
    {"10 hits fetched and cut: ms", shown_page_ms, MEASURE_SNIPPETS, 0.5, false},
};

void goals_print(const struct bench *bench)
{
    printf("| goal                                 |    wanted |  measured |\n|---|---:|---:|\n");
    for (size_t i = 0; i < sizeof goals / sizeof goals[0]; i++) {
        double value = goals[i].value(bench, goals[i].measure);
        bool is_reached = goals[i].is_least ? value >= goals[i].goal : value <= goals[i].goal;
        printf("| %-36s | %s %6.1f |", goals[i].what,
               goals[i].is_least ? ">=" : "<=", goals[i].goal);
        if (isfinite(value))
            printf(" %9.2f | %s\n", value, is_reached ? "reached" : "");
        else
            printf(" %9s |\n", "-");
    }
}
