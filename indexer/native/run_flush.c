/* A run becomes a segment: first its articles (run_texts.c), then, sorted, its lists. Terms are packed in batches by the
 * workers of the run's crew; the batches go into the segment in order of their terms. */
#include "common/base/cpu.h"
#include "common/base/error.h"
#include "common/segment/placed_articles.h"
#include "common/segment/written_forms.h"
#include "indexer/native/run_texts.h"

#include <stdlib.h>

enum {
    BATCH_OCCURRENCES = 1 << 16, /* about a millisecond of work */
    BATCH_TERMS = 1 << 12,
    /* A batch with more has buffers of its own kind: buffers grow to the largest terms they ever have, so that of those
     * for such terms there are few, while many small batches can wait until a large one is packed. */
    LARGE_OCCURRENCES = 1 << 18,
    LARGE_BATCHES = 4
};

/* A packed term; its bytes lie in the batch's buffers, one behind the other. */
struct packed_term {
    uint32_t term;           /* in the vocabulary */
    struct term_entry entry; /* counts and sizes */
};

/* Terms that one worker packs. */
struct batch {
    uint32_t first, end;             /* in sort->order */
    struct postings_writer postings; /* of the current term */
    struct buffer forms;             /* tables of written forms */
    struct buffer lists;             /* posting lists */
    struct buffer positions;         /* their positions */
    struct buffer packed;            /* struct packed_term */
    bool is_under_way;               /* handed in and not yet in the segment */
    bool failed;                     /* memory ran short or a limit was passed */
};

/* Batches of one kind, used in turn. */
struct batch_pool {
    struct batch *all; /* owned */
    size_t count;
    size_t turn; /* how many were taken so far */
};

struct flush {
    struct run_sort sort;
    struct run_texts texts;
    struct article_run *run;        /* borrowed */
    struct batch_pool small, large; /* of batches */
    bool failed;
};

/* ---- packing: on any thread ---- */

/* The forms of term `t` that occur in this run, which come first among its forms. */
static uint32_t write_forms(const struct run_sort *sort, uint32_t t, struct buffer *out)
{
    const struct string_entry *entries = sort->words->forms.entries;
    const uint32_t *forms = sort->term_forms + sort->first_form[t];
    uint32_t all = sort->first_form[t + 1] - sort->first_form[t], count = 0;
    while (count < all && count < FORMS_MAX - 1 && sort->form_counts[forms[count]] > 0)
        count++;
    const struct string_entry *term = &sort->words->terms.entries[t];
    mrg_text text = {term->data, term->size};
    const struct string_entry *first = &entries[forms[0]];
    if (count == 1 && written_form_is_term(text, (mrg_text){first->data, first->size}))
        return count;
    written_forms_begin(out, count);
    for (uint32_t i = 0; i < count; i++) {
        const struct string_entry *form = &entries[forms[i]];
        written_forms_add(out, text, (mrg_text){form->data, form->size}, count == 1,
                          sort->form_counts[forms[i]]);
    }
    return count;
}

static struct step_reader read_list(const struct step_lists *lists,
                                    const struct term_stretch *stretch)
{
    uint32_t number = (uint32_t)stretch->start;
    return stretch->kind == OCCURRENCE_WHOLE
               ? step_reader_new_whole(lists, number, stretch->form_bits)
               : step_reader_new(lists, number);
}

/* Add the occurrences of a term whose ranges have lists, block by block. */
static void add_listed(struct postings_writer *postings, struct placed_articles *placed,
                       const struct run_sort *sort, const struct term_stretch *stretch)
{
    uint32_t places[BLOCK_LENGTH], forms[BLOCK_LENGTH], count = 0;
    for (unsigned r = 0; r < sort->range_count; r++) {
        struct step_reader reader = read_list(&sort->ranges[r].steps, stretch);
        uint32_t more;
        while ((more = step_reader_read(&reader, places + count, forms + count,
                                        BLOCK_LENGTH - count)) > 0) {
            count += more;
            if (count < BLOCK_LENGTH)
                continue;
            postings_add_placed(postings, placed, places, forms, count);
            count = 0;
        }
    }
    postings_add_placed(postings, placed, places, forms, count);
}

