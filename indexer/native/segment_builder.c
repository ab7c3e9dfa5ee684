#include "indexer/native/segment_builder.h"
#include "common/base/error.h"

#include <stdlib.h>

enum { SPOOLS = 2, SPOOL_LEAST = 1 << 20 };

static void init_spools(struct segment_builder *builder, const char *folder, size_t memory)
{
    size_t limit = memory / SPOOLS > SPOOL_LEAST ? memory / SPOOLS : SPOOL_LEAST;
    spool_init(&builder->forms_spool, folder, limit);
    spool_init(&builder->terms_spool, folder, limit);
}

mrg_status segment_builder_open(struct segment_builder *builder, const char *folder,
                                const char *name, size_t memory, mrg_error *error)
{
    *builder = (struct segment_builder){.is_open = true};
    init_spools(builder, folder, memory);
    char *path = path_join(folder, name);
    mrg_status status =
        path == NULL ? fail_memory(error) : segment_file_writer_open(&builder->file, path, error);
    free(path);
    if (status != MRG_OK) {
        builder->is_open = false;
        return status;
    }
    builder->articles.file = &builder->file;
    if (!facets_writer_init(&builder->facets)) {
        segment_builder_abandon(builder);
        return fail_memory(error);
    }
    return MRG_OK;
}

static void add_column(struct segment_builder *builder, enum column column, int64_t value)
{
    buffer_append(&builder->columns[column], &value, sizeof value);
    builder->failed |= builder->columns[column].failed;
}

void segment_builder_add_facts(struct segment_builder *builder, const mrg_article *article)
{
    facets_writer_add(&builder->facets, article);
    builder->failed |= builder->facets.failed;
    add_column(builder, COLUMN_PUBLISHED, article->published);
    add_column(builder, COLUMN_UPDATED, article->updated);
    add_column(builder, COLUMN_EMBARGO, article->embargo);
}

void segment_builder_add_measures(struct segment_builder *builder,
                                  const struct article_measures *measures)
{
    add_column(builder, COLUMN_WORDS, measures->words);
    add_column(builder, COLUMN_FINGERPRINT, measures->fingerprint);
    buffer_append(&builder->lengths, &measures->length, sizeof measures->length);
    builder->failed |= builder->lengths.failed;
    builder->meta.tokens += measures->length;
    builder->meta.articles++;
}

/* Write the lexicons as section `id`. */
static void write_lexicons(struct segment_builder *builder, enum section_id id)
{
    const struct lexicon_part *parts =
        (const struct lexicon_part *)(const void *)builder->lexicons.data;
    uint32_t count = (uint32_t)(builder->lexicons.size / sizeof *parts);
    builder->failed |= !lexicons_write(&builder->file, id, parts, count);
}

void segment_builder_begin_articles(struct segment_builder *builder, struct buffer *made,
                                    const struct lexicon_part *parts, uint32_t count)
{
    builder->lexicon = *made;
    *made = (struct buffer)BUFFER_INIT;
    builder->failed |= builder->lexicon.failed;
    for (uint32_t i = 0; i < count && !builder->failed; i++) {
        struct lexicon_part part = parts[i];
        if (part.bytes == NULL)
            part.bytes = builder->lexicon.data;
        buffer_append(&builder->lexicons, &part, sizeof part);
        builder->failed |= builder->lexicons.failed;
    }
    if (!builder->failed)
        write_lexicons(builder, SECTION_LEXICONS);
    section_begin(&builder->file, SECTION_ARTICLES);
}

static void write_columns(struct segment_builder *builder)
{
    struct buffer bytes = BUFFER_INIT;
    int64_t *values[COLUMN_COUNT];
    for (unsigned i = 0; i < COLUMN_COUNT; i++)
        values[i] = (int64_t *)(void *)builder->columns[i].data;
    columns_append(&bytes, values, builder->meta.articles);
    for (unsigned i = 0; i < COLUMN_COUNT; i++)
        buffer_free(&builder->columns[i]);
    section_write(&builder->file, SECTION_COLUMNS, bytes.data, bytes.size);
    builder->failed |= bytes.failed;
    buffer_free(&bytes);
}

static void write_facets(struct segment_builder *builder)
{
    struct buffer bytes = BUFFER_INIT;
    builder->failed |= !facets_append(&builder->facets, &bytes);
    facets_writer_free(&builder->facets);
    section_write(&builder->file, SECTION_FACETS, bytes.data, bytes.size);
    buffer_free(&bytes);
}

/* Of lengths, what impacts are made of stays: so little that it stays in the cache as well. */
static void write_lengths(struct segment_builder *builder)
{
    const uint32_t *lengths = (const uint32_t *)(const void *)builder->lengths.data;
    size_t count = builder->lengths.size / sizeof *lengths;
    section_write(&builder->file, SECTION_LENGTHS, lengths, builder->lengths.size);
    if (buffer_reserve(&builder->length_codes, count))
        for (size_t a = 0; a < count; a++)
            builder->length_codes.data[a] = length_code(lengths[a]);
    builder->failed |= builder->length_codes.failed;
    buffer_free(&builder->lengths);
}

