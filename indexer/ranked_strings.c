#include "indexer/ranked_strings.h"
#include "indexer/string_order.h"

#include <stdlib.h>

/* Sort those of the same count, which have the same key. */
static void sort_equals(const struct string_entry *strings, struct keyed *all, struct keyed *spare,
                        uint32_t count)
{
    for (uint32_t at = 0, end; at < count; at = end) {
        uint64_t key = all[at].key;
        for (end = at + 1; end < count && all[end].key == key;)
            end++;
        if (end - at > 1)
            keyed_sort_strings(strings, all + at, spare, end - at);
    }
}

bool ranked_strings_sort(const struct string_table *strings, const uint64_t *counts,
                         uint32_t *numbers, uint32_t count)
{
    struct keyed *all = malloc(2 * ((size_t)count + 1) * sizeof *all);
    if (all == NULL)
        return false;
    for (uint32_t i = 0; i < count; i++)
        all[i] = (struct keyed){UINT64_MAX - counts[numbers[i]], numbers[i]};
    keyed_sort(all, all + count, count);
    sort_equals(strings->entries, all, all + count, count);
    for (uint32_t i = 0; i < count; i++)
        numbers[i] = all[i].number;
    free(all);
    return true;
}
