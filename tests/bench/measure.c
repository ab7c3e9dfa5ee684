/* Running the queries of one engine against the clock, in this process, the index warm. */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

#include "tests/bench/bench.h"

/* A query is run in every pass, but no more once its runs took this long together (it is run twice
 * in any case): a slow engine would take hours for a figure that no longer changes. */
static const double SECONDS_A_QUERY = 0.25;
enum { PASSES_MIN = 2 };

static const struct {
    const char *name;
    enum query_kind kind;
    bool exact_total;
} searches[] = {
    [MEASURE_TERM] = {"term", KIND_TERM, false},
    [MEASURE_AND] = {"AND", KIND_AND, false},
    [MEASURE_OR] = {"OR", KIND_OR, false},
    [MEASURE_PHRASE] = {"phrase", KIND_PHRASE, false},
    [MEASURE_OR_TOTAL] = {"OR, exact total", KIND_OR, true},
    [MEASURE_FETCH] = {"fetch 10 articles", KIND_AND, false},
    [MEASURE_SNIPPETS] = {"10 snippets", KIND_AND, false},
};

const char *measure_name(enum measure measure)
{
    return searches[measure].name;
}

/* One engine with its queries ready. */
struct session {
    const struct options *options;
    const struct engine *engine;
    void *index;                 /* owned */
    void **prepared[KIND_COUNT]; /* owned, a query each */
    size_t counts[KIND_COUNT];   /* of queries */
    struct measured *measured;   /* what is filled */
};

/* ------------------------------------------------------------------------------------ passes */

/* The times of one query so far. */
struct times {
    double best; /* seconds */
    double sum;  /* seconds */
};

static bool may_stop(const struct times *times, unsigned pass)
{
    return pass >= PASSES_MIN && times->sum > SECONDS_A_QUERY;
}

static void note_time(struct times *times, unsigned pass, double seconds)
{
    if (pass == 0 || seconds < times->best)
        times->best = seconds;
    times->sum += seconds;
}

/* One pass over all queries: between two runs of the same query lie those of all others, as for a
 * server with many readers. */
static bool run_pass(struct session *session, enum measure measure, unsigned pass,
                     struct times *times)
{
    enum query_kind kind = searches[measure].kind;
    for (size_t i = 0; i < session->counts[kind]; i++) {
        struct answer answer = {0};
        if (may_stop(&times[i], pass))
            continue;
        double start = query_clock();
        if (!session->engine->run(session->index, session->prepared[kind][i],
                                  searches[measure].exact_total, &answer))
            return false;
        note_time(&times[i], pass, query_clock() - start);
    }
    return true;
}

static bool keep_best(const struct times *times, size_t count, struct series *series)
{
    series->seconds = malloc((count + 1) * sizeof *series->seconds);
    if (series->seconds == NULL)
        return false;
    for (size_t i = 0; i < count; i++)
        series->seconds[i] = times[i].best;
    series->count = count;
    return true;
}

static bool time_searches(struct session *session, enum measure measure)
{
    size_t count = session->counts[searches[measure].kind];
    struct times *times = calloc(count + 1, sizeof *times);
    bool done = times != NULL;
    for (unsigned pass = 0; done && pass < session->options->passes; pass++)
        done = run_pass(session, measure, pass, times);
    done = done && keep_best(times, count, &session->measured->series[measure]);
    free(times);
    return done;
}

/* ----------------------------------------------------------------------------------- snippets */

/* Ten hits of each AND that has as many. */
static bool show_pass(struct session *session, unsigned pass, struct times *fetch,
                      struct times *snippets, size_t *count)
{
    const struct answer *answers = session->measured->answers[KIND_AND];
    *count = 0;
    for (size_t i = 0; i < session->counts[KIND_AND]; i++) {
        double seconds[2];
        if (answers[i].count < TOP_K)
            continue;
        if (!session->engine->show(session->index, session->prepared[KIND_AND][i], &answers[i],
                                   seconds))
            return false;
        note_time(&fetch[*count], pass, seconds[0]);
        note_time(&snippets[*count], pass, seconds[1]);
        ++*count;
    }
    return true;
}

