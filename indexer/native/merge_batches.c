#include "indexer/native/merge_batches.h"
#include "common/base/error.h"
#include "indexer/native/crew.h"
#include "indexer/native/merge_terms.h"

#include <stdlib.h>

enum {
    BATCH_BYTES = 1 << 19, /* of all sources, at most: some milliseconds of work */
    WORKER_BATCHES = 8,    /* for each worker at least */
    TERM_BYTES = 24,       /* of them, that a term counts besides its lists */
    KEPT_MOST = 1 << 22    /* bytes that a buffer of a batch keeps for the next */
};

/* A merged term; its bytes lie in the batch's buffers, one behind the other. */
struct merged_term {
    size_t key_size;
    struct term_entry entry; /* counts and sizes */
};

struct term_batch {
    struct term_merger merger;
    uint8_t from[KEY_SIZE_MAX]; /* its first key, or before it */
    size_t from_size;
    uint8_t until[KEY_SIZE_MAX];     /* key of the first term behind it */
    size_t until_size;               /* 0: it goes on to the end */
    struct postings_writer postings; /* of the current term */
    struct buffer terms;             /* struct merged_term */
    struct buffer keys;              /* of these terms */
    struct buffer lists;             /* posting lists */
    struct buffer positions;         /* their positions */
    struct buffer forms;             /* tables of written forms */
    bool is_cut;                     /* the worker has left off before the end */
    bool failed;                     /* memory ran short or a limit was passed */
};

struct batches {
    struct merge_watch *watch;       /* borrowed: the sources */
    struct segment_builder *builder; /* borrowed */
    struct term_batch *all;          /* owned: used in turn, one more than can be under way */
    size_t count;                    /* of them */
    size_t limit;                    /* bytes of the sources that a worker takes at once */
    const struct dictionary *guide;  /* borrowed: whose blocks tell where to cut */
    uint64_t next_block;             /* of it, that no batch has begun with yet */
    double bytes;                    /* of the guide, for a batch */
    mrg_status status;               /* the first failure */
    mrg_error error;                 /* and what it was */
};

/* ---- straight into the segment ---- */

/* Whether there was no failure so far; what there was is noted. */
static bool is_good(struct batches *batches, const struct term_merger *merger, bool failed)
{
    if (batches->status == MRG_OK && (failed || merger->forms.failed))
        batches->status = fail_memory(&batches->error);
    if (batches->status == MRG_OK && merger->damage.status != MRG_OK) {
        batches->error = merger->damage;
        batches->status = merger->damage.status;
    }
    if (batches->status == MRG_OK)
        batches->status = merge_watch_check(batches->watch, &batches->error);
    return batches->status == MRG_OK && !batches->builder->failed;
}

/* Merge the terms that are left to `merger`. */
static void merge_rest(struct batches *batches, struct term_merger *merger)
{
    struct segment_builder *builder = batches->builder;
    while (is_good(batches, merger, false) && term_merger_next(merger)) {
        term_merger_merge(merger, &builder->postings);
        if (builder->postings.df > 0)
            segment_builder_add_term(builder, merger->key, merger->key_size, &merger->forms.table);
        merge_watch_read(batches->watch, merger->read);
        merger->read = 0;
    }
}

/* ---- a batch: on any thread ---- */

static void hold_term(struct term_batch *batch)
{
    struct postings_writer *postings = &batch->postings;
    const struct term_merger *merger = &batch->merger;
    batch->failed |= !postings_finish(postings);
    struct merged_term term = {merger->key_size, segment_builder_entry(postings)};
    term.entry.forms_size = merger->forms.table.size;
    buffer_append(&batch->terms, &term, sizeof term);
    buffer_append(&batch->keys, merger->key, merger->key_size);
    buffer_append(&batch->lists, postings->list.data, postings->list.size);
    buffer_append(&batch->positions, postings->positions.data, postings->positions.size);
    buffer_append(&batch->forms, merger->forms.table.data, merger->forms.table.size);
    batch->failed |= batch->terms.failed || batch->keys.failed || batch->lists.failed ||
                     batch->positions.failed || batch->forms.failed;
}