/* Add the occurrences of a term that lie one behind the other. */
static void add_sorted(struct postings_writer *postings, struct placed_articles *placed,
                       const struct run_sort *sort, const struct term_stretch *stretch)
{
    uint32_t places[BLOCK_LENGTH], forms[BLOCK_LENGTH], count;
    const uint32_t *values = sort->sorted + stretch->start;
    for (uint64_t left = stretch->count; left > 0; left -= count, values += count) {
        count = left < BLOCK_LENGTH ? (uint32_t)left : BLOCK_LENGTH;
        step_values_split(values, count, stretch->form_bits, places, forms);
        postings_add_placed(postings, placed, places, forms, count);
    }
}

static void add_occurrences(struct postings_writer *postings, const struct run_sort *sort,
                            const struct term_stretch *stretch)
{
    if (stretch->kind == OCCURRENCE_WIDE) {
        const void *wide = sort->sorted + stretch->start;
        postings_add_all(postings, wide, stretch->count);
        return;
    }
    struct placed_articles placed;
    placed_articles_begin(&placed, &sort->line);
    if (stretch->kind == OCCURRENCE_STEP || stretch->kind == OCCURRENCE_WHOLE)
        add_listed(postings, &placed, sort, stretch);
    else
        add_sorted(postings, &placed, sort, stretch);
    postings_finish_placed(postings, &placed);
}

static void pack_term(const struct run_sort *sort, struct batch *batch, uint32_t t)
{
    enum key_field field = (enum key_field)sort->words->terms.entries[t].scope;
    struct postings_writer *postings = &batch->postings;
    bool has_positions = field_has_positions(field);
    size_t forms_before = batch->forms.size;
    uint32_t form_count = has_positions ? write_forms(sort, t, &batch->forms) : 1;
    postings_begin(postings, has_positions, form_count > 1);
    add_occurrences(postings, sort, &sort->stretches[t]);
    batch->failed |= !postings_finish(postings);
    struct packed_term packed = {t, segment_builder_entry(postings)};
    packed.entry.forms_size = batch->forms.size - forms_before;
    buffer_append(&batch->lists, postings->list.data, postings->list.size);
    buffer_append(&batch->positions, postings->positions.data, postings->positions.size);
    buffer_append(&batch->packed, &packed, sizeof packed);
}

/* Most terms occur once, and what there is of each lies anywhere in memory: it is on its way into the cache while terms
 * before are packed, what leads to more of it first. Always inline, as cpu_expect. */
static ALWAYS_INLINE void expect_terms(const struct run_sort *sort, uint32_t i)
{
    enum { STEP = 8 }; /* terms */
    const uint32_t *order = sort->order + i;
    uint32_t left = sort->order_count - i;
    if (left > 4 * STEP) {
        uint32_t t = order[4 * STEP];
        __builtin_prefetch(&sort->words->terms.entries[t]);
        __builtin_prefetch(&sort->stretches[t]);
        __builtin_prefetch(&sort->first_form[t]);
    }
    if (left > 3 * STEP) {
        uint32_t t = order[3 * STEP];
        __builtin_prefetch(sort->words->terms.entries[t].data);
        __builtin_prefetch(&sort->sorted[sort->stretches[t].start]);
        __builtin_prefetch(&sort->term_forms[sort->first_form[t]]);
    }
    if (left > 2 * STEP) {
        uint32_t form = sort->term_forms[sort->first_form[order[2 * STEP]]];
        __builtin_prefetch(&sort->form_counts[form]);
        __builtin_prefetch(&sort->words->forms.entries[form]);
    }
    if (left > STEP) {
        uint32_t form = sort->term_forms[sort->first_form[order[STEP]]];
        __builtin_prefetch(sort->words->forms.entries[form].data);
    }
}

