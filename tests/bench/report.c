/* The figures as tables in Markdown, so that they can go into a document as they are. */
#include <math.h>
#include <stdio.h>

#include "tests/bench/bench.h"

static double mega(double bytes)
{
    return bytes / 1e6;
}

/* A ratio, or a dash where one side is missing. */
static void print_ratio(double value, double base)
{
    if (isfinite(value) && isfinite(base) && base > 0)
        printf(" %8.2f |", value / base);
    else
        printf(" %8s |", "-");
}

static void print_build(const struct bench *bench, const char *name, const struct built *built)
{
    const struct built *native = &bench->builds[0];
    double seconds = built->seconds;
    printf("| %-13s | %8.2f | %8.2f | %10.0f | %7.1f | %8.0f |", name, seconds, built->cpu,
           (double)built->articles / seconds, mega((double)built->text_bytes) / seconds,
           mega(built->rss));
    if (built->index_bytes > 0)
        printf(" %8.1f | %8.3f |", mega((double)built->index_bytes),
               (double)built->index_bytes / (double)built->text_bytes);
    else
        printf(" %8s | %8s |", "-", "-");
    print_ratio(seconds, native->is_done ? native->seconds : NAN);
    printf("%s\n", built->is_reused ? " (built by an earlier run)" : "");
}

static void print_builds(const struct bench *bench)
{
    printf("| index         |   wall s |    cpu s | articles/s |  MB/s  | peak MB  |  disk MB | "
           "to text  | wall to native |\n"
           "|---|---:|---:|---:|---:|---:|---:|---:|---:|\n");
    print_build(bench, "reading only", &bench->reading);
    for (size_t i = 0; i < bench->engine_count; i++)
        if (bench->builds[i].is_done)
            print_build(bench, bench->engines[i]->name, &bench->builds[i]);
    printf("\n");
}

static void print_series(const struct bench *bench, size_t engine, enum measure measure)
{
    struct summary summary;
    const struct series *series = &bench->measured[engine].series[measure];
    if (series->count == 0 || !summarise(series->seconds, series->count, &summary))
        return;
    printf("| %-17s | %-13s | %7zu | %9.1f | %9.1f | %9.1f | %9.1f |", measure_name(measure),
           bench->engines[engine]->name, series->count, 1e6 * summary.mean, 1e6 * summary.median,
           1e6 * summary.p95, 1e6 * summary.p99);
    print_ratio(1e6 * summary.mean, series_mean_us(&bench->measured[0].series[measure]));
    printf("\n");
}

static void print_queries(const struct bench *bench)
{
    printf("| top 10, µs        | engine        | queries |      mean |    median |       p95 |"
           "       p99 | to native |\n"
           "|---|---|---:|---:|---:|---:|---:|---:|\n");
    for (unsigned measure = 0; measure < MEASURE_COUNT; measure++)
        for (size_t i = 0; i < bench->engine_count; i++)
            print_series(bench, i, (enum measure)measure);
    printf("\n");
}

static const char *const kind_names[KIND_COUNT] = {"term", "AND", "OR", "phrase"};

static void print_prepare(const struct bench *bench)
{
    printf("| making the query, µs (mean, outside of the above) | term | AND | OR | phrase |\n"
           "|---|---:|---:|---:|---:|\n");
    for (size_t i = 0; i < bench->engine_count; i++) {
        const struct measured *measured = &bench->measured[i];
        if (!measured->is_done)
            continue;
        printf("| %-13s |", bench->engines[i]->name);
        for (size_t kind = 0; kind < KIND_COUNT; kind++)
            printf(" %8.1f |", 1e6 * measured->prepare[kind]);
        printf("\n");
    }
    printf("\n");
}

static double percent(size_t part, size_t whole)
{
    return whole == 0 ? 100.0 : 100.0 * (double)part / (double)whole;
}

static void print_agreement(const struct bench *bench, size_t engine)
{
    for (unsigned kind = 0; kind < KIND_COUNT; kind++) {
        const struct bench_query *queries;
        size_t count = queries_of(&bench->queries, (enum query_kind)kind, &queries);
        struct agreement agreement = answers_compare(bench->measured[0].answers[kind],
                                                     bench->measured[engine].answers[kind], count);
        printf("| %-6s | %-13s | %7zu | %8.1f %% | %8.1f %% | %6zu | %8.1f %% |\n",
               kind_names[kind], bench->engines[engine]->name, agreement.queries,
               percent(agreement.equal_totals, agreement.queries),
               percent(agreement.at_most, agreement.queries), agreement.small,
               percent(agreement.equal_sets, agreement.small));
    }
}

static void print_agreements(const struct bench *bench)
{
    if (!bench->measured[0].is_done)
        return;
    printf("| totals | against       | queries | the same as native | at most native's | "
           "10 hits or fewer | of these the same articles |\n"
           "|---|---|---:|---:|---:|---:|---:|\n");
    for (size_t i = 1; i < bench->engine_count; i++)
        if (bench->measured[i].is_done)
            print_agreement(bench, i);
    printf("\n");
}

void report_print(const struct bench *bench)
{
    printf("%s\n%.0f articles, %.1f MB of text\n\n", machine_text(),
           (double)bench->reading.articles, mega((double)bench->reading.text_bytes));
    print_builds(bench);
    print_queries(bench);
    print_prepare(bench);
    print_agreements(bench);
}
