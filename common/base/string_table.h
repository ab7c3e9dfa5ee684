/* Distinct byte strings, each with a number from 0 in order of arrival. */
#ifndef MORGUE_BASE_STRING_TABLE_H
#define MORGUE_BASE_STRING_TABLE_H

#include "common/base/arena.h"

#define STRING_NONE UINT32_MAX

struct string_entry {
    const char *data; /* owned by the table's arena */
    uint32_t size;    /* bytes */
    uint32_t scope;   /* strings of different scopes are different */
};

/* Most of what lies here and is not looked for differs in its hash already: entries and bytes, each a cache miss
 * away, are looked at where the string is found. */
struct string_slot {
    uint32_t hash;   /* lowest bits of that of scope and bytes */
    uint32_t number; /* of the string, and one more; 0: the slot is empty */
};

struct string_table {
    struct arena arena;           /* the strings */
    struct string_entry *entries; /* by number; owned */
    uint32_t count;               /* strings */
    uint32_t capacity;            /* entries allocated */
    struct string_slot *slots;    /* owned; open addressing */
    uint32_t slot_mask;           /* slots - 1; slots are a power of two */
};

/* False when memory is short. */
bool string_table_init(struct string_table *table);
void string_table_free(struct string_table *table);

/* Forget all strings, keep most of the memory. */
void string_table_clear(struct string_table *table);

/* Give back what only finding strings needs: from now on they can only be read by number. */
void string_table_end(struct string_table *table);

/* The number of the string, STRING_NONE when it is not there. */
uint32_t string_table_find(const struct string_table *table, uint32_t scope, const void *data,
                           size_t size);

/* The number of the string, added when it is not there (*is_new, may be NULL, tells). STRING_NONE when
 * memory is short, or the string is 4 GiB or longer. */
uint32_t string_table_add(struct string_table *table, uint32_t scope, const void *data, size_t size,
                          bool *is_new);

enum { STRINGS_TOGETHER = 32 }; /* about the misses in flight */

/* As string_table_add for each of `count` (at most STRINGS_TOGETHER) strings, with what it needs of the table fetched
 * for all of them at once: of a large table that is the time. numbers[i] receives that of strings[i]. False when
 * memory is short. */
bool string_table_add_all(struct string_table *table, const struct string_entry *strings,
                          unsigned count, uint32_t *numbers);

/* Bytes held. */
size_t string_table_memory(const struct string_table *table);

/* Of them, what string_table_end gives back. */
size_t string_table_ended(const struct string_table *table);

#endif
