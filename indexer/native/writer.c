/* The native engine's writer: opening, what is known under an id, adding to the run. */
#include "common/base/error.h"
#include "common/segment/article_record.h"
#include "common/segment/term_key.h"
#include "common/text/tokenizer.h"
#include "indexer/native/native.h"

#include <stdlib.h>

enum {
    LOOKUPS_MOST =
        32, /* between two releases of pages: each touches some 100 KB, more where it finds an article */
    REMOVALS_MOST = 16, /* the same of removals, which look many terms up */
    FILTERS_SHARE = 16, /* part of the memory that filters of ids may take */
    RUN_SHARE = 16,     /* part of the memory that a run takes at least */
    CACHE_SHARE = 4     /* part of the memory that words learnt may take between runs */
};

static struct native_writer *as_native(struct mrg_writer *writer)
{
    return (struct native_writer *)writer;
}

/* ---- opening ---- */

mrg_status native_init_removals(struct native_writer *writer, mrg_error *error)
{
    size_t count = writer->snapshot.segment_count;
    struct removals *grown = realloc(writer->removals, (count + 1) * sizeof *grown);
    if (grown == NULL)
        return fail_memory(error);
    writer->removals = grown;
    for (size_t i = 0; i < count; i++)
        removals_init(&grown[i], writer->snapshot.segments[i]);
    return MRG_OK;
}

static mrg_status open_writer(struct mrg_writer *base, const struct manifest *manifest,
                              mrg_error *error)
{
    struct native_writer *writer = as_native(base);
    mrg_status status = MRG_OK;
    if (manifest == NULL)
        writer_new_manifest(base, &writer->snapshot.manifest);
    else
        status = snapshot_open(&writer->snapshot, base->folder, error);
    if (status != MRG_OK)
        return status;
    bool ready = run_init(&writer->run, base->workers, &writer->builder);
    ready = string_table_init(&writer->run_ids) && ready;
    writer->run.cache_limit = base->memory / CACHE_SHARE;
    if (!ready)
        return fail_memory(error);
    native_remove_leftovers(writer);
    return native_init_removals(writer, error);
}

static void close_writer(struct mrg_writer *base)
{
    struct native_writer *writer = as_native(base);
    background_end(&writer->background);
    run_free(&writer->run); /* first, as its last blocks still go into the builder */
    segment_builder_abandon(&writer->builder);
    if (base->lock.descriptor >= 0)
        native_remove_uncommitted(writer);
    for (size_t i = 0; writer->removals != NULL && i < writer->snapshot.segment_count; i++)
        removals_free(&writer->removals[i]);
    free(writer->removals);
    snapshot_close(&writer->snapshot);
    if (writer->has_scratch)
        inverter_free(&writer->scratch);
    string_table_free(&writer->run_ids);
    buffer_free(&writer->run_articles);
    buffer_free(&writer->run_entries);
    buffer_free(&writer->run_dead);
}

/* ---- what is known under an id ---- */

static void find_in_run(const struct native_writer *writer, mrg_text id,
                        struct known_article *known)
{
    uint32_t number = string_table_find(&writer->run_ids, 0, id.data, id.size);
    if (number == STRING_NONE)
        return;
    uint32_t article = ((const uint32_t *)(const void *)writer->run_articles.data)[number];
    if (writer->run_dead.data[article])
        return;
    known->is_there = true;
    known->is_in_run = true;
    known->article = article;
    const struct run_entry *entry =
        (const struct run_entry *)(const void *)writer->run_entries.data + article;
    const struct buffer *record = &writer->base.record;
    known->age = entry->age;
    known->file = entry->file;
    known->is_same = entry->record_hash == hash_text(record->data, record->size);
}

