#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "tests/bench/bench.h"

static double read_clock(clockid_t clock)
{
    struct timespec now;
    clock_gettime(clock, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

double clock_seconds(void)
{
    return read_clock(CLOCK_MONOTONIC);
}

static clockid_t clock_of_queries = CLOCK_MONOTONIC;

double query_clock(void)
{
    return read_clock(clock_of_queries);
}

void query_clock_of_thread(void)
{
    clock_of_queries = CLOCK_THREAD_CPUTIME_ID;
}

static int compare_doubles(const void *left, const void *right)
{
    double a = *(const double *)left;
    double b = *(const double *)right;
    return (a > b) - (a < b);
}

/* The smallest value that at least `percent` of 100 do not exceed (nearest rank). */
static double percentile(const double *sorted, size_t count, size_t percent)
{
    return sorted[(count * percent + 99) / 100 - 1];
}

bool summarise(const double *values, size_t count, struct summary *summary)
{
    *summary = (struct summary){0};
    if (count == 0)
        return true;
    double *sorted = malloc(count * sizeof *sorted);
    if (sorted == NULL)
        return false;
    memcpy(sorted, values, count * sizeof *sorted);
    qsort(sorted, count, sizeof *sorted, compare_doubles);
    for (size_t i = 0; i < count; i++)
        summary->mean += values[i] / (double)count;
    summary->median = percentile(sorted, count, 50);
    summary->p95 = percentile(sorted, count, 95);
    summary->p99 = percentile(sorted, count, 99);
    free(sorted);
    return true;
}

double series_mean_us(const struct series *series)
{
    double sum = 0;
    for (size_t i = 0; i < series->count; i++)
        sum += series->seconds[i];
    return series->count == 0 ? NAN : 1e6 * sum / (double)series->count;
}

static bool contains(const struct answer *answer, uint64_t hit)
{
    for (size_t i = 0; i < answer->count; i++)
        if (answer->hits[i] == hit)
            return true;
    return false;
}

static bool is_same_set(const struct answer *first, const struct answer *second)
{
    for (size_t i = 0; i < first->count; i++)
        if (!contains(second, first->hits[i]))
            return false;
    return first->count == second->count;
}

struct agreement answers_compare(const struct answer *first, const struct answer *second,
                                 size_t count)
{
    struct agreement agreement = {.queries = count};
    for (size_t i = 0; i < count; i++) {
        bool is_small = first[i].total <= TOP_K && second[i].total <= TOP_K;
        agreement.equal_totals += first[i].total == second[i].total;
        agreement.at_most += second[i].total <= first[i].total;
        agreement.small += is_small;
        agreement.equal_sets += is_small && is_same_set(&first[i], &second[i]);
    }
    return agreement;
}
