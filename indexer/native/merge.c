#include "indexer/native/merge.h"
#include "common/base/error.h"
#include "common/segment/written_forms.h"
#include "indexer/native/merge_batches.h"
#include "indexer/native/merge_texts.h"
#include "indexer/native/segment_builder.h"

#include <stdio.h>
#include <stdlib.h>

enum {
    ARTICLE_FACTS =
        64 /* bytes of columns, facets and lengths that an article has in a segment, about */
};

struct source {
    const struct segment *segment; /* borrowed */
    struct facet_reader facets[FACET_COUNT];
    uint32_t *renumbered; /* owned: new number per article; ARTICLE_NONE: removed */
};

struct merge {
    struct source *sources; /* owned */
    size_t count;
    struct segment_builder builder;
    const uint32_t **renumbered; /* owned: those of the sources */
    struct buffer texts;         /* scratch: mrg_text array */
    unsigned workers;            /* for terms */
    size_t memory;               /* for texts, then for terms, bytes */
    mrg_error damage;            /* first damage met in columns */
    struct merge_watch watch;    /* over the sources */
};

/* ---- opening ---- */

static mrg_status open_source(struct merge *merge, size_t i, const struct segment *segment,
                              uint32_t *next_number, mrg_error *error)
{
    struct source *source = &merge->sources[i];
    uint32_t n = segment->meta.articles;
    source->segment = segment;
    source->renumbered = malloc(((size_t)n + 1) * sizeof *source->renumbered);
    if (source->renumbered == NULL)
        return fail_memory(error);
    merge->renumbered[i] = source->renumbered;
    for (uint32_t a = 0; a < n; a++)
        source->renumbered[a] =
            deletions_has(&segment->deletions, a) ? ARTICLE_NONE : (*next_number)++;
    for (unsigned f = 0; f < FACET_COUNT; f++) {
        mrg_status status =
            facet_reader_open(&source->facets[f], &segment->file, (enum facet)f, n, error);
        if (status != MRG_OK)
            return status;
    }
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
    free(merge->renumbered);
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
    mrg_status status =
        merge_texts(&merge->watch, merge->renumbered, &merge->builder, merge->memory, error);
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

/* ---- all of it ---- */

static mrg_status run_merge(struct merge *merge, const struct segment *const *segments,
                            mrg_error *error)
{
    uint32_t next_number = 0;
    mrg_status status = MRG_OK;
    for (size_t i = 0; i < merge->count && status == MRG_OK; i++)
        status = open_source(merge, i, segments[i], &next_number, error);
    if (status == MRG_OK)
        status = copy_articles(merge, error);
    if (status != MRG_OK)
        return status;
    segment_builder_begin_terms(&merge->builder);
    merge_watch_hold(&merge->watch, segment_builder_memory(&merge->builder));
    return merge_all_terms(&merge->watch, merge->renumbered, &merge->builder, merge->workers,
                           merge->memory, error);
}

mrg_status merge_segments(const struct segment *const *segments, size_t count, const char *folder,
                          const char *name, unsigned workers, size_t memory,
                          struct merge_control *control, struct manifest_segment *about,
                          mrg_error *error)
{
    uint64_t articles = 0;
    for (size_t i = 0; i < count; i++)
        articles += segment_live(segments[i]);
    if (articles > ARTICLES_MAX)
        return fail(error, MRG_ERR_LIMIT, "%s: more articles than a segment takes", folder);
    struct merge merge = {.count = count,
                          .sources = calloc(count + 1, sizeof *merge.sources),
                          .renumbered = calloc(count + 1, sizeof *merge.renumbered),
                          .workers = workers,
                          .memory = memory,
                          .watch = {.segments = segments, .count = count, .control = control}};
    mrg_status status = merge.sources == NULL || merge.renumbered == NULL
                            ? fail_memory(error)
                            : segment_builder_open(&merge.builder, folder, name, memory, error);
    if (status == MRG_OK) {
        segment_file_writer_use_thread(&merge.builder.file);
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
