#include "indexer/native/run_texts.h"
#include "common/base/cpu.h"
#include "common/base/huge_pages.h"

#include <stdlib.h>

enum {
    SAMPLE_LEAST =
        1 << 18, /* pairs of strings that show what follows what; of fewer strings, all */
    SAMPLE_MOST = 1 << 23,
    SAMPLE_PART = 8,     /* of a run's strings, one in so many, within these bounds */
    SAMPLE_DIFFERENT = 8 /* pairs for one that is not like those before, at the least */
};

/* An item that is not stored; what is to be spelled is PREFIX_RANK_NONE. */
#define RANK_SKIP (PREFIX_RANK_NONE - 1)

/* A block on its way. */
struct text_task {
    uint32_t first, end;      /* articles */
    struct coded_block block; /* them */
};

/* ---- the lexicon ---- */

/* Strings on their way into the lexicon's. */
struct string_batch {
    struct string_entry strings[STRINGS_TOGETHER];
    uint32_t items[STRINGS_TOGETHER]; /* whose they are */
    unsigned count;
};

static void take_batch(struct lexicon_maker *maker, struct string_batch *batch, uint32_t *ranks)
{
    uint32_t numbers[STRINGS_TOGETHER];
    lexicon_maker_strings(maker, batch->strings, batch->count, numbers);
    for (unsigned i = 0; i < batch->count; i++)
        ranks[batch->items[i]] = numbers[i];
    batch->count = 0;
}

/* Have for each item its number in the lexicon. */
static void gather_items(struct lexicon_maker *maker, const struct stream_items *items,
                         uint32_t *ranks)
{
    struct string_batch batch = {.count = 0};
    for (uint32_t i = 0; i < RECORD_END; i++)
        ranks[i] = i == ITEM_END ? SYMBOL_END : SYMBOL_TAG + i;
    for (uint32_t i = RECORD_END; i < items->count && !maker->failed; i++) {
        const struct stream_item *item = &items->all[i];
        if (item->text == NULL) {
            ranks[i] = RANK_SKIP;
            continue;
        }
        batch.strings[batch.count] = (struct string_entry){
            item->text, item->size, item->is_gap ? LEXICON_GAP : LEXICON_WORD};
        batch.items[batch.count++] = i;
        if (batch.count == STRINGS_TOGETHER)
            take_batch(maker, &batch, ranks);
    }
    take_batch(maker, &batch, ranks);
}

bool run_texts_gather(struct run_texts *texts)
{
    const struct stream_items *items = &texts->sort->words->items;
    texts->ranks = huge_alloc((size_t)items->count + 1, sizeof *texts->ranks);
    if (texts->ranks == NULL)
        return false;
    gather_items(&texts->maker, items, texts->ranks);
    return !texts->maker.failed;
}

bool run_texts_choose(struct run_texts *texts)
{
    const struct run_sort *sort = texts->sort;
    struct lexicon_maker *maker = &texts->maker;
    uint32_t *ranks = texts->ranks, count = sort->words->items.count;
    for (unsigned r = 0; r < sort->range_count; r++)
        for (uint32_t i = 0; i < count; i++)
            if (ranks[i] != RANK_SKIP)
                lexicon_maker_count(maker, ranks[i], sort->ranges[r].item_counts[i]);
    if (!lexicon_maker_choose(maker))
        return false;
    for (uint32_t i = 0; i < count; i++)
        if (ranks[i] != RANK_SKIP)
            ranks[i] = lexicon_maker_written_as(maker, ranks[i]);
    return true;
}

/* A part of the pairs that some articles show. */
struct sample_task {
    unsigned part, parts;
    uint32_t step;             /* every so manieth article is shown */
    uint64_t expected;         /* different pairs of the part, about */
    struct symbol_pairs pairs; /* what they show */
    struct buffer shown;       /* owned: numbers of an article */
    bool is_good;              /* memory was enough */
};

/* What tells how an article is stored. */
static struct stream_reader read_stored(const struct run_texts *texts,
                                        const struct run_piece *piece)
{
    const struct inverter *inverter = &texts->sort->run->workers[piece->worker].inverter;
    return stream_reader_new(&inverter->stream, &piece->start, piece->stored);
}

