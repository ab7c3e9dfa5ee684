#include "searcher/native/iterator.h"

enum { BLOCK = 1 << COLUMN_BLOCK_SHIFT };

struct date_iterator {
    struct iterator base;
    struct exec_context *context;
    mrg_time from; /* included */
    mrg_time to;   /* not included */
};

/* Whether the block holds no article, or only articles, in the range. */
static bool misses_block(const struct date_iterator *date, uint32_t block)
{
    const struct columns *columns = &date->context->segment->columns;
    int64_t minimum = column_minimum(columns, COLUMN_PUBLISHED, block);
    int64_t maximum = column_maximum(columns, COLUMN_PUBLISHED, block);
    return minimum == COLUMN_UNKNOWN || maximum < date->from || minimum >= date->to;
}

static void date_advance(struct iterator *it, uint32_t target)
{
    struct date_iterator *date = (struct date_iterator *)it;
    const struct segment *segment = date->context->segment;
    uint32_t article = target;
    while (article < segment->meta.articles) {
        if (misses_block(date, article >> COLUMN_BLOCK_SHIFT)) {
            article = ((article >> COLUMN_BLOCK_SHIFT) + 1) << COLUMN_BLOCK_SHIFT;
            continue;
        }
        int64_t published =
            column_value(&segment->columns, COLUMN_PUBLISHED, article, date->context->error);
        if (published != COLUMN_UNKNOWN && published >= date->from && published < date->to) {
            it->article = article;
            return;
        }
        article++;
    }
    it->article = ARTICLE_NONE;
}

struct iterator *date_iterator(struct exec_context *context, mrg_time from, mrg_time to)
{
    static const struct iterator_ops ops = {.advance = date_advance};
    struct date_iterator *date = arena_alloc(context->arena, sizeof *date);
    if (date == NULL)
        return NULL;
    *date = (struct date_iterator){{.ops = &ops}, context, from, to};
    date->to = to == MRG_NO_TIME ? INT64_MAX : to;
    const struct columns *columns = &context->segment->columns;
    for (uint32_t block = 0; block < columns->blocks; block++)
        date->base.cost += misses_block(date, block) ? 0 : BLOCK;
    return &date->base;
}
