#include "indexer/native/merge.h"
#include "common/base/error.h"
#include "common/segment/written_forms.h"
#include "indexer/native/merge_lists.h"
#include "indexer/native/merge_texts.h"
#include "indexer/native/segment_builder.h"

#include <stdio.h>
#include <stdlib.h>

enum {
    ARTICLE_FACTS =
        64, /* bytes of columns, facets and lengths that an article has in a segment, about */
    ENTRY_NUMBERS = 8 /* bytes of a dictionary's entry besides its key, about */
};

struct source {
    const struct segment *segment; /* borrowed */
    struct list_source list;
    struct facet_reader facets[FACET_COUNT];
    uint32_t *renumbered; /* owned: new number per article; ARTICLE_NONE: removed */
    struct dictionary_cursor terms;
    bool at_end; /* no more terms */
};

struct merge {
    struct source *sources; /* owned */
    size_t count;
    struct segment_builder builder;
    struct merged_forms forms; /* of the current term */
    struct buffer texts;       /* scratch: mrg_text array */
    size_t memory;             /* for texts, bytes */
    mrg_error damage;          /* first damage met by a cursor */
    struct merge_watch watch;  /* over the sources */
};

/* ---- opening ---- */

static mrg_status open_source(struct source *source, const struct segment *segment,
                              uint32_t *next_number, mrg_error *error)
{
    uint32_t n = segment->meta.articles;
    source->segment = segment;
    source->renumbered = malloc(((size_t)n + 1) * sizeof *source->renumbered);
    if (source->renumbered == NULL)
        return fail_memory(error);
    for (uint32_t a = 0; a < n; a++)
        source->renumbered[a] =
            deletions_has(&segment->deletions, a) ? ARTICLE_NONE : (*next_number)++;
    for (unsigned f = 0; f < FACET_COUNT; f++) {
        mrg_status status =
            facet_reader_open(&source->facets[f], &segment->file, (enum facet)f, n, error);
        if (status != MRG_OK)
            return status;
    }
    list_source_init(&source->list, segment, source->renumbered);
    return segment_lengths(segment, error) == NULL ? MRG_ERR_DAMAGED : MRG_OK;
}

static void release(struct merge *merge)
{
    for (size_t i = 0; merge->sources != NULL && i < merge->count; i++) {
        struct source *source = &merge->sources[i];
        for (unsigned f = 0; f < FACET_COUNT; f++)
            facet_reader_close(&source->facets[f]);
        free(source->renumbered);
    }
    free(merge->sources);
    merged_forms_free(&merge->forms);
    buffer_free(&merge->texts);
}

/* ---- articles ---- */

static mrg_texts facet_texts(struct merge *merge, const struct facet_reader *reader,
                             uint32_t article)
{
    uint64_t from, to;
    size_t start = merge->texts.size;
    facet_range(reader, article, &from, &to);
    for (uint64_t entry = from; entry < to; entry++) {
        uint32_t ordinal = facet_ordinal(reader, entry);
        if (ordinal < reader->value_count)
            buffer_append(&merge->texts, &reader->values[ordinal], sizeof(mrg_text));
    }
    return (mrg_texts){NULL, (merge->texts.size - start) / sizeof(mrg_text)};
}

static mrg_text first_of(mrg_texts texts)
{
    return texts.count > 0 ? texts.items[0] : (mrg_text){NULL, 0};
}

/* An article that has only what the facets say of it. */
static mrg_article facets_article(struct merge *merge, const struct source *source,
                                  uint32_t article)
{
    mrg_texts values[FACET_COUNT];
    buffer_clear(&merge->texts);
    for (unsigned f = 0; f < FACET_COUNT; f++)
        values[f] = facet_texts(merge, &source->facets[f], article);
    const mrg_text *items = (const mrg_text *)(const void *)merge->texts.data;
    for (unsigned f = 0; f < FACET_COUNT; f++) {
        values[f].items = items;
        if (items != NULL)
            items += values[f].count;
    }
    mrg_article result = MRG_ARTICLE_INIT;
    result.source = first_of(values[FACET_SOURCE]);
    result.section = first_of(values[FACET_SECTION]);
    result.place = first_of(values[FACET_PLACE]);
    result.language = first_of(values[FACET_LANGUAGE]);
    result.topics = values[FACET_TOPIC];
    result.people = values[FACET_PERSON];
    result.organisations = values[FACET_ORG];
    return result;
}

