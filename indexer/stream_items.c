#include "indexer/stream_items.h"

#include <stdlib.h>

static const struct stream_item mark = {.form = FORM_NONE};

bool stream_items_init(struct stream_items *items)
{
    *items = (struct stream_items){.all = NULL};
    bool good = true;
    while (good && items->count < RECORD_END)
        good = stream_items_add(items, &mark, true) != ITEM_NONE;
    return good;
}

void stream_items_free(struct stream_items *items)
{
    free(items->all);
    free(items->of_form);
    arena_free(&items->arena);
    *items = (struct stream_items){.all = NULL};
}

uint32_t stream_items_add(struct stream_items *items, const struct stream_item *item,
                          bool is_lasting)
{
    if (items->count == items->capacity) {
        uint32_t capacity = items->capacity + items->capacity / 2 + 1024;
        struct stream_item *grown = realloc(items->all, capacity * sizeof *grown);
        if (grown == NULL)
            return ITEM_NONE;
        items->all = grown;
        items->capacity = capacity;
    }
    struct stream_item *added = &items->all[items->count];
    *added = *item;
    if (item->text != NULL && !is_lasting)
        added->text = arena_copy(&items->arena, item->text, item->size);
    return item->text != NULL && added->text == NULL ? ITEM_NONE : items->count++;
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

uint32_t stream_items_of_form(struct stream_items *items, uint32_t form)
{
    if (!reach(items, form))
        return ITEM_NONE;
    if (items->of_form[form] == ITEM_NONE) {
        struct stream_item item = {.form = form};
        items->of_form[form] = stream_items_add(items, &item, true);
    }
    return items->of_form[form];
}

size_t stream_items_memory(const struct stream_items *items)
{
    return items->capacity * sizeof *items->all + items->form_room * sizeof *items->of_form +
           items->arena.total;
}
