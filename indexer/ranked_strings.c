#include "indexer/ranked_strings.h"

#include <stdlib.h>
#include <string.h>

/* A string with all that mostly tells its rank: most are compared without looking elsewhere in memory. */
struct ranked {
    uint64_t count;
    uint64_t start; /* scope and the first seven bytes, the first highest; zeros behind fewer */
    uint32_t number;
};

int ranked_strings_compare(const struct string_entry *x, const struct string_entry *y)
{
    if (x->scope != y->scope)
        return x->scope < y->scope ? -1 : 1;
    int order = memcmp(x->data, y->data, x->size < y->size ? x->size : y->size);
    return order != 0 ? order : x->size < y->size ? -1 : x->size > y->size;
}

static struct ranked ranked_of(const struct string_entry *entry, uint64_t count, uint32_t number)
{
    uint64_t start = entry->scope;
    for (uint32_t i = 0; i < 7; i++)
        start = start << 8 | (i < entry->size ? (uint8_t)entry->data[i] : 0);
    return (struct ranked){count, start, number};
}

static int compare_ranked(const void *a, const void *b, void *entries)
{
    const struct ranked *x = a, *y = b;
    const struct string_entry *strings = entries;
    if (x->count != y->count)
        return x->count > y->count ? -1 : 1;
    if (x->start != y->start)
        return x->start < y->start ? -1 : 1;
    return ranked_strings_compare(&strings[x->number], &strings[y->number]);
}

bool ranked_strings_sort(const struct string_table *strings, const uint64_t *counts,
                         uint32_t *numbers, uint32_t count)
{
    struct ranked *ranked = malloc(((size_t)count + 1) * sizeof *ranked);
    if (ranked == NULL)
        return false;
    for (uint32_t i = 0; i < count; i++)
        ranked[i] = ranked_of(&strings->entries[numbers[i]], counts[numbers[i]], numbers[i]);
    qsort_r(ranked, count, sizeof *ranked, compare_ranked, strings->entries);
    for (uint32_t i = 0; i < count; i++)
        numbers[i] = ranked[i].number;
    free(ranked);
    return true;
}