/* What is known of articles is written before their terms come, and so is not in memory beside these. */
void segment_builder_begin_terms(struct segment_builder *builder)
{
    builder->failed |= builder->articles.failed;
    section_end(&builder->file);
    builder->meta.text_bytes = builder->articles.raw_total;
    if (!builder->failed) { /* all values are there */
        write_columns(builder);
        write_facets(builder);
    }
    write_lengths(builder);
    section_write(&builder->file, SECTION_ARTICLE_INDEX, builder->articles.index.data,
                  builder->articles.index.size);
    buffer_free(&builder->articles.index);
    postings_writer_init(&builder->postings, builder->length_codes.data, &builder->file);
    section_begin(&builder->file, SECTION_POSTINGS);
}

struct term_entry segment_builder_entry(const struct postings_writer *postings)
{
    return (struct term_entry){
        .df = postings->df,
        .cf = postings->cf,
        .has_forms = postings->has_forms,
        .article = postings->articles[0],
        .position = postings->only_position,
        .postings_size = postings->list.size,
        .positions_size = postings->drained + postings->positions.size,
    };
}

void segment_builder_put_term(struct segment_builder *builder, const uint8_t *key, size_t size,
                              const struct term_entry *entry, const struct term_bytes *bytes)
{
    dictionary_add(&builder->dictionary, key, size, entry);
    section_append(&builder->file, bytes->positions,
                   (size_t)(entry->positions_size - bytes->drained));
    section_append(&builder->file, bytes->postings, (size_t)entry->postings_size);
    spool_append(&builder->forms_spool, bytes->forms, entry->forms_size);
    builder->meta.postings += entry->df;
    struct buffer *terms = &builder->dictionary.terms;
    if (terms->size > 1 << 16) {
        spool_append(&builder->terms_spool, terms->data, terms->size);
        builder->dictionary.flushed += terms->size;
        builder->failed |= terms->failed;
        buffer_clear(terms);
    }
}

void segment_builder_add_term(struct segment_builder *builder, const uint8_t *key, size_t size,
                              const struct buffer *forms)
{
    struct postings_writer *postings = &builder->postings;
    if (!postings_finish(postings) || forms->failed) {
        builder->failed = true;
        return;
    }
    struct term_entry entry = segment_builder_entry(postings);
    entry.forms_size = forms->size;
    struct term_bytes bytes = {postings->list.data, postings->positions.data, postings->drained,
                               forms->data};
    segment_builder_put_term(builder, key, size, &entry, &bytes);
}

static mrg_status write_terms(struct segment_builder *builder, mrg_error *error)
{
    struct dictionary_writer *dictionary = &builder->dictionary;
    if (dictionary->terms.failed || dictionary->index.failed || builder->failed)
        return fail_memory(error);
    spool_append(&builder->terms_spool, dictionary->terms.data, dictionary->terms.size);
    if (spool_size(&builder->terms_spool) > UINT32_MAX)
        return fail(error, MRG_ERR_LIMIT, "%s: the dictionary is larger than 4 GiB",
                    builder->file.file.path);
    section_end(&builder->file);
    mrg_status status = spool_write(&builder->forms_spool, &builder->file, SECTION_FORMS, error);
    if (status == MRG_OK)
        status = spool_write(&builder->terms_spool, &builder->file, SECTION_TERMS, error);
    if (status == MRG_OK)
        section_write(&builder->file, SECTION_TERM_INDEX, dictionary->index.data,
                      dictionary->index.size);
    return status;
}

static mrg_status write_counts(struct segment_builder *builder, mrg_error *error)
{
    uint8_t meta[SEGMENT_META_SIZE];
    builder->meta.terms = builder->dictionary.count;
    segment_meta_write(&builder->meta, meta);
    section_write(&builder->file, SECTION_META, meta, sizeof meta);
    write_lexicons(builder, SECTION_LEXICONS_COPY);
    return builder->failed ? fail_memory(error) : MRG_OK;
}

static void release(struct segment_builder *builder)
{
    articles_writer_free(&builder->articles);
    buffer_free(&builder->lexicon);
    buffer_free(&builder->lexicons);
    facets_writer_free(&builder->facets);
    for (unsigned i = 0; i < COLUMN_COUNT; i++)
        buffer_free(&builder->columns[i]);
    buffer_free(&builder->lengths);
    buffer_free(&builder->length_codes);
    postings_writer_free(&builder->postings);
    dictionary_writer_free(&builder->dictionary);
    spool_free(&builder->forms_spool);
    spool_free(&builder->terms_spool);
    builder->is_open = false;
}

mrg_status segment_builder_close(struct segment_builder *builder, struct manifest_segment *about,
                                 mrg_error *error)
{
    mrg_status status = write_terms(builder, error);
    if (status == MRG_OK)
        status = write_counts(builder, error);
    if (status != MRG_OK) {
        segment_builder_abandon(builder);
        return status;
    }
    status = segment_file_writer_close(&builder->file, &about->crc, &about->size, error);
    release(builder);
    return status;
}

void segment_builder_abandon(struct segment_builder *builder)
{
    if (!builder->is_open)
        return;
    segment_file_writer_abandon(&builder->file);
    release(builder);
}

size_t segment_builder_memory(const struct segment_builder *builder)
{
    size_t memory = facets_writer_memory(&builder->facets) + builder->lengths.capacity +
                    builder->length_codes.capacity + builder->articles.index.capacity +
                    builder->lexicon.capacity;
    for (unsigned i = 0; i < COLUMN_COUNT; i++)
        memory += builder->columns[i].capacity;
    return memory;
}
