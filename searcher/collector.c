#include "searcher/collector.h"

#include <stdlib.h>

bool collector_init(struct collector *collector, size_t capacity, mrg_sort sort, uint64_t count_to)
{
    *collector = (struct collector){
        .capacity = capacity, .sort = sort, .count_to = count_to, .is_exact = true};
    collector->hits = calloc(capacity + 1, sizeof *collector->hits);
    if (sort != MRG_SORT_RELEVANCE)
        collector->keys = calloc(capacity + 1, sizeof *collector->keys);
    return collector->hits != NULL && (sort == MRG_SORT_RELEVANCE || collector->keys != NULL);
}

void collector_free(struct collector *collector)
{
    free(collector->hits);
    free(collector->keys);
    *collector = (struct collector){.hits = NULL};
}

/* Whether hit a comes behind hit b. */
static bool is_worse(const struct collector *collector, size_t a, size_t b)
{
    if (collector->keys != NULL && collector->keys[a] != collector->keys[b])
        return collector->keys[a] < collector->keys[b];
    if (collector->keys == NULL && collector->hits[a].score != collector->hits[b].score)
        return collector->hits[a].score < collector->hits[b].score;
    return collector->hits[a].number > collector->hits[b].number;
}

static void swap(struct collector *collector, size_t a, size_t b)
{
    mrg_hit hit = collector->hits[a];
    collector->hits[a] = collector->hits[b];
    collector->hits[b] = hit;
    if (collector->keys == NULL)
        return;
    int64_t key = collector->keys[a];
    collector->keys[a] = collector->keys[b];
    collector->keys[b] = key;
}

static void sift_up(struct collector *collector, size_t at)
{
    while (at > 0 && is_worse(collector, at, (at - 1) / 2)) {
        swap(collector, at, (at - 1) / 2);
        at = (at - 1) / 2;
    }
}

static void sift_down(struct collector *collector, size_t at, size_t count)
{
    while (2 * at + 1 < count) {
        size_t child = 2 * at + 1;
        if (child + 1 < count && is_worse(collector, child + 1, child))
            child++;
        if (!is_worse(collector, child, at))
            return;
        swap(collector, child, at);
        at = child;
    }
}

/* What sorts higher is better; unknown dates come last either way. */
static int64_t key_of(mrg_sort sort, mrg_time date)
{
    if (date == MRG_NO_TIME)
        return INT64_MIN;
    return sort == MRG_SORT_NEWEST ? date : -date;
}

void collector_add(struct collector *collector, uint64_t number, double score, mrg_time date)
{
    if (collector->capacity == 0)
        return;
    /* The place behind the last is free: compare there, then keep or forget. */
    size_t last = collector->count;
    collector->hits[last] = (mrg_hit){number, collector->keys == NULL ? score : 0};
    if (collector->keys != NULL)
        collector->keys[last] = key_of(collector->sort, date);
    if (last < collector->capacity) {
        collector->count++;
        sift_up(collector, last);
    } else if (is_worse(collector, 0, last)) {
        swap(collector, 0, last);
        sift_down(collector, 0, last);
    }
}

void collector_finish(struct collector *collector)
{
    /* Heap sort: the worst goes behind all others, again and again. */
    for (size_t left = collector->count; left > 1; left--) {
        swap(collector, 0, left - 1);
        sift_down(collector, 0, left - 1);
    }
}