static bool sample_article(const struct run_texts *texts, const struct run_piece *piece,
                           struct sample_task *task)
{
    const uint32_t *numbers = texts->ranks;
    struct stream_reader reader = read_stored(texts, piece);
    struct stream_batch batch;
    size_t count = 0;
    buffer_clear(&task->shown);
    if (!buffer_reserve(&task->shown,
                        (size_t)(piece->stored - piece->start.numbers) * sizeof *numbers))
        return false;
    uint32_t *symbols = (uint32_t *)(void *)task->shown.data;
    for (stream_read(&reader, &batch); batch.count > 0; stream_read(&reader, &batch))
        for (unsigned i = 0; i < batch.count; i++) {
            uint32_t item = batch.numbers[i];
            if (item < STREAM_SET && numbers[item] != RANK_SKIP)
                symbols[count++] = numbers[item];
        }
    return symbol_pairs_show_part(&task->pairs, symbols, count, task->part, task->parts);
}

static void sample(void *context, unsigned worker, void *task)
{
    struct run_texts *texts = context;
    const struct article_run *run = texts->sort->run;
    struct sample_task *self = task;
    (void)worker;
    self->is_good = symbol_pairs_init(&self->pairs, self->expected);
    for (uint32_t a = 0; a < run->added && self->is_good; a += self->step)
        self->is_good = sample_article(texts, &run_pieces(run)[a], self);
    if (self->is_good)
        self->is_good = lexicon_maker_end_part(&texts->maker, self->part, &self->pairs);
    symbol_pairs_free(&self->pairs);
    buffer_free(&self->shown);
}

static void retire_sample(void *context, void *task)
{
    struct run_texts *texts = context;
    const struct sample_task *self = task;
    texts->maker.failed |= !self->is_good;
}

/* As many tasks as parts, set up. NULL when memory is short. */
static struct sample_task *plan_sample(const struct article_run *run, unsigned parts)
{
    struct sample_task *tasks = calloc(parts, sizeof *tasks);
    uint64_t stored = 0;
    for (uint32_t a = 0; a < run->added; a++)
        stored += run_pieces(run)[a].stored - run_pieces(run)[a].start.numbers;
    uint64_t wanted = stored / SAMPLE_PART;
    wanted = wanted < SAMPLE_LEAST ? SAMPLE_LEAST : wanted > SAMPLE_MOST ? SAMPLE_MOST : wanted;
    for (unsigned p = 0; p < parts && tasks != NULL; p++) {
        tasks[p].part = p;
        tasks[p].parts = parts;
        tasks[p].step = (uint32_t)(stored / wanted) + 1;
        tasks[p].expected = (wanted < stored ? wanted : stored) / SAMPLE_DIFFERENT / parts;
    }
    return tasks;
}

bool run_texts_sample(struct run_texts *texts)
{
    struct crew *crew = texts->sort->run->crew;
    unsigned parts = texts->sort->range_count; /* as many as it pays to have */
    struct sample_task *tasks = plan_sample(texts->sort->run, parts);
    if (tasks == NULL || !lexicon_maker_begin_parts(&texts->maker, parts)) {
        free(tasks);
        return false;
    }
    crew_begin(crew, &(struct crew_duty){sample, retire_sample, texts});
    for (unsigned p = 0; p < parts; p++)
        crew_submit(crew, &tasks[p]);
    crew_drain(crew);
    free(tasks);
    return !texts->maker.failed;
}

bool run_texts_make_lexicon(struct run_texts *texts)
{
    uint32_t *ranks = NULL;
    bool good = lexicon_maker_finish(&texts->maker, &texts->lexicon, &texts->coder, &ranks);
    for (uint32_t i = RECORD_END; i < texts->sort->words->items.count && good; i++)
        if (texts->ranks[i] != RANK_SKIP)
            texts->ranks[i] = lexicon_maker_is_spelled(texts->ranks[i]) ? PREFIX_RANK_NONE
                                                                        : ranks[texts->ranks[i]];
    for (uint32_t i = 0; i < RECORD_END && good; i++)
        texts->ranks[i] = ranks[texts->ranks[i]];
    free(ranks);
    lexicon_maker_free(&texts->maker);
    return good;
}

/* ---- writing: on any thread ---- */