static void add_columns(struct merge *merge, const struct source *source, uint32_t article)
{
    const struct columns *columns = &source->segment->columns;
    mrg_error *damage = &merge->damage;
    mrg_article facts = facets_article(merge, source, article);
    facts.published = column_value(columns, COLUMN_PUBLISHED, article, damage);
    facts.updated = column_value(columns, COLUMN_UPDATED, article, damage);
    facts.embargo = column_value(columns, COLUMN_EMBARGO, article, damage);
    const struct article_measures measures = {
        source->segment->lengths[article], column_value(columns, COLUMN_WORDS, article, damage),
        column_value(columns, COLUMN_FINGERPRINT, article, damage)};
    merge->builder.failed |= merge->texts.failed;
    segment_builder_add_facts(&merge->builder, &facts);
    segment_builder_add_measures(&merge->builder, &measures);
}

static mrg_status copy_articles(struct merge *merge, mrg_error *error)
{
    const uint32_t **renumbered = malloc((merge->count + 1) * sizeof *renumbered);
    if (renumbered == NULL)
        return fail_memory(error);
    for (size_t i = 0; i < merge->count; i++)
        renumbered[i] = merge->sources[i].renumbered;
    mrg_status status =
        merge_texts(&merge->watch, renumbered, &merge->builder, merge->memory, error);
    free(renumbered);
    for (size_t i = 0; i < merge->count && status == MRG_OK; i++) {
        const struct source *source = &merge->sources[i];
        for (uint32_t a = 0; a < source->segment->meta.articles; a++) {
            if (source->renumbered[a] != ARTICLE_NONE)
                add_columns(merge, source, a);
            merge_watch_read(&merge->watch, ARTICLE_FACTS);
        }
        merge_watch_hold(&merge->watch, segment_builder_memory(&merge->builder));
        status = merge_watch_check(&merge->watch, error);
    }
    if (status == MRG_OK && merge->damage.status != MRG_OK && error != NULL)
        *error = merge->damage;
    return status == MRG_OK ? merge->damage.status : status;
}

/* ---- terms ---- */

static void advance_terms(struct merge *merge, struct source *source)
{
    source->at_end = !dictionary_next(&source->terms);
    if (source->terms.damaged && merge->damage.status == MRG_OK)
        segment_file_damaged(&source->segment->file,
                             source->segment->file.sections[SECTION_TERMS].data, "dictionary",
                             &merge->damage);
}

/* The source with the smallest current key; NULL when all are at their end. */
static const struct source *smallest(const struct merge *merge)
{
    const struct source *best = NULL;
    for (size_t i = 0; i < merge->count; i++) {
        const struct source *source = &merge->sources[i];
        if (source->at_end)
            continue;
        if (best != NULL) {
            size_t a = source->terms.key_size, b = best->terms.key_size;
            int order = memcmp(source->terms.key, best->terms.key, a < b ? a : b);
            if (order > 0 || (order == 0 && a >= b))
                continue;
        }
        best = source;
    }
    return best;
}

static bool has_key(const struct source *source, const uint8_t *key, size_t size)
{
    return !source->at_end && source->terms.key_size == size &&
           memcmp(source->terms.key, key, size) == 0;
}

/* Bytes of a source that its current term takes, about. Most terms, such as ids, have little but their entry. */
static size_t term_bytes(const struct dictionary_cursor *terms)
{
    const struct term_entry *entry = &terms->entry;
    return (size_t)(entry->postings_size + entry->positions_size + entry->forms_size) +
           terms->key_size + ENTRY_NUMBERS;
}

