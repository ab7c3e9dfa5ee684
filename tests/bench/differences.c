/* Which queries the engines count differently, for looking into the reasons. */
#include <inttypes.h>
#include <stdio.h>

#include "tests/bench/bench.h"

static void print_query(const struct bench_query *query)
{
    for (size_t i = 0; i < query->count; i++)
        printf(" %s", query->words[i]);
    printf("\n");
}

static void print_kind(const struct bench *bench, size_t engine, enum query_kind kind)
{
    static const char *const names[KIND_COUNT] = {"term", "AND", "OR", "phrase"};
    const struct bench_query *queries;
    size_t count = queries_of(&bench->queries, kind, &queries);
    size_t shown = 0;
    for (size_t i = 0; i < count && shown < bench->options.differences; i++) {
        uint64_t native = bench->measured[0].answers[kind][i].total;
        uint64_t other = bench->measured[engine].answers[kind][i].total;
        if (native == other)
            continue;
        printf("%s: native %" PRIu64 ", %s %" PRIu64 ":", names[kind], native,
               bench->engines[engine]->name, other);
        print_query(&queries[i]);
        shown++;
    }
}

void differences_print(const struct bench *bench)
{
    if (!bench->measured[0].is_done)
        return;
    for (size_t i = 1; i < bench->engine_count; i++)
        for (unsigned kind = 0; bench->measured[i].is_done && kind < KIND_COUNT; kind++)
            print_kind(bench, i, (enum query_kind)kind);
}