/* Compare with the stored record. */
static mrg_status describe_stored(struct native_writer *writer, struct known_article *known,
                                  mrg_error *error)
{
    const uint8_t *record;
    size_t size;
    bool is_short;
    mrg_status status = articles_read(&writer->removals[known->segment].articles, known->article,
                                      &record, &size, error);
    if (status != MRG_OK || known_article_compare(&writer->base, record, size, known, &is_short))
        return status;
    const struct segment_file *file = &writer->snapshot.segments[known->segment]->file;
    return is_short ? fail_memory(error)
                    : segment_file_damaged(file, file->sections[SECTION_ARTICLES].data,
                                           "stored article", error);
}

/* Bytes that one more filter may take. */
static size_t room_for_filter(const struct native_writer *writer)
{
    size_t most = writer->base.memory / FILTERS_SHARE, used = 0;
    for (size_t i = 0; i < writer->snapshot.segment_count; i++)
        used += id_filter_memory(&writer->removals[i].ids);
    return used < most ? most - used : 0;
}

/* Look in the segments, the newest first. */
static mrg_status find_in_segments(struct native_writer *writer, const struct term_key *key,
                                   struct known_article *known, mrg_error *error)
{
    mrg_status status = MRG_OK;
    for (size_t i = writer->snapshot.segment_count;
         i-- > 0 && !known->is_there && status == MRG_OK;) {
        const struct segment *segment = writer->snapshot.segments[i];
        struct id_filter *ids = &writer->removals[i].ids;
        if (id_filter_pays(ids, segment))
            id_filter_make(ids, segment, room_for_filter(writer));
        if (!id_filter_passes(ids, key->bytes, key->size))
            continue;
        if (writer->lookups++ == LOOKUPS_MOST)
            native_release_pages(writer);
        known->segment = i;
        status = segment_find_id(segment, key->bytes, key->size, &known->article, &known->is_there,
                                 error);
    }
    return status;
}

static mrg_status find_known(struct mrg_writer *base, mrg_text id, struct known_article *known,
                             mrg_error *error)
{
    struct native_writer *writer = as_native(base);
    find_in_run(writer, id, known);
    if (known->is_there)
        return MRG_OK;
    struct term_key key;
    term_key_of_id(&key, id);
    mrg_status status = find_in_segments(writer, &key, known, error);
    return status == MRG_OK && known->is_there ? describe_stored(writer, known, error) : status;
}

static bool set_up_scratch(struct native_writer *writer)
{
    if (!writer->has_scratch)
        writer->has_scratch = inverter_init(&writer->scratch, NULL);
    return writer->has_scratch;
}

/* What analysing removed articles has gathered; a fresh start costs little. */
static void trim_scratch(struct native_writer *writer)
{
    if (writer->has_scratch && inverter_memory(&writer->scratch) > writer->base.memory / 8) {
        inverter_free(&writer->scratch);
        writer->has_scratch = false;
    }
}

mrg_status native_remove_stored(struct native_writer *writer, struct removals *removals,
                                uint32_t article, mrg_error *error)
{
    if (!set_up_scratch(writer))
        return fail_memory(error);
    mrg_status status = removals_add(removals, article, &writer->scratch, error);
    trim_scratch(writer);
    if (++writer->removed % REMOVALS_MOST == 0)
        mapped_file_release(&removals->segment->file.map);
    return status;
}

static mrg_status remove_known(struct mrg_writer *base, const struct known_article *known,
                               mrg_error *error)
{
    struct native_writer *writer = as_native(base);
    if (known->is_in_run) {
        writer->run_dead.data[known->article] = true;
        return MRG_OK;
    }
    return native_remove_stored(writer, &writer->removals[known->segment], known->article, error);
}

/* ---- adding ---- */

static mrg_status open_run(struct native_writer *writer, mrg_error *error)
{
    if (writer->builder.is_open)
        return MRG_OK;
    writer->run_empty = run_memory(&writer->run);
    native_new_name(writer, "seg", writer->builder_name);
    return segment_builder_open(&writer->builder, writer->base.folder, writer->builder_name,
                                writer->base.memory / 8, error);
}

