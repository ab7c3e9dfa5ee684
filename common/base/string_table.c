#include "common/base/string_table.h"
#include "common/base/hash.h"

#include <stdlib.h>
#include <string.h>

enum { FIRST_SLOTS = 64 };

bool string_table_init(struct string_table *table)
{
    *table = (struct string_table){.slot_mask = FIRST_SLOTS - 1};
    table->slots = calloc(FIRST_SLOTS, sizeof *table->slots);
    return table->slots != NULL;
}

void string_table_free(struct string_table *table)
{
    arena_free(&table->arena);
    free(table->entries);
    free(table->slots);
    *table = (struct string_table){.count = 0};
}

void string_table_clear(struct string_table *table)
{
    arena_clear(&table->arena);
    table->count = 0;
    memset(table->slots, 0, ((size_t)table->slot_mask + 1) * sizeof *table->slots);
}

/* The slot that holds the string, or the empty one where it belongs. */
static uint32_t find_slot(const struct string_table *table, uint64_t hash, uint32_t scope,
                          const void *data, size_t size)
{
    uint32_t slot = (uint32_t)hash & table->slot_mask;
    while (table->slots[slot] != 0) {
        const struct string_entry *entry = &table->entries[table->slots[slot] - 1];
        if (entry->hash == hash && entry->scope == scope && entry->size == size &&
            (size == 0 || memcmp(entry->data, data, size) == 0))
            break;
        slot = (slot + 1) & table->slot_mask;
    }
    return slot;
}

uint32_t string_table_find(const struct string_table *table, uint32_t scope, const void *data,
                           size_t size)
{
    uint32_t slot = find_slot(table, hash64(data, size, scope), scope, data, size);
    return table->slots[slot] != 0 ? table->slots[slot] - 1 : STRING_NONE;
}

/* Keep the slots at most half full. */
static bool grow_slots(struct string_table *table)
{
    if (table->count < table->slot_mask / 2)
        return true;
    size_t slots = 2 * ((size_t)table->slot_mask + 1);
    uint32_t *grown = slots <= UINT32_MAX ? calloc(slots, sizeof *grown) : NULL;
    if (grown == NULL)
        return false;
    free(table->slots);
    table->slots = grown;
    table->slot_mask = (uint32_t)slots - 1;
    for (uint32_t i = 0; i < table->count; i++) {
        uint32_t slot = (uint32_t)table->entries[i].hash & table->slot_mask;
        while (grown[slot] != 0)
            slot = (slot + 1) & table->slot_mask;
        grown[slot] = i + 1;
    }
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

uint32_t string_table_add(struct string_table *table, uint32_t scope, const void *data, size_t size,
                          bool *is_new)
{
    uint64_t hash = hash64(data, size, scope);
    uint32_t slot = find_slot(table, hash, scope, data, size);
    if (is_new != NULL)
        *is_new = table->slots[slot] == 0;
    if (table->slots[slot] != 0)
        return table->slots[slot] - 1;
    uint32_t mask = table->slot_mask;
    if (size >= UINT32_MAX || !grow_entries(table) || !grow_slots(table))
        return STRING_NONE;
    char *copy = arena_copy(&table->arena, data, size);
    if (copy == NULL)
        return STRING_NONE;
    if (table->slot_mask != mask)
        slot = find_slot(table, hash, scope, data, size);
    table->entries[table->count] = (struct string_entry){copy, (uint32_t)size, scope, hash};
    table->slots[slot] = ++table->count;
    return table->count - 1;
}

size_t string_table_memory(const struct string_table *table)
{
    return table->arena.total + table->capacity * sizeof *table->entries +
           ((size_t)table->slot_mask + 1) * sizeof *table->slots;
}
