#include "indexer/native/run.h"
#include "common/base/error.h"
#include "common/codec/varint.h"
#include "common/segment/article_record.h"

#include <stdlib.h>

enum {
    FORGET_LEAST = 16 << 20, /* bytes learnt by all workers that are always kept */
    /* Bytes of text for each byte learnt, in a run that no other follows at once: learning all of it again in a run as
     * long takes a twentieth of its time. One article, or some, leave alone what was learnt from many. */
    FORGET_TEXT = 4
};

/* What a worker makes of an article. Small, as another processor made it: each line of it that the owner reads is
 * waited for. */
struct block_article {
    struct article_measures measures;
    struct run_piece piece;
};

struct run_block {
    struct article_run *run; /* borrowed */
    struct buffer raw;       /* (varint size, record) per article */
    uint32_t count;          /* articles */
    struct buffer articles;  /* struct block_article per article */
    unsigned worker;         /* who did it */
    struct run_load load;    /* its now */
    mrg_error error;         /* what went wrong; MRG_OK: nothing */
};

/* ---- work: on any thread ---- */

static void invert(struct run_block *block, struct run_worker *self, const uint8_t *record,
                   size_t size)
{
    struct inverter *inverter = &self->inverter;
    mrg_article article;
    struct inverted_article about = {0};
    arena_clear(&self->arena);
    if (!article_record_read(record, size, &self->arena, &article)) {
        fail_memory(&block->error); /* it is what we wrote ourselves */
        return;
    }
    struct block_article one = {.piece = {.worker = block->worker, .size = (uint32_t)size}};
    one.piece.start = inverter->stream.end;
    mrg_status status =
        inverter_add(inverter, &article, language_find(article.language), &about, &block->error);
    one.piece.end = inverter->stream.end.numbers;
    one.piece.wide = (uint32_t)(inverter->stream.end.wide - one.piece.start.wide);
    one.piece.stored = one.piece.start.numbers + about.stored;
    one.piece.highest = about.highest;
    one.measures =
        (struct article_measures){about.length, (int64_t)about.words, (int64_t)about.fingerprint};
    buffer_append(&block->articles, &one, sizeof one);
    if (status == MRG_OK && block->articles.failed)
        fail_memory(&block->error);
}

static void work(void *context, unsigned worker, void *task)
{
    struct article_run *run = context;
    struct run_block *block = task;
    struct run_worker *self = &run->workers[worker];
    struct inverter *inverter = &self->inverter;
    const uint8_t *at = block->raw.data, *end = at + block->raw.size;
    uint64_t size;
    block->worker = worker;
    vocabulary_enter(run->words);
    while (block->error.status == MRG_OK && at < end &&
           (at = varint_read(at, end, &size)) != NULL) {
        invert(block, self, at, (size_t)size);
        at += size;
    }
    inverter_learn(inverter); /* while the block's articles are here */
    if (inverter->failed && block->error.status == MRG_OK)
        fail_memory(&block->error);
    vocabulary_leave(run->words);
    block->load = (struct run_load){inverter_memory(inverter), inverter->stream.end};
}

/* ---- results: by the owner, in order ---- */

static void take_article(struct article_run *run, const struct block_article *one)
{
    segment_builder_add_measures(run->builder, &one->measures);
    buffer_append(&run->pieces, &one->piece, sizeof one->piece);
    run->positions += one->piece.highest;
}

static void clear_block(struct run_block *block)
{
    buffer_clear(&block->raw);
    buffer_clear(&block->articles);
    block->count = 0;
    block->error.status = MRG_OK;
}

static void retire(void *context, void *task)
{
    struct article_run *run = context;
    struct run_block *block = task;
    const struct block_article *articles =
        (const struct block_article *)(const void *)block->articles.data;
    if (run->error.status == MRG_OK && block->error.status != MRG_OK)
        run->error = block->error;
    if (run->error.status == MRG_OK) {
        for (uint32_t i = 0; i < block->count; i++)
            take_article(run, &articles[i]);
        run->loads[block->worker] = block->load;
        if (run->pieces.failed)
            fail_memory(&run->error);
    }
    clear_block(block);
}

/* ---- setting up ---- */

static bool init_workers(struct article_run *run)
{
    run->words = vocabulary_new();
    bool ready = run->words != NULL;
    for (unsigned i = 0; i < crew_workers(run->crew) && ready; i++) {
        ready = inverter_init(&run->workers[i].inverter, run->words);
        run->workers[i].inverter.keeps_text = true;
    }
    return ready;
}

bool run_init(struct article_run *run, unsigned workers, struct segment_builder *builder)
{
    *run = (struct article_run){.builder = builder, .crew = crew_new(workers), .sort_bits = 32};
    if (run->crew == NULL)
        return false;
    workers = crew_workers(run->crew);
    run->block_count = crew_capacity(run->crew) + 1;
    run->workers = calloc(workers, sizeof *run->workers);
    run->loads = calloc(workers, sizeof *run->loads);
    run->blocks = calloc(run->block_count, sizeof *run->blocks);
    return run->workers != NULL && run->loads != NULL && run->blocks != NULL && init_workers(run);
}

