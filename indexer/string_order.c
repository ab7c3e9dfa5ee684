#include "indexer/string_order.h"

#include <stdlib.h>
#include <string.h>

enum {
    KEY_BYTES = 8,
    KEY_TEXT = KEY_BYTES - 1, /* bytes of a string in its key; how many there are is the last */
    GOES_ON = KEY_BYTES,      /* that they are not all */
    FEW = 48,                 /* for which counting does not pay */
    DEPTH_MAX =
        100 * KEY_TEXT /* beyond, strings are compared: nobody shall make this recur for ever */
};

int string_order_compare(const struct string_entry *x, const struct string_entry *y)
{
    if (x->scope != y->scope)
        return x->scope < y->scope ? -1 : 1;
    int order = memcmp(x->data, y->data, x->size < y->size ? x->size : y->size);
    return order != 0 ? order : x->size < y->size ? -1 : x->size > y->size;
}

/* ---- by key ---- */

static void sort_few(struct keyed *all, uint32_t count)
{
    for (uint32_t i = 1; i < count; i++) {
        struct keyed one = all[i];
        uint32_t at = i;
        for (; at > 0 && all[at - 1].key > one.key; at--)
            all[at] = all[at - 1];
        all[at] = one;
    }
}

static uint8_t byte_of(uint64_t key, unsigned byte)
{
    return (uint8_t)(key >> 8 * byte);
}

/* Put `from` into `to` in order of one byte, of which `counts` says how often it has each value. */
static void distribute(const struct keyed *from, struct keyed *to, uint32_t count, unsigned byte,
                       const uint32_t counts[256])
{
    uint32_t next[256], at = 0;
    for (unsigned value = 0; value < 256; value++) {
        next[value] = at;
        at += counts[value];
    }
    for (uint32_t i = 0; i < count; i++)
        to[next[byte_of(from[i].key, byte)]++] = from[i];
}

static void sort_many(struct keyed *all, struct keyed *spare, uint32_t count)
{
    uint32_t counts[KEY_BYTES][256] = {{0}};
    struct keyed *from = all, *to = spare;
    for (uint32_t i = 0; i < count; i++)
        for (unsigned byte = 0; byte < KEY_BYTES; byte++)
            counts[byte][byte_of(all[i].key, byte)]++;
    for (unsigned byte = 0; byte < KEY_BYTES; byte++) {
        if (counts[byte][byte_of(all[0].key, byte)] == count)
            continue; /* it is the same in all */
        distribute(from, to, count, byte, counts[byte]);
        struct keyed *swap = from;
        from = to;
        to = swap;
    }
    if (from != all)
        memcpy(all, from, count * sizeof *all);
}

void keyed_sort(struct keyed *all, struct keyed *spare, uint32_t count)
{
    if (count < FEW)
        sort_few(all, count);
    else
        sort_many(all, spare, count);
}

/* ---- by bytes ---- */

/* Bytes of a string from `at` on, the first highest, zeros behind fewer than KEY_TEXT; lowest, how many there are, so
 * that of strings that differ in zeros at their ends the shorter comes first. */
static uint64_t key_from(const struct string_entry *string, uint32_t at)
{
    uint32_t left = string->size - at;
    uint64_t key = 0;
    for (uint32_t i = 0; i < KEY_TEXT; i++)
        key = key << 8 | (i < left ? (uint8_t)string->data[at + i] : 0);
    return key << 8 | (left > KEY_TEXT ? GOES_ON : left);
}

static int compare_numbers(const void *a, const void *b, void *strings)
{
    const struct string_entry *entries = strings;
    return string_order_compare(&entries[((const struct keyed *)a)->number],
                                &entries[((const struct keyed *)b)->number]);
}

static void sort_level(const struct string_entry *strings, struct keyed *all, struct keyed *spare,
                       uint32_t count, uint32_t depth);

/* Those of the same key, which is of bytes up to `depth`, by what follows. */
static void sort_same(const struct string_entry *strings, struct keyed *all, struct keyed *spare,
                      uint32_t count, uint32_t depth)
{
    if (count < 2 || byte_of(all->key, 0) != GOES_ON)
        return;
    if (depth > DEPTH_MAX)
        qsort_r(all, count, sizeof *all, compare_numbers, (void *)(uintptr_t)strings);
    else
        sort_level(strings, all, spare, count, depth);
}

/* Sort strings that have their first `depth` bytes in common. */
static void sort_level(const struct string_entry *strings, struct keyed *all, struct keyed *spare,
                       uint32_t count, uint32_t depth)
{
    for (uint32_t i = 0; i < count; i++)
        all[i].key = key_from(&strings[all[i].number], depth);
    keyed_sort(all, spare, count);
    for (uint32_t at = 0, end; at < count; at = end) {
        for (end = at + 1; end < count && all[end].key == all[at].key;)
            end++;
        sort_same(strings, all + at, spare, end - at, depth + KEY_TEXT);
    }
}

void keyed_sort_strings(const struct string_entry *strings, struct keyed *all, struct keyed *spare,
                        uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        all[i].key = strings[all[i].number].scope;
    keyed_sort(all, spare, count);
    for (uint32_t at = 0, end; at < count; at = end) {
        uint32_t scope = strings[all[at].number].scope;
        for (end = at + 1; end < count && strings[all[end].number].scope == scope;)
            end++;
        sort_level(strings, all + at, spare, end - at, 0);
    }
}
