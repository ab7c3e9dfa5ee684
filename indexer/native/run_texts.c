#include "indexer/native/run_texts.h"
#include "indexer/lexicon_maker.h"

#include <stdlib.h>

enum {
    SAMPLE_LEAST =
        1 << 18, /* pairs of strings that show what follows what; of fewer strings, all */
    SAMPLE_MOST = 1 << 21,
    SAMPLE_PART = 8 /* of a run's strings, one in so many, within these bounds */
};

/* An item that is not stored; what is to be spelled is PREFIX_RANK_NONE. */
#define RANK_SKIP (PREFIX_RANK_NONE - 1)

/* A block on its way. */
struct text_task {
    uint32_t first, end;      /* articles */
    struct coded_block block; /* them */
};

struct run_texts {
    const struct run_sort *counted; /* borrowed */
    struct lexicon_maker maker;
    uint32_t *
        ranks; /* owned: per item of all workers, the maker's number, then its rank in the lexicon */
    struct lexicon_coder coder;
    struct text_task *tasks; /* owned: used in turn, one more than can be under way */
};

/* ---- the lexicon ---- */

static uint32_t number_of(struct run_texts *texts, const struct stream_items *items, uint32_t item)
{
    const struct stream_item *one = &items->all[item];
    if (item < RECORD_END)
        return item == ITEM_END ? SYMBOL_END : SYMBOL_TAG + item;
    return one->text == NULL
               ? RANK_SKIP
               : lexicon_maker_string(&texts->maker, one->is_gap ? LEXICON_GAP : LEXICON_WORD,
                                      one->text, one->size);
}

static void gather_strings(struct run_texts *texts)
{
    const struct run_sort *counted = texts->counted;
    for (unsigned w = 0; w < crew_workers(counted->run->crew); w++) {
        const struct stream_items *items = &counted->run->workers[w].inverter.items;
        uint32_t first = counted->words.first_item[w];
        for (uint32_t i = 0; i < items->count; i++) {
            uint32_t number = texts->ranks[first + i] = number_of(texts, items, i);
            for (unsigned r = 0; r < counted->range_count && number != RANK_SKIP; r++)
                lexicon_maker_count(&texts->maker, number,
                                    counted->ranges[r].item_counts[first + i]);
        }
    }
}

static void sample_article(struct run_texts *texts, const struct run_piece *piece)
{
    const struct run_sort *counted = texts->counted;
    const uint32_t *stream = counted->run->workers[piece->worker].inverter.stream;
    const uint32_t *numbers = texts->ranks + counted->words.first_item[piece->worker];
    uint32_t before = SYMBOL_END;
    for (uint64_t i = piece->start; i < piece->stored; i++) {
        if (stream[i] >= STREAM_SET || numbers[stream[i]] == RANK_SKIP)
            continue;
        lexicon_maker_follow(&texts->maker, before, numbers[stream[i]]);
        before = numbers[stream[i]];
    }
}

/* Show the maker every so manieth article. */
static void sample(struct run_texts *texts)
{
    const struct article_run *run = texts->counted->run;
    const struct run_piece *pieces = run_pieces(run);
    uint64_t stored = 0;
    for (uint32_t a = 0; a < run->added; a++)
        stored += pieces[a].stored - pieces[a].start;
    uint64_t wanted = stored / SAMPLE_PART;
    wanted = wanted < SAMPLE_LEAST ? SAMPLE_LEAST : wanted > SAMPLE_MOST ? SAMPLE_MOST : wanted;
    uint32_t step = (uint32_t)(stored / wanted) + 1;
    for (uint32_t a = 0; a < run->added && !texts->maker.failed; a += step)
        sample_article(texts, &pieces[a]);
}

static bool make_lexicon(struct run_texts *texts)
{
    const struct run_sort *counted = texts->counted;
    uint32_t items = counted->words.first_item[crew_workers(counted->run->crew)];
    struct buffer lexicon = BUFFER_INIT;
    uint32_t *ranks = NULL;
    texts->ranks = malloc(((size_t)items + 1) * sizeof *texts->ranks);
    if (texts->ranks == NULL || !lexicon_maker_init(&texts->maker))
        return false;
    gather_strings(texts);
    sample(texts);
    bool good = lexicon_maker_finish(&texts->maker, &lexicon, &texts->coder, &ranks);
    for (uint32_t i = 0; good && i < items; i++)
        if (texts->ranks[i] != RANK_SKIP)
            texts->ranks[i] = ranks[texts->ranks[i]];
    segment_builder_begin_articles(counted->run->builder, &lexicon);
    buffer_free(&lexicon);
    free(ranks);
    lexicon_maker_free(&texts->maker);
    return good;
}