static bool time_snippets(struct session *session)
{
    size_t count = 0;
    struct series *series = session->measured->series;
    struct times *fetch = calloc(session->counts[KIND_AND] + 1, sizeof *fetch);
    struct times *snippets = calloc(session->counts[KIND_AND] + 1, sizeof *snippets);
    bool done = fetch != NULL && snippets != NULL;
    for (unsigned pass = 0; done && pass < session->options->passes; pass++)
        done = show_pass(session, pass, fetch, snippets, &count);
    done = done && keep_best(fetch, count, &series[MEASURE_FETCH]) &&
           keep_best(snippets, count, &series[MEASURE_SNIPPETS]);
    free(fetch);
    free(snippets);
    return done;
}

/* ------------------------------------------------------------------------------------ answers */

/* Every query once more with its exact total, for comparison between the engines. */
static bool collect_answers(struct session *session, enum query_kind kind)
{
    size_t count = session->counts[kind];
    struct answer *answers = calloc(count + 1, sizeof *answers);
    session->measured->answers[kind] = answers;
    bool done = answers != NULL;
    for (size_t i = 0; done && i < count; i++)
        done = session->engine->run(session->index, session->prepared[kind][i], true, &answers[i]);
    return done;
}

/* ------------------------------------------------------------------------------------ session */

static bool prepare_kind(struct session *session, const struct query_set *set, enum query_kind kind)
{
    const struct bench_query *queries;
    size_t count = queries_of(set, kind, &queries);
    session->prepared[kind] = calloc(count + 1, sizeof *session->prepared[kind]);
    session->counts[kind] = count;
    bool done = session->prepared[kind] != NULL;
    double start = query_clock();
    for (size_t i = 0; done && i < count; i++) {
        session->prepared[kind][i] = session->engine->prepare(session->index, kind, &queries[i]);
        done = session->prepared[kind][i] != NULL;
    }
    session->measured->prepare[kind] = (query_clock() - start) / (double)count;
    return done;
}

static bool open_session(struct session *session, const struct query_set *set)
{
    char path[PATH_MAX];
    if (!index_path(session->options, session->engine, path, sizeof path))
        return false;
    session->index = session->engine->open(path);
    bool done = session->index != NULL;
    for (unsigned kind = 0; done && kind < KIND_COUNT; kind++)
        done = prepare_kind(session, set, (enum query_kind)kind);
    return done;
}

static void close_session(struct session *session)
{
    for (size_t kind = 0; kind < KIND_COUNT; kind++) {
        for (size_t i = 0; session->prepared[kind] != NULL && i < session->counts[kind]; i++)
            session->engine->release(session->prepared[kind][i]);
        free(session->prepared[kind]);
    }
    session->engine->close(session->index);
}

static bool run_session(struct session *session)
{
    bool done = true;
    for (unsigned i = MEASURE_TERM; done && i <= MEASURE_OR_TOTAL; i++)
        done = time_searches(session, (enum measure)i);
    for (unsigned kind = 0; done && kind < KIND_COUNT; kind++)
        done = collect_answers(session, (enum query_kind)kind);
    return done && (session->engine->show == NULL || time_snippets(session));
}

bool measure_engine(const struct options *options, const struct engine *engine,
                    const struct query_set *set, struct measured *measured)
{
    struct session session = {.options = options, .engine = engine, .measured = measured};
    measured->is_done = open_session(&session, set) && run_session(&session);
    close_session(&session);
    return measured->is_done;
}

void measured_free(struct measured *measured)
{
    for (size_t i = 0; i < MEASURE_COUNT; i++)
        free(measured->series[i].seconds);
    for (size_t i = 0; i < KIND_COUNT; i++)
        free(measured->answers[i]);
    *measured = (struct measured){0};
}
