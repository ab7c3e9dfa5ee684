#include "common/base/string_table.h"
#include "common/base/hash.h"
#include "common/base/huge_pages.h"

enum { FIRST_SLOTS = 64 };

static size_t slot_bytes(const struct string_table *table)
{
    return ((size_t)table->slot_mask + 1) * sizeof *table->slots;
}

bool string_table_init(struct string_table *table)
{
    *table = (struct string_table){.slot_mask = FIRST_SLOTS - 1};
    table->slots = huge_zeros(slot_bytes(table));
    return table->slots != NULL;
}

void string_table_free(struct string_table *table)
{
    arena_free(&table->arena);
    free(table->entries);
    huge_zeros_free(table->slots, slot_bytes(table));
    *table = (struct string_table){.count = 0};
}

void string_table_end(struct string_table *table)
{
    huge_zeros_free(table->slots, slot_bytes(table));
    table->slots = NULL;
}

void string_table_clear(struct string_table *table)
{
    arena_clear(&table->arena);
    table->count = 0;
    memset(table->slots, 0, slot_bytes(table));
}

/* The slot that holds the string, or the empty one where it belongs. */
static struct string_slot *find_slot(const struct string_table *table, uint32_t hash,
                                     uint32_t scope, const void *data, size_t size)
{
    for (uint32_t at = hash & table->slot_mask;; at = (at + 1) & table->slot_mask) {
        struct string_slot *slot = &table->slots[at];
        if (slot->number == 0)
            return slot;
        if (slot->hash != hash)
            continue;
        const struct string_entry *entry = &table->entries[slot->number - 1];
        if (entry->scope == scope && entry->size == size &&
            (size == 0 || memcmp(entry->data, data, size) == 0))
            return slot;
    }
}

static uint32_t hash_of(uint32_t scope, const void *data, size_t size)
{
    return (uint32_t)hash64(data, size, scope);
}

uint32_t string_table_find(const struct string_table *table, uint32_t scope, const void *data,
                           size_t size)
{
    uint32_t number = find_slot(table, hash_of(scope, data, size), scope, data, size)->number;
    return number != 0 ? number - 1 : STRING_NONE;
}

/* Take the string out of a slot and put it where it is looked for, or behind. */
static void put_again(struct string_table *table, struct string_slot *slot)
{
    struct string_slot string = *slot;
    uint32_t at = string.hash & table->slot_mask;
    slot->number = 0;
    while (table->slots[at].number != 0)
        at = (at + 1) & table->slot_mask;
    table->slots[at] = string;
}

/* Keep the slots at most three quarters full. With twice as many a string stays where it was or goes as far into the
 * new half. They are put again in the order in which they follow an empty slot: so what a string has to pass on its way
 * has its last place before it. */
static bool grow_slots(struct string_table *table)
{
    if (table->count < table->slot_mask / 4 * 3)
        return true;
    size_t before = (size_t)table->slot_mask + 1, start = 0;
    struct string_slot *grown =
        2 * before <= UINT32_MAX ? huge_zeros_double(table->slots, slot_bytes(table)) : NULL;
    if (grown == NULL)
        return false;
    table->slots = grown;
    table->slot_mask = (uint32_t)(2 * before - 1);
    while (table->slots[start].number != 0)
        start++;
    for (size_t i = start + 1; i < start + before; i++)
        if (table->slots[i & (before - 1)].number != 0)
            put_again(table, &table->slots[i & (before - 1)]);
    return true;
}

static bool grow_entries(struct string_table *table)
{
    if (table->count < table->capacity)
        return true;
    uint32_t capacity = table->capacity + table->capacity / 2 + FIRST_SLOTS;
    struct string_entry *grown = realloc(table->entries, capacity * sizeof *grown);
    if (grown == NULL)
        return false;
    table->entries = grown;
    table->capacity = capacity;
    return true;
}

static uint32_t add_hashed(struct string_table *table, uint32_t hash, uint32_t scope,
                           const void *data, size_t size, bool *is_new)
{
    struct string_slot *slot = find_slot(table, hash, scope, data, size);
    if (is_new != NULL)
        *is_new = slot->number == 0;
    if (slot->number != 0)
        return slot->number - 1;
    uint32_t mask = table->slot_mask;
    if (size >= UINT32_MAX || !grow_entries(table) || !grow_slots(table))
        return STRING_NONE;
    char *copy = arena_copy(&table->arena, data, size);
    if (copy == NULL)
        return STRING_NONE;
    if (table->slot_mask != mask)
        slot = find_slot(table, hash, scope, data, size);
    table->entries[table->count] = (struct string_entry){copy, (uint32_t)size, scope};
    *slot = (struct string_slot){hash, ++table->count};
    return table->count - 1;
}

uint32_t string_table_add(struct string_table *table, uint32_t scope, const void *data, size_t size,
                          bool *is_new)
{
    return add_hashed(table, hash_of(scope, data, size), scope, data, size, is_new);
}

/* ---- many at once ---- */

/* The string that most likely has this hash, if any. */
static const struct string_entry *likely_entry(const struct string_table *table, uint32_t hash)
{
    const struct string_slot *slot = &table->slots[hash & table->slot_mask];
    return slot->number != 0 && slot->hash == hash ? &table->entries[slot->number - 1] : NULL;
}

/* The steps are in this one function because compilers drop calls of functions that only prefetch. */
bool string_table_add_all(struct string_table *table, const struct string_entry *strings,
                          unsigned count, uint32_t *numbers)
{
    uint32_t hashes[STRINGS_TOGETHER];
    bool good = true;
    for (unsigned i = 0; i < count; i++) {
        hashes[i] = hash_of(strings[i].scope, strings[i].data, strings[i].size);
        __builtin_prefetch(&table->slots[hashes[i] & table->slot_mask]);
    }
    for (unsigned i = 0; i < count; i++)
        __builtin_prefetch(likely_entry(table, hashes[i])); /* of NULL does nothing */
    for (unsigned i = 0; i < count; i++) {
        const struct string_entry *entry = likely_entry(table, hashes[i]);
        if (entry != NULL)
            __builtin_prefetch(entry->data);
    }
    for (unsigned i = 0; i < count; i++) {
        const struct string_entry *one = &strings[i];
        numbers[i] = add_hashed(table, hashes[i], one->scope, one->data, one->size, NULL);
        good = good && numbers[i] != STRING_NONE;
    }
    return good;
}

size_t string_table_memory(const struct string_table *table)
{
    return table->arena.total + table->capacity * sizeof *table->entries + slot_bytes(table);
}

size_t string_table_ended(const struct string_table *table)
{
    return slot_bytes(table);
}
