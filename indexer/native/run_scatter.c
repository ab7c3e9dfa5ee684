/* The second pass of sorting a run: every occurrence to its place. */
#include "common/base/huge_pages.h"
#include "common/segment/postings.h"
#include "indexer/native/run_sort.h"

/* A range of articles being taken apart. */
struct scatter {
    struct sort_range *range;    /* borrowed */
    struct stream_reader reader; /* what is left of the article's stream */
    uint32_t article;
    struct occurrence_split
        split; /* of the article; those placed have places on their way into the cache */
};

/* An occurrence of a term whose occurrences have 64 bits, of which there are few. */
static void put_wide(struct scatter *scatter, uint32_t item)
{
    item_place place = scatter->split.places[item];
    uint64_t *next = &scatter->range->next[place >> ITEM_TERM];
    scatter->split.position++;
    uint64_t wide = (uint64_t)scatter->article << OCCURRENCE_ARTICLE |
                    (uint64_t)scatter->split.position << OCCURRENCE_POSITION | (uint16_t)place;
    memcpy(&scatter->range->sort->sorted[*next], &wide, sizeof wide);
    *next += 2;
}

static void put_placed(struct occurrence_batch *batch, uint64_t *next, uint32_t *sorted)
{
    uint64_t at[SPLIT_BATCH];
    for (unsigned i = 0; i < batch->count; i++) {
        at[i] = next[batch->puts[i] >> 32]++;
        __builtin_prefetch(&sorted[at[i]], 1);
    }
    for (unsigned i = 0; i < batch->count; i++)
        sorted[at[i]] = (uint32_t)batch->puts[i];
    batch->count = 0;
}

static void put_steps(struct occurrence_batch *batch, struct step_lists *lists)
{
    for (unsigned i = 0; i < batch->count; i++)
        step_lists_put(lists, (uint32_t)(batch->puts[i] >> 32), (uint32_t)batch->puts[i]);
    batch->count = 0;
}

static void put_whole(struct occurrence_batch *batch, struct step_lists *lists)
{
    for (unsigned i = 0; i < batch->count; i++)
        __builtin_prefetch(lists->whole[batch->puts[i] >> 32], 1);
    for (unsigned i = 0; i < batch->count; i++)
        step_lists_put_whole(lists, (uint32_t)(batch->puts[i] >> 32), (uint32_t)batch->puts[i]);
    batch->count = 0;
}

/* Put what waits where there would be no room for more than `room` others. */
static void put_batches(struct scatter *scatter, unsigned room)
{
    struct occurrence_split *split = &scatter->split;
    if (split->placed.count > room)
        put_placed(&split->placed, scatter->range->next, scatter->range->sort->sorted);
    if (split->whole.count > room)
        put_whole(&split->whole, &scatter->range->steps);
    if (split->steps.count > room)
        put_steps(&split->steps, &scatter->range->steps);
}

/* Split the numbers, with the places of what was placed on their way into the cache. */
static void take_batch(struct scatter *scatter, const struct stream_batch *numbers)
{
    const struct occurrence_batch *placed = &scatter->split.placed;
    unsigned done = 0, before = placed->count;
    while ((done += occurrence_split_take(&scatter->split, numbers->numbers + done,
                                          numbers->count - done)) < numbers->count)
        put_wide(scatter, numbers->numbers[done++]);
    for (; before < placed->count; before++)
        __builtin_prefetch(&scatter->range->next[placed->puts[before] >> 32], 1);
}

/* Read the next numbers, and have their places on the way into the cache: those of others than wide ones are there
 * already. */
static void read_batch(struct stream_batch *batch, struct scatter *scatter)
{
    stream_read(&scatter->reader, batch);
    for (uint64_t rest = batch->wide; rest != 0; rest &= rest - 1) {
        uint32_t number = batch->numbers[__builtin_ctzll(rest)];
        if (number < STREAM_SET)
            __builtin_prefetch(&scatter->split.places[number]);
    }
}

static void begin_article(struct scatter *scatter, uint32_t a)
{
    const struct run_sort *sort = scatter->range->sort;
    const struct run_piece *piece = &run_pieces(sort->run)[a];
    const struct number_stream *stream = &sort->run->workers[piece->worker].inverter.stream;
    scatter->split.places = sort->places;
    scatter->reader = stream_reader_new(stream, &piece->start, piece->end);
    scatter->article = a;
    scatter->split.start = sort->line.first != NULL ? position_line_start(&sort->line, a) : 0;
    scatter->split.position = 0;
}

/* Places are asked for a batch before they are needed, and what comes first in the next article before this one. */
static void scatter_article(struct scatter *scatter, uint32_t a)
{
    struct stream_batch numbers[2];
    if (a + 1 < scatter->range->end) {
        begin_article(scatter, a + 1);
        read_batch(&numbers[0], scatter);
    }
    begin_article(scatter, a);
    read_batch(&numbers[0], scatter);
    for (unsigned i = 0; numbers[i % 2].count > 0; i++) {
        read_batch(&numbers[(i + 1) % 2], scatter);
        take_batch(scatter, &numbers[i % 2]);
        put_batches(scatter, SPLIT_BATCH - STREAM_BATCH);
    }
}

/* The memory of what has been read of a stream is given to the lists: each range reads a part of each stream from its
 * front to its end. */
static void give_memory(struct sort_range *range, uint32_t a)
{
    const struct run_piece *piece = &run_pieces(range->sort->run)[a];
    const struct number_stream *stream = &range->sort->run->workers[piece->worker].inverter.stream;
    uint64_t *given = &range->given[piece->worker];
    if (*given == 0)
        *given = (piece->start.numbers + STEP_BLOCK - 1) & ~(uint64_t)(STEP_BLOCK - 1);
    for (; *given + STEP_BLOCK <= piece->end; *given += STEP_BLOCK)
        step_lists_give(&range->steps, stream->units + *given);
}

static void scatter_range(void *context, unsigned worker, void *task)
{
    const struct run_sort *sort = context;
    struct scatter scatter;
    scatter.range = task;
    scatter.split.placed.count = scatter.split.whole.count = scatter.split.steps.count = 0;
    (void)worker;
    for (uint32_t a = scatter.range->first; a < scatter.range->end; a++) {
        if (!sort->is_dead[a])
            scatter_article(&scatter, a);
        give_memory(scatter.range, a);
    }
    put_batches(&scatter, 0);
}

static bool make_room(struct run_sort *sort)
{
    unsigned workers = crew_workers(sort->run->crew);
    sort->sorted = huge_alloc(sort->sorted_size, sizeof *sort->sorted);
    bool good = sort->sorted != NULL;
    for (unsigned r = 0; r < sort->range_count && good; r++) {
        struct sort_range *range = &sort->ranges[r];
        range->given = calloc(workers, sizeof *range->given);
        good = range->given != NULL &&
               step_lists_init(&range->steps, sort->list_count, sort->whole_count);
        for (uint32_t t = 0; good && t < sort->words->terms.count; t++)
            if (sort->stretches[t].kind == OCCURRENCE_STEP)
                range->steps.all[sort->stretches[t].start].form_bits = sort->stretches[t].list_bits;
    }
    return good;
}

bool run_sort_scatter(struct run_sort *sort)
{
    if (!make_room(sort))
        return false;
    run_sort_do_ranges(sort, scatter_range);
    bool good = true;
    for (unsigned r = 0; r < sort->range_count; r++)
        good &= !sort->ranges[r].steps.failed;
    return good;
}
