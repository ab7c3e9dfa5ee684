#include "indexer/stream_items.h"

#include <stdlib.h>

bool stream_items_init(struct stream_items *items)
{
    *items = (struct stream_items){.all = NULL};
    if (!stream_items_grow(items, RECORD_END))
        return false;
    while (items->count < RECORD_END)
        items->all[items->count++] = stream_item_unknown();
    return true;
}

void stream_items_free(struct stream_items *items)
{
    free(items->all);
    free(items->of_form);
    arena_free(&items->arena);
    *items = (struct stream_items){.all = NULL};
}

bool stream_items_grow(struct stream_items *items, uint32_t more)
{
    uint64_t capacity = (uint64_t)items->capacity + items->capacity / 2 + 1024 + more;
    struct stream_item *grown =
        capacity < STREAM_SET ? realloc(items->all, capacity * sizeof *grown) : NULL;
    if (grown == NULL)
        return false;
    items->all = grown;
    items->capacity = (uint32_t)capacity;
    return true;
}

/* Entries of `of_form` up to `form`. */
static bool reach(struct stream_items *items, uint32_t form)
{
    if (form >= items->form_room) {
        uint32_t room = form + form / 2 + 1024;
        uint32_t *grown = realloc(items->of_form, room * sizeof *grown);
        if (grown == NULL)
            return false;
        items->of_form = grown;
        items->form_room = room;
    }
    while (items->forms <= form)
        items->of_form[items->forms++] = ITEM_NONE;
    return true;
}

uint32_t *stream_items_of_form(struct stream_items *items, uint32_t form)
{
    return reach(items, form) ? &items->of_form[form] : NULL;
}

size_t stream_items_memory(const struct stream_items *items)
{
    return items->capacity * sizeof *items->all + items->form_room * sizeof *items->of_form +
           items->arena.total;
}
