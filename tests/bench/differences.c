/* Which queries the engines count differently, for looking into the reasons. */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>

#include "tests/bench/bench.h"

static void print_query(const struct bench_query *query)
{
    for (size_t i = 0; i < query->count; i++)
        printf(" %s", query->words[i]);
    printf("\n");
}

static const char *const names[KIND_COUNT] = {"term", "AND", "OR", "phrase"};

static void print_kind(const struct bench *bench, size_t engine, enum query_kind kind)
{
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

/* ------------------------------------------------------------------- engines that must answer alike */

static bool is_close(double a, double b)
{
    return fabs(a - b) <= 1e-6 * fmax(fabs(a), fabs(b));
}

/* Hits of the same score may change places: how a sum is rounded depends on the order of adding. */
static bool is_same_answer(const struct answer *native, const struct answer *other)
{
    if (native->total != other->total || native->count != other->count)
        return false;
    for (size_t i = 0; i < native->count; i++) {
        bool is_tie = (i > 0 && is_close(native->scores[i], native->scores[i - 1])) ||
                      i + 1 == native->count || is_close(native->scores[i], native->scores[i + 1]);
        if (!is_close(native->scores[i], other->scores[i]) ||
            (native->hits[i] != other->hits[i] && !is_tie))
            return false;
    }
    return true;
}

static size_t check_kind(const struct bench *bench, size_t engine, enum query_kind kind)
{
    const struct bench_query *queries;
    size_t count = queries_of(&bench->queries, kind, &queries), wrong = 0;
    for (size_t i = 0; i < count; i++) {
        const struct answer *native = &bench->measured[0].answers[kind][i];
        const struct answer *other = &bench->measured[engine].answers[kind][i];
        if (is_same_answer(native, other))
            continue;
        printf("%s answers otherwise than native (%" PRIu64 " and %" PRIu64 " articles), %s:",
               bench->engines[engine]->name, other->total, native->total, names[kind]);
        print_query(&queries[i]);
        wrong++;
    }
    return wrong;
}

bool differences_check(const struct bench *bench)
{
    bool is_same = true;
    for (size_t i = 1; i < bench->engine_count && bench->measured[0].is_done; i++) {
        size_t wrong = 0;
        if (!bench->engines[i]->answers_as_native || !bench->measured[i].is_done)
            continue;
        for (unsigned kind = 0; kind < KIND_COUNT; kind++)
            wrong += check_kind(bench, i, (enum query_kind)kind);
        if (wrong == 0)
            printf("%s answers every query exactly as native does\n", bench->engines[i]->name);
        is_same = is_same && wrong == 0;
    }
    return is_same;
}