static mrg_status remember_in_run(struct native_writer *writer, const mrg_article *article,
                                  mrg_error *error)
{
    static const uint8_t alive = 0;
    uint32_t number = writer->run.added - 1;
    const struct buffer *record = &writer->base.record;
    struct run_entry entry = {hash_text(record->data, record->size), article_age_of(article),
                              writer->base.file};
    bool is_new;
    uint32_t id =
        string_table_add(&writer->run_ids, 0, article->id.data, article->id.size, &is_new);
    if (id == STRING_NONE)
        return fail_memory(error);
    if (is_new)
        buffer_append(&writer->run_articles, &number, sizeof number);
    else
        ((uint32_t *)(void *)writer->run_articles.data)[id] = number;
    buffer_append(&writer->run_entries, &entry, sizeof entry);
    buffer_append(&writer->run_dead, &alive, sizeof alive);
    bool failed =
        writer->run_articles.failed || writer->run_entries.failed || writer->run_dead.failed;
    return failed ? fail_memory(error) : MRG_OK;
}

/* Refuse an article of too many words here, where the caller still has it: workers come to it later. Only
 * one of as many bytes can have as many. */
static mrg_status check_size(struct native_writer *writer, const mrg_article *article,
                             language_id language, mrg_error *error)
{
    struct inverted_article about;
    uint64_t bytes = writer->base.record.size + (article->captions.count + 2) * POSITION_GAP;
    if (bytes < 1U << POSITION_BITS)
        return MRG_OK;
    if (!set_up_scratch(writer))
        return fail_memory(error);
    inverter_clear(&writer->scratch, writer->base.memory / 8);
    return inverter_add(&writer->scratch, article, language, &about, error);
}

static size_t memory_in_use(const struct native_writer *writer)
{
    size_t removals = 0;
    for (size_t i = 0; i < writer->snapshot.segment_count; i++)
        removals += removals_memory(&writer->removals[i]);
    return removals + background_memory(&writer->background) + run_memory(&writer->run) +
           segment_builder_memory(&writer->builder) + string_table_memory(&writer->run_ids) +
           writer->run_articles.capacity + writer->run_entries.capacity + writer->run_dead.capacity;
}

/* A run too small would only make more merges, which make the next runs small. */
static bool is_worthwhile(const struct native_writer *writer)
{
    return run_memory(&writer->run) >= writer->run_empty + writer->base.memory / RUN_SHARE;
}

/* `has_grown` tells whether a block was handed on since: before, what is in use is not worth adding up. */
static mrg_status flush_when_full(struct native_writer *writer, bool has_grown, mrg_error *error)
{
    bool is_full =
        has_grown && memory_in_use(writer) >= writer->base.memory && is_worthwhile(writer);
    if (!is_full && !run_is_full(&writer->run))
        return MRG_OK;
    mrg_status status = native_flush_full(writer, error);
    writer->base.is_broken = status != MRG_OK; /* the whole run is lost, not this article */
    return status;
}

static mrg_status add(struct mrg_writer *base, const mrg_article *article, language_id language,
                      const struct known_article *known, mrg_error *error)
{
    struct native_writer *writer = as_native(base);
    mrg_status status = check_size(writer, article, language, error);
    if (status == MRG_OK)
        status = open_run(writer, error);
    if (status != MRG_OK)
        return status;
    bool has_grown = run_put(&writer->run, article, base->record.data, base->record.size);
    status = remember_in_run(writer, article, error);
    if (status == MRG_OK && known->is_there)
        status = remove_known(base, known, error);
    return status == MRG_OK ? flush_when_full(writer, has_grown, error) : status;
}

const struct writer_ops native_writer_ops = {
    .name = "native",
    .size = sizeof(struct native_writer),
    .open = open_writer,
    .find = find_known,
    .add = add,
    .remove = remove_known,
    .commit = native_commit,
    .merge = native_merge,
    .settle = native_settle,
    .close = close_writer,
};