/* Merge the lists of `key` of all sources that have it, and move these on. */
static void merge_term(struct merge *merge, const uint8_t *key, size_t size)
{
    bool has_positions = field_has_positions((enum key_field)key[0]);
    merged_forms_begin(&merge->forms, (mrg_text){(const char *)key + 1, size - 1});
    for (size_t i = 0; has_positions && i < merge->count; i++)
        if (has_key(&merge->sources[i], key, size))
            merged_forms_take(&merge->forms, &merge->sources[i].segment->file,
                              &merge->sources[i].terms.entry, &merge->damage);
    merged_forms_finish(&merge->forms);
    postings_begin(&merge->builder.postings, has_positions, merge->forms.count > 1);
    size_t taken = 0;
    for (size_t i = 0; i < merge->count; i++) {
        struct source *source = &merge->sources[i];
        if (!has_key(source, key, size))
            continue;
        const uint32_t *ordinals = merged_forms_ordinals(&merge->forms, taken++);
        merge_list(&source->list, &source->terms.entry, &merge->forms, ordinals,
                   &merge->builder.postings, &merge->damage);
        merge_watch_read(&merge->watch, term_bytes(&source->terms));
        advance_terms(merge, source);
    }
    struct postings_writer *postings = &merge->builder.postings;
    if (postings->cf == 1 && merge->forms.count > 1) { /* the others went with removed articles */
        merged_forms_keep_only(&merge->forms, postings->forms[0]);
        postings->has_forms = false;
    }
    if (postings->df > 0)
        segment_builder_add_term(&merge->builder, key, size, &merge->forms.table);
}

static mrg_status merge_terms(struct merge *merge, mrg_error *error)
{
    for (size_t i = 0; i < merge->count; i++) {
        struct source *source = &merge->sources[i];
        mrg_status status = dictionary_seek(&source->segment->dictionary, &source->terms,
                                            (const uint8_t *)"", 0, error);
        if (status != MRG_OK)
            return status;
        advance_terms(merge, source);
    }
    const struct source *first;
    while (merge->damage.status == MRG_OK && !merge->builder.failed &&
           (first = smallest(merge)) != NULL) {
        uint8_t key[KEY_SIZE_MAX];
        size_t size = first->terms.key_size;
        memcpy(key, first->terms.key, size);
        merge_term(merge, key, size);
        if (merge->forms.failed)
            return fail_memory(error);
        if (merge_watch_check(&merge->watch, error) != MRG_OK)
            return MRG_ERR_INTERRUPTED;
    }
    if (merge->damage.status != MRG_OK && error != NULL)
        *error = merge->damage;
    return merge->damage.status;
}

static mrg_status run_merge(struct merge *merge, const struct segment *const *segments,
                            mrg_error *error)
{
    uint32_t next_number = 0;
    mrg_status status = MRG_OK;
    for (size_t i = 0; i < merge->count && status == MRG_OK; i++)
        status = open_source(&merge->sources[i], segments[i], &next_number, error);
    if (status == MRG_OK)
        status = copy_articles(merge, error);
    if (status != MRG_OK)
        return status;
    segment_builder_begin_terms(&merge->builder);
    merge_watch_hold(&merge->watch, segment_builder_memory(&merge->builder));
    return merge_terms(merge, error);
}

mrg_status merge_segments(const struct segment *const *segments, size_t count, const char *folder,
                          const char *name, size_t memory, struct merge_control *control,
                          struct manifest_segment *about, mrg_error *error)
{
    uint64_t articles = 0;
    for (size_t i = 0; i < count; i++)
        articles += segment_live(segments[i]);
    if (articles > ARTICLES_MAX)
        return fail(error, MRG_ERR_LIMIT, "%s: more articles than a segment takes", folder);
    struct merge merge = {.count = count,
                          .sources = calloc(count, sizeof *merge.sources),
                          .memory = memory,
                          .watch = {.segments = segments, .count = count, .control = control}};
    if (merge.sources == NULL)
        return fail_memory(error);
    mrg_status status = segment_builder_open(&merge.builder, folder, name, memory, error);
    if (status == MRG_OK) {
        status = run_merge(&merge, segments, error);
        if (status == MRG_OK)
            status = segment_builder_close(&merge.builder, about, error);
        else
            segment_builder_abandon(&merge.builder);
    }
    snprintf(about->file, sizeof about->file, "%s", name);
    about->deletions[0] = '\0';
    release(&merge);
    return status;
}
