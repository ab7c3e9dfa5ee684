/* The first pass of sorting a run: its ranges, and how often each item comes. */
#include "common/base/huge_pages.h"
#include "indexer/native/run_sort.h"

enum {
    RANGE_LEAST = 1 << 18 /* occurrences for which a range pays */
};

static uint64_t stream_size(const struct article_run *run)
{
    uint64_t size = 0;
    for (unsigned w = 0; w < crew_workers(run->crew); w++)
        size += run->workers[w].inverter.stream.end.numbers;
    return size;
}

/* Cut the run into ranges of about equal streams. */
static bool cut(struct run_sort *sort)
{
    const struct run_piece *pieces = run_pieces(sort->run);
    uint64_t whole = stream_size(sort->run), done = 0;
    uint64_t count = whole / RANGE_LEAST + 1;
    unsigned most = crew_workers(sort->run->crew);
    most = most < RANGES_MAX ? most : RANGES_MAX;
    count = count < most ? count : most;
    sort->ranges = calloc(count, sizeof *sort->ranges);
    if (sort->ranges == NULL)
        return false;
    sort->range_count = (unsigned)count;
    uint32_t article = 0;
    for (unsigned r = 0; r < sort->range_count; r++) {
        struct sort_range *range = &sort->ranges[r];
        uint64_t target = whole / count * (r + 1);
        range->sort = sort;
        range->first = article;
        while (article < sort->run->added && (done < target || r + 1 == sort->range_count)) {
            done += pieces[article].end - pieces[article].start.numbers;
            article++;
        }
        range->end = article;
        range->item_counts = huge_alloc_zero((size_t)sort->words->items.count + NUMBER_WIDE + 1,
                                             sizeof(uint32_t)); /* count_article needs so many */
        range->form_counts =
            huge_alloc_zero((size_t)sort->words->forms.count + 1, sizeof(uint32_t));
        range->next = huge_alloc((size_t)sort->words->terms.count + 1, sizeof(uint64_t));
        if (range->item_counts == NULL || range->form_counts == NULL || range->next == NULL)
            return false;
    }
    return true;
}

static void retire_range(void *context, void *task)
{
    (void)context;
    (void)task;
}

void run_sort_do_ranges(struct run_sort *sort, void (*work)(void *, unsigned, void *))
{
    crew_begin(sort->run->crew, &(struct crew_duty){work, retire_range, sort});
    for (unsigned r = 0; r < sort->range_count; r++)
        crew_submit(sort->run->crew, &sort->ranges[r]);
    crew_drain(sort->run->crew);
}

/* Count an article's items. Those that are wide in the stream are counted on their own, so that nothing depends on
 * what a number is; what the units that stand for them count to is taken back. */
static void count_article(const struct number_stream *stream, const struct run_piece *piece,
                          uint32_t *counts)
{
    const uint16_t *units = stream->units;
    const uint32_t *wide = stream->wide + piece->start.wide;
    for (uint64_t i = piece->start.numbers; i < piece->end; i++)
        counts[units[i]]++;
    counts[NUMBER_WIDE] -= piece->wide;
    for (uint32_t i = 0; i < piece->wide; i++)
        if (wide[i] < STREAM_SET)
            counts[wide[i]]++;
}

static void count_range(void *context, unsigned worker, void *task)
{
    const struct run_sort *sort = context;
    struct sort_range *range = task;
    (void)worker;
    for (uint32_t a = range->first; a < range->end; a++) {
        const struct run_piece *piece = &run_pieces(sort->run)[a];
        if (!sort->is_dead[a])
            count_article(&sort->run->workers[piece->worker].inverter.stream, piece,
                          range->item_counts);
    }
    const struct stream_items *items = &sort->words->items;
    for (uint32_t i = 0; i < items->count; i++)
        if (items->all[i].form != FORM_NONE)
            range->form_counts[items->all[i].form] += range->item_counts[i];
}

bool run_sort_count(struct run_sort *sort)
{
    if (!cut(sort))
        return false;
    run_sort_do_ranges(sort, count_range);
    return true;
}