/* Numbers and their ranks. */
struct rank_batch {
    struct stream_batch read;
    uint32_t ranks[STREAM_BATCH]; /* RANK_SKIP also for what is no item */
    uint64_t spelled; /* a bit per number, the lowest for the first: it is to be spelled */
};

/* An article being written. */
struct text_writer {
    struct symbol_writer symbols;
    const struct stream_items *items; /* borrowed: what the numbers stand for */
    const uint32_t *ranks;            /* borrowed: per item */
    struct stream_reader reader;      /* what is left of it */
    uint64_t number;                  /* a stored number, as far as its parts were seen */
    unsigned parts;                   /* of them, so far */
};

/* Read the next numbers, and have the ranks of wide ones fetched into the cache: those of others are there already (to
 * fetch all took a twentieth of the time). */
static void read_batch(struct rank_batch *batch, struct stream_reader *reader,
                       const uint32_t *ranks)
{
    stream_read(reader, &batch->read);
    for (uint64_t rest = batch->read.wide; rest != 0; rest &= rest - 1) {
        uint32_t number = batch->read.numbers[__builtin_ctzll(rest)];
        __builtin_prefetch(&ranks[number < STREAM_SET ? number : 0]);
    }
}

/* Look up the ranks of a batch, with what is needed to write them on the way into the cache. */
static void look_up(struct rank_batch *batch, const struct text_writer *writer)
{
    const struct lexicon_coder *coder = writer->symbols.coder;
    batch->spelled = 0;
    for (unsigned i = 0; i < batch->read.count; i++) {
        uint32_t number = batch->read.numbers[i];
        uint32_t rank = number < STREAM_SET ? writer->ranks[number] : RANK_SKIP;
        batch->ranks[i] = rank;
        lexicon_coder_prefetch(coder, rank);
        if (rank == PREFIX_RANK_NONE) {
            batch->spelled |= UINT64_C(1) << i;
            __builtin_prefetch(&writer->items->all[number]);
        }
    }
}

/* Have what is to be spelled on the way into the cache: such words are rare, and lie anywhere. Always inline, as
 * cpu_expect. */
static ALWAYS_INLINE void expect_spelled(const struct rank_batch *batch,
                                         const struct stream_items *items)
{
    for (uint64_t rest = batch->spelled; rest != 0; rest &= rest - 1)
        __builtin_prefetch(items->all[batch->read.numbers[__builtin_ctzll(rest)]].text);
}

/* Write a number that is stored, when the last of its parts has come. */
static void put_part(struct text_writer *writer, uint32_t part)
{
    writer->number |= (uint64_t)(part & (STREAM_BITS - 1)) << STREAM_NUMBER_BITS * writer->parts;
    if (++writer->parts < STREAM_NUMBER_PARTS)
        return;
    symbol_writer_number(&writer->symbols, writer->number);
    writer->number = 0;
    writer->parts = 0;
}

/* Write a batch as symbols. False when memory is short. */
static bool write_batch(struct text_writer *writer, const struct rank_batch *batch)
{
    struct symbol_writer *symbols = &writer->symbols;
    const size_t room = SYMBOL_ROOM * (size_t)batch->read.count + SYMBOL_NUMBER_ROOM;
    if (!symbol_writer_reserve(symbols, room))
        return false;
    for (unsigned i = 0; i < batch->read.count;) {
        if (batch->ranks[i] < RANK_SKIP) {
            i += symbol_writer_put_all(symbols, batch->ranks + i, batch->read.count - i, RANK_SKIP);
            continue;
        }
        uint32_t number = batch->read.numbers[i], rank = batch->ranks[i++];
        if (rank == PREFIX_RANK_NONE) {
            const struct stream_item *item = &writer->items->all[number];
            if (!symbol_writer_spell(symbols, (mrg_text){item->text, item->size}, item->is_gap) ||
                !symbol_writer_reserve(symbols, room))
                return false;
        } else if (number >= STREAM_SET && (number & STREAM_BITS) != 0) {
            put_part(writer, number);
        }
    }
    return true;
}

/* Write all numbers. Batches go through three steps, and while one is written what the next ones need is on its way:
 * each step waits for memory that the one before asked for (a quarter of the time). False when memory is short. */