static void work(void *context, unsigned worker, void *task)
{
    const struct batches *batches = context;
    struct term_batch *batch = task;
    struct term_merger *merger = &batch->merger;
    (void)worker;
    merger->until = batch->until_size > 0 ? batch->until : NULL;
    merger->until_size = batch->until_size;
    term_merger_seek(merger, batch->from, batch->from_size);
    while (!batch->failed && !merger->forms.failed && term_merger_next(merger)) {
        batch->is_cut = term_merger_bytes(merger) + merger->read > batches->limit;
        if (batch->is_cut)
            return;
        term_merger_merge(merger, &batch->postings);
        if (batch->postings.df > 0 && merger->damage.status == MRG_OK)
            hold_term(batch);
    }
}

/* ---- putting together: by the owner, in order ---- */

static void put_terms(struct batches *batches, const struct term_batch *batch)
{
    const struct merged_term *terms = (const struct merged_term *)(const void *)batch->terms.data;
    size_t count = batch->terms.size / sizeof *terms;
    struct term_bytes bytes = {batch->lists.data, batch->positions.data, 0, batch->forms.data};
    const uint8_t *key = batch->keys.data;
    for (size_t i = 0; i < count; i++) {
        const struct term_entry *entry = &terms[i].entry;
        segment_builder_put_term(batches->builder, key, terms[i].key_size, entry, &bytes);
        key += terms[i].key_size;
        term_bytes_pass(&bytes, entry);
    }
}

static void empty(struct buffer *buffer)
{
    if (buffer->capacity > KEPT_MOST)
        buffer_free(buffer);
    else
        buffer_clear(buffer);
}

/* What long lists needed is given back. */
static void clear(struct term_batch *batch)
{
    struct postings_writer *postings = &batch->postings;
    empty(&batch->terms);
    empty(&batch->keys);
    empty(&batch->lists);
    empty(&batch->positions);
    empty(&batch->forms);
    empty(&postings->blocks);
    empty(&postings->positions);
    empty(&postings->list);
    batch->is_cut = batch->failed = false;
}

static void retire(void *context, void *task)
{
    struct batches *batches = context;
    struct term_batch *batch = task;
    if (is_good(batches, &batch->merger, batch->failed)) {
        put_terms(batches, batch);
        merge_watch_read(batches->watch, batch->merger.read);
        batch->merger.read = 0;
        if (batch->is_cut)
            merge_rest(batches, &batch->merger);
        is_good(batches, &batch->merger, false);
    }
    clear(batch);
}

/* ---- cutting ---- */

static uint64_t lists_size(const struct segment *segment)
{
    const struct section *sections = segment->file.sections;
    return sections[SECTION_POSTINGS].size + sections[SECTION_FORMS].size +
           segment->dictionary.count * TERM_BYTES;
}

static void choose_guide(struct batches *batches, unsigned workers)
{
    uint64_t all = 0, most = 0;
    for (size_t i = 0; i < batches->watch->count; i++) {
        const struct segment *segment = batches->watch->segments[i];
        uint64_t size = lists_size(segment);
        all += size;
        if (batches->guide == NULL || size > most) {
            batches->guide = &segment->dictionary;
            most = size;
        }
    }
    uint64_t bytes = all / (workers * WORKER_BATCHES);
    bytes = bytes < BATCH_BYTES ? bytes : BATCH_BYTES;
    batches->bytes = (double)bytes * (double)most / (double)(all + 1);
}

/* Have the batch, which begins where the one before ends, end where it has about so many bytes as it should, or at the end
 * of all. Damage is met again when the batch is merged. */