static void pack(void *context, unsigned worker, void *task)
{
    const struct flush *flush = context;
    struct batch *batch = task;
    (void)worker;
    for (uint32_t i = batch->first; i < batch->end && !batch->failed; i++) {
        expect_terms(&flush->sort, i);
        pack_term(&flush->sort, batch, flush->sort.order[i]);
    }
    batch->failed |= batch->forms.failed || batch->lists.failed || batch->positions.failed ||
                     batch->packed.failed;
}

/* ---- putting together: by the owner, in order ---- */

static void put_term(const struct flush *flush, const struct packed_term *packed,
                     const struct term_bytes *bytes)
{
    const struct string_entry *term = &flush->sort.words->terms.entries[packed->term];
    uint8_t key[KEY_SIZE_MAX];
    size_t size = term->size < KEY_SIZE_MAX - 1 ? term->size : KEY_SIZE_MAX - 1;
    key[0] = (uint8_t)term->scope;
    memcpy(key + 1, term->data, size);
    segment_builder_put_term(flush->run->builder, key, size + 1, &packed->entry, bytes);
}

/* Have the next terms' bytes on the way into the cache. */
static ALWAYS_INLINE void expect_keys(const struct string_entry *terms,
                                      const struct packed_term *packed, size_t left)
{
    enum { STEP = 8 }; /* terms */
    if (left > 2 * STEP)
        __builtin_prefetch(&terms[packed[2 * STEP].term]);
    if (left > STEP)
        __builtin_prefetch(terms[packed[STEP].term].data);
}

static void retire(void *context, void *task)
{
    struct flush *flush = context;
    struct batch *batch = task;
    const struct packed_term *packed = (const struct packed_term *)(const void *)batch->packed.data;
    size_t count = batch->packed.size / sizeof *packed;
    struct term_bytes bytes = {batch->lists.data, batch->positions.data, 0, batch->forms.data};
    flush->failed |= batch->failed;
    for (size_t i = 0; i < count && !flush->failed; i++) {
        const struct term_entry *entry = &packed[i].entry;
        expect_keys(flush->sort.words->terms.entries, packed + i, count - i);
        put_term(flush, &packed[i], &bytes);
        term_bytes_pass(&bytes, entry);
    }
    buffer_clear(&batch->forms);
    buffer_clear(&batch->lists);
    buffer_clear(&batch->positions);
    buffer_clear(&batch->packed);
    batch->failed = false;
    batch->is_under_way = false;
}

/* ---- all of it ---- */

/* The end of a batch that begins at `first`; *occurrences receives how many it has. */
static uint32_t batch_end(const struct run_sort *sort, uint32_t first, uint64_t *occurrences)
{
    uint32_t end = first;
    *occurrences = 0;
    while (end < sort->order_count && end - first < BATCH_TERMS && *occurrences < BATCH_OCCURRENCES)
        *occurrences += sort->stretches[sort->order[end++]].count;
    return end;
}

/* A batch that is not under way; where all are, which takes several large terms in a row, when they are written. */
static struct batch *take_batch(struct flush *flush, struct batch_pool *pool)
{
    struct batch *batch = &pool->all[pool->turn++ % pool->count];
    if (batch->is_under_way)
        crew_drain(flush->run->crew);
    batch->is_under_way = true;
    return batch;
}

static void pack_all(struct flush *flush)
{
    struct crew *crew = flush->run->crew;
    crew_begin(crew, &(struct crew_duty){pack, retire, flush});
    for (uint32_t at = 0; at < flush->sort.order_count && !flush->failed;) {
        uint64_t occurrences;
        uint32_t end = batch_end(&flush->sort, at, &occurrences);
        bool is_large = occurrences > LARGE_OCCURRENCES;
        struct batch *batch = take_batch(flush, is_large ? &flush->large : &flush->small);
        batch->first = at;
        at = batch->end = end;
        crew_submit(crew, batch);
    }
    crew_drain(crew);
}

