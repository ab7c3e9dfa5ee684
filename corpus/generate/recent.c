#include "corpus/generate/recent.h"

static bool copy_buffer(struct buffer *to, const struct buffer *from)
{
    buffer_clear(to);
    buffer_append(to, from->data, from->size);
    return !to->failed && !from->failed;
}

bool item_copy(struct item *to, const struct item *from)
{
    to->number = from->number;
    to->version = from->version;
    to->published = from->published;
    to->source = from->source;
    to->scene = from->scene;
    to->author = from->author;
    return copy_buffer(&to->headline, &from->headline) && copy_buffer(&to->body, &from->body) &&
           copy_buffer(&to->caption, &from->caption);
}

void item_free(struct item *item)
{
    buffer_free(&item->headline);
    buffer_free(&item->body);
    buffer_free(&item->caption);
}

bool recent_put(struct recent *recent, const struct item *item)
{
    return item_copy(&recent->items[recent->count++ % RECENT_CAPACITY], item);
}

struct item *recent_draw(struct recent *recent, struct random *random)
{
    if (recent->count == 0)
        return NULL;
    uint64_t kept = recent->count < RECENT_CAPACITY ? recent->count : RECENT_CAPACITY;
    return &recent->items[random_below(random, kept)];
}

void recent_free(struct recent *recent)
{
    for (int i = 0; i < RECENT_CAPACITY; i++)
        item_free(&recent->items[i]);
}