/* ---- writing: on any thread ---- */

/* The number whose parts begin at `parts`. */
static uint64_t join_number(const uint32_t *parts)
{
    uint64_t number = 0;
    for (unsigned i = STREAM_NUMBER_PARTS; i-- > 0;)
        number = number << STREAM_NUMBER_BITS | (parts[i] & (STREAM_BITS - 1));
    return number;
}

/* Write an article's numbers from `at` to `end` as symbols, for which there is room but where strings are
 * spelled. False when memory is short. */
static bool write_numbers(struct symbol_writer *writer, const struct run_texts *texts,
                          const struct run_piece *piece, const uint32_t *at, const uint32_t *end)
{
    const struct run_sort *counted = texts->counted;
    const struct stream_items *items = &counted->run->workers[piece->worker].inverter.items;
    const uint32_t *ranks = texts->ranks + counted->words.first_item[piece->worker];
    for (; at < end; at++) {
        if (*at >= STREAM_SET) {
            if ((*at & STREAM_BITS) != 0) {
                symbol_writer_number(writer, join_number(at));
                at += STREAM_NUMBER_PARTS - 1;
            }
            continue;
        }
        uint32_t rank = ranks[*at];
        if (rank < RANK_SKIP) {
            symbol_writer_put(writer, rank);
        } else if (rank == PREFIX_RANK_NONE) {
            const struct stream_item *item = &items->all[*at];
            if (!symbol_writer_spell(writer, (mrg_text){item->text, item->size}, item->is_gap) ||
                !symbol_writer_reserve(writer, SYMBOL_ROOM * ((size_t)(end - at) + 1)))
                return false;
        }
    }
    return true;
}

static void write_article(const struct run_texts *texts, const struct run_piece *piece,
                          struct coded_block *block)
{
    const uint32_t *stream = texts->counted->run->workers[piece->worker].inverter.stream;
    size_t count = (size_t)(piece->stored - piece->start), start = block->symbols.size;
    const uint32_t *at = stream + piece->start;
    struct symbol_writer writer;
    symbol_writer_begin(&writer, &texts->coder, &block->symbols);
    /* A number takes no more than its three parts would as symbols. The last item is the end. */
    if (!symbol_writer_reserve(&writer, SYMBOL_ROOM * (count + 1)) ||
        !write_numbers(&writer, texts, piece, at, at + count - 1)) {
        block->symbols.failed = true;
        return;
    }
    symbol_writer_end(&writer);
    coded_block_add(block, start, piece->size);
}

static void write_block(void *context, unsigned worker, void *task)
{
    const struct run_texts *texts = context;
    struct text_task *self = task;
    (void)worker;
    for (uint32_t a = self->first; a < self->end && !self->block.symbols.failed; a++)
        write_article(texts, &run_pieces(texts->counted->run)[a], &self->block);
}

/* ---- putting together: by the owner, in order ---- */

static void retire_block(void *context, void *task)
{
    struct run_texts *texts = context;
    struct text_task *self = task;
    articles_writer_put(&texts->counted->run->builder->articles, &self->block);
    coded_block_clear(&self->block);
}

/* The end of the block that begins with `first`. */
static uint32_t block_end(const struct article_run *run, uint32_t first)
{
    uint64_t size = 0;
    uint32_t end = first;
    while (end < run->added &&
           (end == first || size + run_pieces(run)[end].size <= ARTICLES_BLOCK_SIZE))
        size += run_pieces(run)[end++].size;
    return end;
}

static bool write_articles(struct run_texts *texts)
{
    struct article_run *run = texts->counted->run;
    size_t count = crew_capacity(run->crew) + 1, turn = 0;
    texts->tasks = calloc(count, sizeof *texts->tasks);
    if (texts->tasks == NULL)
        return false;
    crew_begin(run->crew, &(struct crew_duty){write_block, retire_block, texts});
    for (uint32_t at = 0; at < run->added;) {
        struct text_task *task = &texts->tasks[turn++ % count];
        task->first = at;
        at = task->end = block_end(run, at);
        crew_submit(run->crew, task);
    }
    crew_drain(run->crew);
    for (size_t i = 0; i < count; i++)
        coded_block_free(&texts->tasks[i].block);
    return !run->builder->articles.failed;
}

bool run_texts_write(const struct run_sort *counted)
{
    struct run_texts texts = {.counted = counted};
    bool good = make_lexicon(&texts) && write_articles(&texts);
    lexicon_coder_free(&texts.coder);
    free(texts.ranks);
    free(texts.tasks);
    return good;
}