static bool write_numbers(struct text_writer *writer)
{
    struct rank_batch batches[3];
    size_t left = (size_t)(writer->reader.end - writer->reader.at);
    unsigned count = (unsigned)((left + STREAM_BATCH - 1) / STREAM_BATCH);
    for (unsigned i = 0; i < 3; i++) {
        batches[i].read.count = 0;
        batches[i].spelled = 0;
    }
    for (unsigned i = 0; i < count + 2; i++) {
        const struct rank_batch *last = &batches[(i + 1) % 3];
        expect_spelled(last, writer->items);
        read_batch(&batches[i % 3], &writer->reader, writer->ranks);
        look_up(&batches[(i + 2) % 3], writer);
        if (!write_batch(writer, last))
            return false;
    }
    return true;
}

static void write_article(const struct run_texts *texts, const struct run_piece *piece,
                          struct coded_block *block)
{
    size_t start_size = block->symbols.size;
    struct text_writer writer = {.items = &texts->sort->words->items,
                                 .ranks = texts->ranks,
                                 .reader = read_stored(texts, piece)};
    writer.reader.end--; /* before ITEM_END */
    symbol_writer_begin(&writer.symbols, &texts->coder, &block->symbols);
    if (!write_numbers(&writer) || !symbol_writer_reserve(&writer.symbols, SYMBOL_ROOM)) {
        block->symbols.failed = true;
        return;
    }
    symbol_writer_end(&writer.symbols);
    coded_block_add(block, start_size, piece->size);
}

/* Have what is needed first of an article on its way. Always inline, as above. */
static ALWAYS_INLINE void prefetch_article(const struct run_texts *texts,
                                           const struct run_piece *piece)
{
    struct rank_batch first;
    struct stream_reader reader = read_stored(texts, piece);
    read_batch(&first, &reader, texts->ranks);
}

static void write_block(void *context, unsigned worker, void *task)
{
    const struct run_texts *texts = context;
    struct text_task *self = task;
    const struct run_piece *pieces = run_pieces(texts->sort->run);
    (void)worker;
    for (uint32_t a = self->first; a < self->end && !self->block.symbols.failed; a++) {
        if (a + 1 < self->end)
            prefetch_article(texts, &pieces[a + 1]);
        write_article(texts, &pieces[a], &self->block);
    }
}

/* ---- putting together: by the owner, in order ---- */

static void retire_block(void *context, void *task)
{
    struct run_texts *texts = context;
    struct text_task *self = task;
    articles_writer_put(&texts->sort->run->builder->articles, &self->block, texts->coder.sum);
    coded_block_clear(&self->block);
}

/* The end of the block that begins with `first`. */
static uint32_t block_end(const struct article_run *run, uint32_t first)
{
    const struct run_piece *pieces = run_pieces(run);
    uint64_t size = 0;
    uint32_t end = first;
    while (end < run->added && (end == first || size + pieces[end].size <= ARTICLES_BLOCK_SIZE))
        size += pieces[end++].size;
    return end;
}

bool run_texts_write(struct run_texts *texts)
{
    struct article_run *run = texts->sort->run;
    size_t count = crew_capacity(run->crew) + 1, turn = 0; /* one more than can be under way */
    struct text_task *tasks = calloc(count, sizeof *tasks);
    segment_builder_begin_articles(run->builder, &texts->lexicon,
                                   &(struct lexicon_part){.first = 0}, 1);
    if (tasks == NULL)
        return false;
    crew_begin(run->crew, &(struct crew_duty){write_block, retire_block, texts});
    for (uint32_t at = 0; at < run->added;) {
        struct text_task *task = &tasks[turn++ % count];
        task->first = at;
        at = task->end = block_end(run, at);
        crew_submit(run->crew, task);
    }
    crew_drain(run->crew);
    for (size_t i = 0; i < count; i++)
        coded_block_free(&tasks[i].block);
    free(tasks);
    return !run->builder->articles.failed;
}

/* ---- before and after ---- */

bool run_texts_begin(struct run_texts *texts, const struct run_sort *sort)
{
    *texts = (struct run_texts){.sort = sort};
    return lexicon_maker_init(&texts->maker);
}

void run_texts_release(struct run_texts *texts)
{
    free(texts->ranks);
    buffer_free(&texts->lexicon);
    lexicon_maker_free(&texts->maker);
    lexicon_coder_free(&texts->coder);
}
