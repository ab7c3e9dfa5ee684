#include "searcher/native/term_list.h"
#include "common/codec/endian.h"

#include <math.h>

enum { FREQUENCY_MAX = 1 << 30 };

bool term_list_open(struct term_list *list, const struct exec_context *context,
                    const struct plan_term *term, double weight)
{
    list->bm25 = context->bm25;
    list->lengths = context->lengths;
    list->weight = weight;
    list->single_bound = -1;
    list->bound_block = UINT32_MAX;
    list->block_first = 1;
    list->block_last = 0;
    list->window_block = 0;
    list->window_frequency = 0;
    list->wide_bound = 0;
    list->wide_frequency = 0;
    return posting_cursor_open(&list->cursor, &context->segment->file,
                               &term->entries[context->segment_number],
                               context->segment->meta.articles, context->error) == MRG_OK;
}

/* The best score of a list of a single block: from the postings themselves. */
static double single_bound(struct term_list *list)
{
    if (list->single_bound >= 0)
        return list->single_bound;
    double best = 0;
    if (list->weight > 0 && posting_cursor_peek(&list->cursor))
        for (uint32_t i = 0; i < list->cursor.count; i++) {
            double score = bm25_score(list->bm25, list->weight, list->cursor.frequencies[i],
                                      list->lengths[list->cursor.articles[i]]);
            best = score > best ? score : best;
        }
    return list->single_bound = best + list->bm25->quantum;
}

/* The highest frequency of what the impacts stand for. */
static uint32_t highest_frequency(const uint8_t *pairs, size_t count)
{
    uint32_t highest = 0; /* they ascend, and unused ones are 0 */
    for (size_t i = 0; i < count; i++)
        highest = pairs[2 * i] > highest ? pairs[2 * i] : highest;
    return highest < IMPACT_FREQUENCY_MANY ? highest : FREQUENCY_MAX;
}

static inline double block_ratio(struct term_list *list, uint32_t block)
{
    if (list->bound_block != block) {
        const uint8_t *pairs = list->cursor.skips + (size_t)block * SKIP_SIZE + SKIP_IMPACTS;
        list->block_ratio = bm25_least_ratio(list->bm25, pairs, IMPACT_BLOCK_PAIRS);
        list->block_bound = -1;
        list->block_frequency = highest_frequency(pairs, IMPACT_BLOCK_PAIRS);
        list->bound_block = block;
        list->block_first = block > 0 ? posting_cursor_block_last(&list->cursor, block - 1) + 1 : 0;
        list->block_last = posting_cursor_block_last(&list->cursor, block);
    }
    return list->block_ratio;
}

static const uint8_t *super_at(const struct term_list *list, uint32_t block)
{
    return list->cursor.supers + (size_t)(block / SUPER_BLOCKS) * SUPER_SIZE;
}

static double super_ratio(const struct term_list *list, uint32_t block)
{
    return bm25_least_ratio(list->bm25, super_at(list, block) + 4, IMPACT_SUPER_PAIRS);
}

double term_list_block_bound(struct term_list *list, uint32_t block)
{
    return list->weight > 0 ? bm25_ratio_bound(list->bm25, list->weight, block_ratio(list, block))
                            : 0;
}

/* Have `window_block` be the block that holds the first posting at or behind `first`; false when there is
 * none. */
static bool enter_window(struct term_list *list, uint32_t first)
{
    const struct posting_cursor *cursor = &list->cursor;
    uint32_t block = list->window_block;
    while (block < cursor->blocks && posting_cursor_block_last(cursor, block) < first) {
        if (cursor->supers != NULL && block % SUPER_BLOCKS == 0 &&
            load_u32(super_at(list, block)) < first)
            block += SUPER_BLOCKS;
        else
            block++;
    }
    list->window_block = block < cursor->blocks ? block : cursor->blocks;
    return block < cursor->blocks;
}

double term_list_bound_anew(struct term_list *list, uint32_t first, uint32_t last)
{
    const struct posting_cursor *cursor = &list->cursor;
    list->window_frequency = 0;
    if (list->weight <= 0)
        return 0;
    if (cursor->skips == NULL)
        return single_bound(list);
    if (!enter_window(list, first))
        return 0;
    double least = INFINITY;
    uint32_t most = 0;
    for (uint32_t block = list->window_block; block < cursor->blocks;) {
        bool by_super = block % SUPER_BLOCKS == 0 && cursor->supers != NULL &&
                        load_u32(super_at(list, block)) <= last;
        double ratio = by_super ? super_ratio(list, block) : block_ratio(list, block);
        uint32_t highest = by_super
                               ? highest_frequency(super_at(list, block) + 4, IMPACT_SUPER_PAIRS)
                               : list->block_frequency;
        most = highest > most ? highest : most;
        least = ratio < least ? ratio : least;
        block += by_super ? SUPER_BLOCKS : 1;
        if (posting_cursor_block_last(cursor, (block < cursor->blocks ? block : cursor->blocks) -
                                                  1) >= last)
            break;
    }
    list->window_frequency = most;
    return bm25_ratio_bound(list->bm25, list->weight, least);
}

uint32_t term_list_block_end(struct term_list *list, uint32_t first)
{
    if (list->cursor.skips == NULL || !enter_window(list, first) ||
        list->window_block + 1 >= list->cursor.blocks)
        return ARTICLE_NONE;
    return posting_cursor_block_last(&list->cursor, list->window_block);
}

static double super_bound_of(struct term_list *list, uint32_t first, uint32_t *last)
{
    *last = ARTICLE_NONE;
    list->wide_frequency = 0;
    if (list->weight <= 0)
        return 0;
    if (list->cursor.supers == NULL) {
        double bound = term_list_bound_anew(list, first, ARTICLE_NONE);
        list->wide_frequency = list->window_frequency;
        return bound;
    }
    if (!enter_window(list, first))
        return 0;
    if (list->window_block / SUPER_BLOCKS + 1 < postings_supers(list->cursor.blocks))
        *last = load_u32(super_at(list, list->window_block));
    list->wide_frequency =
        highest_frequency(super_at(list, list->window_block) + 4, IMPACT_SUPER_PAIRS);
    return bm25_ratio_bound(list->bm25, list->weight, super_ratio(list, list->window_block));
}

double term_list_super_bound(struct term_list *list, uint32_t first, uint32_t *last)
{
    return list->wide_bound = super_bound_of(list, first, last);
}