void run_free(struct article_run *run)
{
    if (run->crew == NULL)
        return;
    crew_drain(run->crew);
    for (unsigned i = 0; run->workers != NULL && i < crew_workers(run->crew); i++) {
        inverter_free(&run->workers[i].inverter);
        arena_free(&run->workers[i].arena);
    }
    vocabulary_free(run->words);
    for (size_t i = 0; run->blocks != NULL && i < run->block_count; i++) {
        struct run_block *block = &run->blocks[i];
        buffer_free(&block->raw);
        buffer_free(&block->articles);
    }
    crew_free(run->crew);
    free(run->workers);
    free(run->loads);
    free(run->blocks);
    buffer_free(&run->pieces);
    run->crew = NULL;
}

/* ---- adding ---- */

static void submit(struct article_run *run)
{
    struct run_block *block = &run->blocks[run->next_block];
    if (block->count == 0)
        return;
    if (block->raw.failed || block->raw.size > UINT32_MAX)
        fail_memory(&block->error);
    run->next_block = (run->next_block + 1) % run->block_count;
    crew_submit(run->crew, block);
}

bool run_put(struct article_run *run, const mrg_article *article, const void *record, size_t size)
{
    struct run_block *block = &run->blocks[run->next_block];
    if (run->added == 0)
        crew_begin(run->crew, &(struct crew_duty){work, retire, run});
    bool is_full = block->raw.size > 0 && block->raw.size + size > RUN_BLOCK_SIZE;
    if (is_full) {
        submit(run);
        block = &run->blocks[run->next_block];
    }
    varint_append(&block->raw, size);
    buffer_append(&block->raw, record, size);
    block->count++;
    run->added++;
    run->text_bytes += size;
    segment_builder_add_facts(run->builder, article); /* while it is in this processor's cache */
    return is_full;
}

bool run_is_full(const struct article_run *run)
{
    return run->added >= RUN_ARTICLES_MAX || run->positions >= RUN_POSITIONS_MAX;
}

mrg_status run_complete(struct article_run *run, mrg_error *error)
{
    submit(run);
    crew_drain(run->crew);
    if (run->error.status != MRG_OK && error != NULL)
        *error = run->error;
    return run->error.status;
}

/* ---- ending ---- */

/* Whether words are not worth their memory beyond the run. */
static bool forgets_words(const struct article_run *run)
{
    size_t learnt = vocabulary_memory(run->words);
    bool is_large = learnt >= FORGET_LEAST && run->text_bytes / FORGET_TEXT >= learnt;
    return learnt > run->cache_limit || (!run->goes_on && is_large);
}

void run_end_words(struct article_run *run)
{
    run->forgets_words = forgets_words(run);
    if (run->forgets_words)
        vocabulary_end(run->words);
}

void run_release_items(struct article_run *run)
{
    if (run->forgets_words)
        stream_items_free(&run->words->items); /* what they say is what forms are, which stay */
}

/* Forget all words. */
static void forget_words(struct article_run *run)
{
    bool good = vocabulary_clear(run->words);
    for (unsigned i = 0; i < crew_workers(run->crew); i++) {
        run->workers[i].inverter.failed |= !good;
        inverter_forget(&run->workers[i].inverter);
    }
}

mrg_status run_clear(struct article_run *run, mrg_error *error)
{
    bool failed = false;
    if (run->forgets_words || vocabulary_memory(run->words) > run->cache_limit)
        forget_words(run);
    run->forgets_words = false;
    for (unsigned i = 0; i < crew_workers(run->crew); i++) {
        struct inverter *inverter = &run->workers[i].inverter;
        inverter_clear(inverter, 0);
        failed |= inverter->failed;
        run->loads[i] = (struct run_load){.held = inverter_memory(inverter)};
    }
    buffer_clear(&run->pieces);
    run->added = 0;
    run->positions = 0;
    run->text_bytes = 0;
    return failed ? fail_memory(error) : MRG_OK;
}

mrg_status run_forget(struct article_run *run, mrg_error *error)
{
    if (run->added > 0)
        return MRG_OK;
    run->forgets_words = true;
    run_release_streams(run);
    buffer_free(&run->pieces);
    return run_clear(run, error);
}

void run_release_pieces(struct article_run *run)
{
    buffer_free(&run->pieces);
    for (unsigned i = 0; i < crew_workers(run->crew); i++)
        number_stream_release_wide(&run->workers[i].inverter.stream);
}

void run_release_streams(struct article_run *run)
{
    for (unsigned i = 0; i < crew_workers(run->crew); i++)
        number_stream_free(&run->workers[i].inverter.stream);
}

uint64_t run_space(const struct article_run *run)
{
    uint64_t occurrences = 0;
    for (unsigned i = 0; i < crew_workers(run->crew); i++)
        occurrences += run->workers[i].inverter.stream.end.numbers;
    return occurrences * 4 + run->text_bytes; /* twice what anything takes, and more */
}
