/* The native engine behind the seam: lookups, written forms, stored articles. */
#include "searcher/native/native.h"
#include "common/base/error.h"
#include "common/segment/article_record.h"
#include "common/segment/written_forms.h"
#include "searcher/native/search.h"

#include <stdio.h>
#include <stdlib.h>

static void close_engine(struct engine *engine)
{
    snapshot_close(&((struct native_engine *)engine)->snapshot);
    free(engine);
}

/* ---- terms ---- */

static mrg_status find_term(const struct engine *engine, struct plan_term *term,
                            struct arena *arena, mrg_error *error)
{
    const struct snapshot *snapshot = native_snapshot(engine);
    term->df = 0;
    term->entries = arena_alloc(arena, (snapshot->segment_count + 1) * sizeof *term->entries);
    if (term->entries == NULL)
        return fail_memory(error);
    for (size_t i = 0; i < snapshot->segment_count; i++) {
        const struct segment *segment = snapshot->segments[i];
        struct term_entry *entry = &term->entries[i];
        bool found;
        mrg_status status = dictionary_find(&segment->dictionary, term->key.bytes, term->key.size,
                                            entry, &found, error);
        if (status != MRG_OK)
            return status;
        if (!found)
            entry->df = 0;
        else
            term->df += entry->df - deletions_loss(&segment->deletions, entry->ordinal);
    }
    return MRG_OK;
}

struct form_walk {
    const struct segment *segment;
    engine_form_visitor *visit;
    void *context;
    bool goes_on;
};

static mrg_status visit_forms(struct form_walk *walk, const struct dictionary_cursor *cursor,
                              mrg_error *error)
{
    const struct segment_file *file = &walk->segment->file;
    const struct term_entry *entry = &cursor->entry;
    mrg_text text = {(const char *)cursor->key + 1, cursor->key_size - 1};
    struct written_forms forms;
    if (!segment_file_verify(file, entry->forms, entry->forms_size) ||
        !written_forms_open(&forms, text, entry->forms, entry->forms_size))
        return segment_file_damaged(file, entry->forms, "written forms", error);
    while (walk->goes_on && written_forms_next(&forms))
        walk->goes_on = walk->visit(walk->context, text, (mrg_text){forms.form, forms.size});
    if (walk->goes_on && forms.next < forms.count)
        return segment_file_damaged(file, entry->forms, "written forms", error);
    return MRG_OK;
}

static mrg_status walk_segment(struct form_walk *walk, const struct term_key *start,
                               mrg_error *error)
{
    struct dictionary_cursor cursor;
    mrg_status status =
        dictionary_seek(&walk->segment->dictionary, &cursor, start->bytes, start->size, error);
    while (status == MRG_OK && walk->goes_on && dictionary_next(&cursor) &&
           cursor.key_size >= start->size && memcmp(cursor.key, start->bytes, start->size) == 0)
        status = visit_forms(walk, &cursor, error);
    return status == MRG_OK && cursor.damaged ? MRG_ERR_DAMAGED : status;
}

static mrg_status each_form(const struct engine *engine, const struct term_key *start,
                            engine_form_visitor *visit, void *context, mrg_error *error)
{
    const struct snapshot *snapshot = native_snapshot(engine);
    struct form_walk walk = {.visit = visit, .context = context, .goes_on = true};
    mrg_status status = MRG_OK;
    for (size_t i = 0; i < snapshot->segment_count && status == MRG_OK && walk.goes_on; i++) {
        walk.segment = snapshot->segments[i];
        status = walk_segment(&walk, start, error);
    }
    return status;
}

/* ---- stored articles ---- */

static mrg_status fetch(const struct engine *engine, uint64_t number, struct mrg_stored *stored,
                        mrg_error *error)
{
    uint32_t article;
    const struct segment *segment = snapshot_segment(native_snapshot(engine), number, &article);
    const uint8_t *record;
    size_t size;
    articles_reader_init(&stored->reader, &segment->file, segment->meta.articles);
    mrg_status status = articles_read(&stored->reader, article, &record, &size, error);
    if (status != MRG_OK)
        return status;
    if (!article_record_read(record, size, &stored->arena, &stored->article))
        return stored->arena.failed
                   ? fail_memory(error)
                   : segment_file_damaged(&segment->file,
                                          segment->file.sections[SECTION_ARTICLES].data,
                                          "stored article", error);
    mrg_error damage = MRG_ERROR_INIT;
    int64_t words = column_value(&segment->columns, COLUMN_WORDS, article, &damage);
    stored->article.word_count = words > 0 ? (uint64_t)words : 0;
    if (damage.status != MRG_OK && error != NULL)
        *error = damage;
    return damage.status;
}

static mrg_status find_id(const struct engine *engine, mrg_text id, uint64_t *number, bool *found,
                          mrg_error *error)
{
    const struct snapshot *snapshot = native_snapshot(engine);
    struct term_key key;
    size_t segment = 0;
    uint32_t article = 0;
    term_key_of_id(&key, id);
    mrg_status status =
        snapshot_find_id(snapshot, key.bytes, key.size, &segment, &article, found, error);
    if (status == MRG_OK && *found)
        *number = snapshot->segments[segment]->base + article;
    return status;
}

static mrg_status search(const struct engine *engine, const struct plan_node *plan,
                         const mrg_search_options *options, mrg_time now,
                         struct collector *collector, mrg_error *error)
{
    return snapshot_search(native_snapshot(engine), plan, options, now, collector, error);
}

/* ---- opening ---- */

static mrg_status open_all(struct snapshot *snapshot, const char *const *folders, size_t count,
                           mrg_error *error)
{
    mrg_status status = snapshot_open(snapshot, folders[0], error);
    for (size_t i = 1; i < count && status == MRG_OK; i++) {
        struct snapshot next;
        status = snapshot_open(&next, folders[i], error);
        if (status == MRG_OK)
            status = snapshot_append(snapshot, &next, error);
    }
    return status;
}

mrg_status native_engine_open(const char *const *folders, size_t count, struct engine **engine,
                              mrg_error *error)
{
    static const struct engine_ops ops = {.close = close_engine,
                                          .find_term = find_term,
                                          .each_form = each_form,
                                          .search = search,
                                          .explain = native_explain,
                                          .fetch = fetch,
                                          .find_id = find_id,
                                          .each_facet = native_each_facet,
                                          .get_stats = native_get_stats,
                                          .get_parts = native_get_parts};
    struct native_engine *opened = calloc(1, sizeof *opened);
    if (opened == NULL)
        return fail_memory(error);
    mrg_status status = open_all(&opened->snapshot, folders, count, error);
    if (status != MRG_OK) {
        close_engine(&opened->base);
        return status;
    }
    opened->base.ops = &ops;
    opened->base.name = "native";
    opened->base.articles = opened->snapshot.articles;
    opened->base.numbers = opened->snapshot.numbers;
    snprintf(opened->base.language, sizeof opened->base.language, "%s",
             opened->snapshot.manifest.language);
    *engine = &opened->base;
    return MRG_OK;
}
