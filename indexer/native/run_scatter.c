/* The second pass of sorting a run: every occurrence to its place. */
#include "common/base/huge_pages.h"
#include "common/segment/postings.h"
#include "indexer/native/run_sort.h"

enum { BATCH = 2 * STREAM_BATCH /* occurrences whose places are prefetched together, at most */ };

/* Occurrences of 32 bits on their way: what each is, and to which term. */
struct scatter_batch {
    uint32_t occurrences[BATCH + 1]; /* one more that is never meant */
    uint32_t terms[BATCH + 1];
    unsigned count;
};

/* An article being taken apart. */
struct scatter {
    const struct form_place *places; /* borrowed: per item of its worker */
    uint64_t *next;                  /* borrowed: of its range */
    uint32_t *sorted;                /* borrowed: the run's */
    struct stream_reader reader;     /* what is left of its stream */
    uint32_t article;
    uint32_t start;    /* on the line */
    uint32_t position; /* of the occurrence before */
};

/* An occurrence of a term whose occurrences have 64 bits, of which there are few. */
static void put_wide(struct scatter *scatter, const struct form_place *place)
{
    scatter->position++;
    uint64_t wide = (uint64_t)scatter->article << OCCURRENCE_ARTICLE |
                    (uint64_t)scatter->position << OCCURRENCE_POSITION | place->ordinal;
    memcpy(&scatter->sorted[scatter->next[place->term]], &wide, sizeof wide);
    scatter->next[place->term] += 2;
}

/* Put the occurrences among numbers behind those of the batch, with the places of their terms on the way into the
 * cache. Items without a form take no branch: they come too irregularly to be guessed. */
static void fill_batch(struct scatter_batch *batch, struct scatter *scatter,
                       const struct stream_batch *numbers)
{
    for (unsigned i = 0; i < numbers->count; i++) {
        uint32_t number = numbers->numbers[i];
        if (number >= STREAM_SET) {
            if ((number & STREAM_BITS) == 0)
                scatter->position = number & ~STREAM_SET;
            continue;
        }
        const struct form_place *place = &scatter->places[number];
        if (place->width > 1) {
            put_wide(scatter, place);
            continue;
        }
        scatter->position += place->width;
        __builtin_prefetch(&scatter->next[place->term], 1);
        batch->occurrences[batch->count] =
            (scatter->start + scatter->position) << place->form_bits | place->ordinal;
        batch->terms[batch->count] = place->term;
        batch->count += place->width;
    }
}

static void put_batch(struct scatter_batch *batch, uint64_t *next, uint32_t *sorted)
{
    uint64_t at[BATCH];
    for (unsigned i = 0; i < batch->count; i++) {
        at[i] = next[batch->terms[i]]++;
        __builtin_prefetch(&sorted[at[i]], 1);
    }
    for (unsigned i = 0; i < batch->count; i++)
        sorted[at[i]] = batch->occurrences[i];
    batch->count = 0;
}

/* Read the next numbers, and have their places on the way into the cache: those of others than wide ones are there
 * already. */
static void read_batch(struct stream_batch *batch, struct scatter *scatter)
{
    stream_read(&scatter->reader, batch);
    for (uint64_t rest = batch->wide; rest != 0; rest &= rest - 1) {
        uint32_t number = batch->numbers[__builtin_ctzll(rest)];
        if (number < STREAM_SET)
            __builtin_prefetch(&scatter->places[number]);
    }
}

static struct scatter begin_article(const struct sort_range *range, uint32_t a)
{
    const struct run_sort *sort = range->sort;
    const struct run_piece *piece = &run_pieces(sort->run)[a];
    const struct number_stream *stream = &sort->run->workers[piece->worker].inverter.stream;
    return (struct scatter){.places = sort->places + sort->words.first_item[piece->worker],
                            .next = range->next,
                            .sorted = sort->sorted,
                            .reader = stream_reader_new(stream, &piece->start, piece->end),
                            .article = a,
                            .start =
                                sort->line.first != NULL ? position_line_start(&sort->line, a) : 0};
}

/* Places are asked for a batch before they are needed, and what comes first in the next article before this one. */
static void scatter_article(const struct sort_range *range, uint32_t a)
{
    struct scatter scatter = begin_article(range, a);
    struct stream_batch numbers[2];
    struct scatter_batch batch;
    batch.count = 0;
    if (a + 1 < range->end) {
        struct scatter after = begin_article(range, a + 1);
        read_batch(&numbers[0], &after);
    }
    read_batch(&numbers[0], &scatter);
    for (unsigned i = 0; numbers[i % 2].count > 0; i++) {
        read_batch(&numbers[(i + 1) % 2], &scatter);
        fill_batch(&batch, &scatter, &numbers[i % 2]);
        if (batch.count > BATCH - STREAM_BATCH)
            put_batch(&batch, range->next, scatter.sorted);
    }
    put_batch(&batch, range->next, scatter.sorted);
}

static void scatter_range(void *context, unsigned worker, void *task)
{
    const struct run_sort *sort = context;
    const struct sort_range *range = task;
    (void)worker;
    for (uint32_t a = range->first; a < range->end; a++)
        if (!sort->is_dead[a])
            scatter_article(range, a);
}

bool run_sort_scatter(struct run_sort *sort)
{
    sort->sorted = huge_alloc(sort->sorted_size, sizeof *sort->sorted);
    if (sort->sorted == NULL)
        return false;
    run_sort_do_ranges(sort, scatter_range);
    return true;
}