static bool init_pool(struct batch_pool *pool, size_t count, const uint8_t *length_codes)
{
    *pool = (struct batch_pool){.all = calloc(count, sizeof *pool->all), .count = count};
    for (size_t i = 0; pool->all != NULL && i < count; i++)
        postings_writer_init(&pool->all[i].postings, length_codes, NULL);
    return pool->all != NULL;
}

/* As many small ones as can be under way, and one that is filled meanwhile. */
static bool init_batches(struct flush *flush)
{
    const uint8_t *codes = flush->run->builder->length_codes.data;
    return init_pool(&flush->small, crew_capacity(flush->run->crew) + 1, codes) &&
           init_pool(&flush->large, LARGE_BATCHES, codes);
}

static void free_pool(struct batch_pool *pool)
{
    for (size_t i = 0; pool->all != NULL && i < pool->count; i++) {
        struct batch *batch = &pool->all[i];
        postings_writer_free(&batch->postings);
        buffer_free(&batch->forms);
        buffer_free(&batch->lists);
        buffer_free(&batch->positions);
        buffer_free(&batch->packed);
    }
    free(pool->all);
}

/* Work for one thread, done beside other such work. */
struct lane {
    bool (*work)(struct flush *flush);
    bool is_good; /* it had memory enough */
};

static void run_lane(void *context, unsigned worker, void *task)
{
    struct lane *lane = task;
    (void)worker;
    lane->is_good = lane->work(context);
}

static void retire_lane(void *context, void *task)
{
    (void)context;
    (void)task;
}

/* Do two things side by side. */
static bool do_both(struct flush *flush, bool (*one)(struct flush *), bool (*other)(struct flush *))
{
    struct lane lanes[2] = {{one, false}, {other, false}};
    crew_begin(flush->run->crew, &(struct crew_duty){run_lane, retire_lane, flush});
    for (unsigned i = 0; i < 2; i++)
        crew_submit(flush->run->crew, &lanes[i]);
    crew_drain(flush->run->crew);
    return lanes[0].is_good && lanes[1].is_good;
}

static bool gather(struct flush *flush)
{
    return run_texts_gather(&flush->texts);
}

static bool order_words(struct flush *flush)
{
    return run_sort_words(&flush->sort);
}

static bool order(struct flush *flush)
{
    return run_sort_order(&flush->sort);
}

static bool make_lexicon(struct flush *flush)
{
    return run_texts_make_lexicon(&flush->texts);
}

/* Write the articles, and have all ready for the occurrences to be sorted. */
static bool do_texts(struct flush *flush)
{
    run_end_words(flush->run);
    bool good = run_texts_begin(&flush->texts, &flush->sort) &&
                do_both(flush, gather, order_words) && run_sort_count(&flush->sort) &&
                run_texts_choose(&flush->texts) && run_texts_sample(&flush->texts) &&
                do_both(flush, order, make_lexicon) && run_texts_write(&flush->texts);
    run_texts_release(&flush->texts);
    run_sort_release_counts(&flush->sort);
    run_release_items(flush->run);
    if (good)
        segment_builder_begin_terms(flush->run->builder);
    return good;
}

mrg_status run_flush(struct article_run *run, const uint8_t *is_dead, mrg_error *error)
{
    struct flush flush = {.run = run};
    run_sort_begin(&flush.sort, run, is_dead);
    bool good = do_texts(&flush) && run_sort_scatter(&flush.sort) && init_batches(&flush);
    run_sort_release_targets(&flush.sort);
    if (!run->goes_on)
        run_release_pieces(run); /* batches that wait for others to be written take as much */
    if (good)
        pack_all(&flush);
    free_pool(&flush.small);
    free_pool(&flush.large);
    run_sort_release(&flush.sort);
    if (!run->goes_on)
        run_release_streams(run);
    return good && !flush.failed ? MRG_OK : fail_memory(error);
}