static void cut(struct batches *batches, struct term_batch *batch)
{
    uint64_t before, start = 0;
    batch->until_size = 0;
    for (bool is_first = true; batches->next_block < batches->guide->blocks; is_first = false) {
        uint64_t block = batches->next_block++;
        if (!dictionary_head(batches->guide, block, batch->until, &batch->until_size, &before))
            break;
        before += block * DICTIONARY_BLOCK * TERM_BYTES;
        if (is_first)
            start = before;
        else if ((double)(before - start) >= batches->bytes) {
            batches->next_block = block;
            return;
        }
    }
    batches->next_block = batches->guide->blocks;
    batch->until_size = 0;
}

static void merge_in_batches(struct batches *batches, struct crew *crew)
{
    const struct term_batch *last = NULL;
    size_t turn = 0;
    crew_begin(crew, &(struct crew_duty){work, retire, batches});
    do {
        struct term_batch *batch = &batches->all[turn++ % batches->count];
        batch->from_size = last != NULL ? last->until_size : 0;
        if (last != NULL)
            memcpy(batch->from, last->until, last->until_size);
        cut(batches, batch);
        crew_submit(crew, batch);
        last = batch;
    } while (last->until_size > 0 && batches->status == MRG_OK && !batches->builder->failed);
    crew_drain(crew);
}

/* ---- all of it ---- */

static mrg_status make_batches(struct batches *batches, const uint32_t *const *renumbered,
                               size_t count, mrg_error *error)
{
    const struct merge_watch *watch = batches->watch;
    mrg_status status = MRG_OK;
    batches->all = calloc(count, sizeof *batches->all);
    if (batches->all == NULL)
        return fail_memory(error);
    for (; batches->count < count && status == MRG_OK; batches->count++) {
        struct term_batch *batch = &batches->all[batches->count];
        postings_writer_init(&batch->postings, batches->builder->length_codes.data, NULL);
        status = term_merger_init(&batch->merger, watch->segments, renumbered, watch->count, error);
    }
    return status;
}

static void free_batches(struct batches *batches)
{
    for (size_t i = 0; i < batches->count; i++) {
        struct term_batch *batch = &batches->all[i];
        term_merger_free(&batch->merger);
        postings_writer_free(&batch->postings);
        buffer_free(&batch->terms);
        buffer_free(&batch->keys);
        buffer_free(&batch->lists);
        buffer_free(&batch->positions);
        buffer_free(&batch->forms);
    }
    free(batches->all);
}

static mrg_status by_crew(struct batches *batches, const uint32_t *const *renumbered,
                          unsigned workers, size_t memory, mrg_error *error)
{
    struct crew *crew = crew_new(workers);
    if (crew == NULL)
        return fail_memory(error);
    size_t count = crew_capacity(crew) + 1;
    batches->limit = memory / 2 / count;
    choose_guide(batches, workers);
    mrg_status status = make_batches(batches, renumbered, count, error);
    if (status == MRG_OK)
        merge_in_batches(batches, crew);
    crew_free(crew);
    free_batches(batches);
    return status;
}

static mrg_status by_one(struct batches *batches, const uint32_t *const *renumbered,
                         mrg_error *error)
{
    struct term_merger merger;
    mrg_status status = term_merger_init(&merger, batches->watch->segments, renumbered,
                                         batches->watch->count, error);
    if (status == MRG_OK) {
        term_merger_seek(&merger, (const uint8_t *)"", 0);
        merge_rest(batches, &merger);
    }
    term_merger_free(&merger);
    return status;
}

mrg_status merge_all_terms(struct merge_watch *watch, const uint32_t *const *renumbered,
                           struct segment_builder *builder, unsigned workers, size_t memory,
                           mrg_error *error)
{
    struct batches batches = {.watch = watch, .builder = builder};
    mrg_status status = workers > 1 && watch->count > 0
                            ? by_crew(&batches, renumbered, workers, memory, error)
                            : by_one(&batches, renumbered, error);
    if (status == MRG_OK && batches.status != MRG_OK) {
        status = batches.status;
        if (error != NULL)
            *error = batches.error;
    }
    return status;
}
