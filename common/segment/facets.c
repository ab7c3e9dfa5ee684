#include "common/segment/facets.h"
#include "common/base/error.h"
#include "common/codec/endian.h"
#include "common/codec/varint.h"

#include <stdlib.h>

enum { DIRECTORY_SIZE = 32 };

static const char *const names[FACET_COUNT] = {"source", "section", "place",   "topic",
                                               "person", "org",     "language"};

enum facet facet_find(const char *name)
{
    unsigned facet = 0;
    while (facet < FACET_COUNT && strcmp(names[facet], name) != 0)
        facet++;
    return (enum facet)facet;
}

mrg_texts facet_values(enum facet facet, const mrg_article *article, mrg_text *single)
{
    switch (facet) {
    case FACET_SOURCE:
        *single = article->source;
        break;
    case FACET_SECTION:
        *single = article->section;
        break;
    case FACET_PLACE:
        *single = article->place;
        break;
    case FACET_LANGUAGE:
        *single = article->language;
        break;
    case FACET_TOPIC:
        return article->topics;
    case FACET_PERSON:
        return article->people;
    case FACET_ORG:
        return article->organisations;
    case FACET_COUNT:
        return (mrg_texts){NULL, 0};
    }
    return (mrg_texts){single, single->size > 0};
}

/* ---- writing ---- */

bool facets_writer_init(struct facets_writer *writer)
{
    *writer = (struct facets_writer){.failed = false};
    for (unsigned i = 0; i < FACET_COUNT; i++) {
        writer->builders[i].is_single = true;
        writer->failed |= !string_table_init(&writer->builders[i].values);
    }
    return !writer->failed;
}

void facets_writer_free(struct facets_writer *writer)
{
    for (unsigned i = 0; i < FACET_COUNT; i++) {
        string_table_free(&writer->builders[i].values);
        buffer_free(&writer->builders[i].ordinals);
        buffer_free(&writer->builders[i].offsets);
    }
}

static void add_value(struct facets_writer *writer, struct facet_builder *builder, mrg_text value)
{
    uint32_t ordinal = string_table_add(&builder->values, 0, value.data, value.size, NULL);
    writer->failed |= ordinal == STRING_NONE;
    append_u32(&builder->ordinals, ordinal);
}

void facets_writer_add(struct facets_writer *writer, const mrg_article *article)
{
    for (unsigned i = 0; i < FACET_COUNT; i++) {
        struct facet_builder *builder = &writer->builders[i];
        size_t before = builder->ordinals.size;
        mrg_text single;
        mrg_texts values = {NULL, 0};
        if (article != NULL)
            values = facet_values((enum facet)i, article, &single);
        for (size_t v = 0; v < values.count; v++)
            if (values.items[v].size > 0)
                add_value(writer, builder, values.items[v]);
        builder->is_single &= builder->ordinals.size - before <= sizeof(uint32_t);
        append_u32(&builder->offsets, (uint32_t)(builder->ordinals.size / 4));
    }
}

static void append_number(struct buffer *out, uint32_t number, uint32_t width)
{
    uint8_t bytes[4];
    store_u32(bytes, number);
    buffer_append(out, bytes, width);
}

/* One entry per article: its only value or, where it has none, `none`. */
static void append_single(const struct facet_builder *builder, uint32_t none, uint32_t width,
                          struct buffer *out)
{
    uint32_t from = 0;
    for (size_t at = 0; at < builder->offsets.size; at += 4) {
        uint32_t to = load_u32(builder->offsets.data + at);
        uint32_t ordinal = to > from ? load_u32(builder->ordinals.data + 4 * (size_t)from) : none;
        append_number(out, ordinal, width);
        from = to;
    }
}

static void append_several(const struct facet_builder *builder, uint32_t width, struct buffer *out)
{
    for (size_t at = 0; at < builder->ordinals.size; at += 4)
        append_number(out, load_u32(builder->ordinals.data + at), width);
}

static void append_facet(const struct facet_builder *builder, struct buffer *out, size_t start,
                         size_t directory_at)
{
    uint32_t count = builder->values.count;
    uint32_t width = count == 0 ? 0 : count < 0xFF ? 1 : count < 0xFFFF ? 2 : 4;
    uint8_t directory[DIRECTORY_SIZE] = {0};
    store_u32(directory, count);
    store_u32(directory + 4, width);
    store_u64(directory + 8, out->size - start);
    for (uint32_t i = 0; i < count; i++) {
        varint_append(out, builder->values.entries[i].size);
        buffer_append(out, builder->values.entries[i].data, builder->values.entries[i].size);
    }
    if (!builder->is_single) {
        store_u64(directory + 16, out->size - start);
        append_u32(out, 0);
        buffer_append(out, builder->offsets.data, builder->offsets.size);
    }
    store_u64(directory + 24, out->size - start);
    if (builder->is_single)
        append_single(builder, count, width, out);
    else
        append_several(builder, width, out);
    if (!out->failed)
        memcpy(out->data + directory_at, directory, sizeof directory);
}

bool facets_append(struct facets_writer *writer, struct buffer *out)
{
    size_t start = out->size;
    static const uint8_t zeros[FACET_COUNT * DIRECTORY_SIZE];
    buffer_append(out, zeros, sizeof zeros);
    for (unsigned i = 0; i < FACET_COUNT; i++) {
        writer->failed |= writer->builders[i].ordinals.failed || writer->builders[i].offsets.failed;
        if (!writer->failed)
            append_facet(&writer->builders[i], out, start, start + i * DIRECTORY_SIZE);
    }
    return !writer->failed && !out->failed;
}

size_t facets_writer_memory(const struct facets_writer *writer)
{
    size_t memory = 0;
    for (unsigned i = 0; i < FACET_COUNT; i++)
        memory += string_table_memory(&writer->builders[i].values) +
                  writer->builders[i].ordinals.capacity + writer->builders[i].offsets.capacity;
    return memory;
}

/* ---- reading ---- */

static bool read_values(struct facet_reader *reader, const uint8_t *at, const uint8_t *end)
{
    for (uint32_t i = 0; i < reader->value_count; i++) {
        uint64_t size;
        at = varint_read(at, end, &size);
        if (at == NULL || size > (uint64_t)(end - at))
            return false;
        reader->values[i] = (mrg_text){(const char *)at, (size_t)size};
        at += size;
    }
    return true;
}

static bool find_ordinals(struct facet_reader *reader, const struct section *section,
                          const uint8_t *directory)
{
    uint64_t offsets_at = load_u64(directory + 16), ordinals_at = load_u64(directory + 24);
    reader->ordinal_count = reader->articles;
    if (offsets_at != 0) {
        uint64_t size = 4 * ((uint64_t)reader->articles + 1);
        if (offsets_at > section->size || size > section->size - offsets_at)
            return false;
        reader->offsets = section->data + offsets_at;
        reader->ordinal_count = load_u32(reader->offsets + 4 * (size_t)reader->articles);
    }
    if (ordinals_at > section->size ||
        reader->ordinal_count * reader->width > section->size - ordinals_at)
        return false;
    reader->ordinals = section->data + ordinals_at;
    return true;
}

mrg_status facet_reader_open(struct facet_reader *reader, const struct segment_file *file,
                             enum facet facet, uint32_t articles, mrg_error *error)
{
    const struct section *section = &file->sections[SECTION_FACETS];
    *reader = (struct facet_reader){.file = file, .articles = articles};
    if (section->size < FACET_COUNT * DIRECTORY_SIZE ||
        !segment_file_verify(file, section->data, section->size))
        return segment_file_damaged(file, section->data, "facets", error);
    const uint8_t *directory = section->data + (size_t)facet * DIRECTORY_SIZE;
    uint64_t values_at = load_u64(directory + 8);
    reader->value_count = load_u32(directory);
    reader->width = load_u32(directory + 4);
    if (values_at > section->size || reader->value_count > section->size - values_at ||
        (reader->width == 0 ? reader->value_count > 0
                            : reader->width != 1 && reader->width != 2 && reader->width != 4))
        return segment_file_damaged(file, directory, "facets", error);
    reader->values = malloc(((size_t)reader->value_count + 1) * sizeof *reader->values);
    if (reader->values == NULL)
        return fail_memory(error);
    if (read_values(reader, section->data + values_at, section->data + section->size) &&
        find_ordinals(reader, section, directory))
        return MRG_OK;
    facet_reader_close(reader);
    return segment_file_damaged(file, directory, "facets", error);
}

void facet_reader_close(struct facet_reader *reader)
{
    free(reader->values);
    reader->values = NULL;
}

void facet_range(const struct facet_reader *reader, uint32_t article, uint64_t *from, uint64_t *to)
{
    *from = article;
    *to = (uint64_t)article + 1;
    if (reader->offsets == NULL)
        return;
    *from = load_u32(reader->offsets + 4 * (size_t)article);
    *to = load_u32(reader->offsets + 4 * (size_t)article + 4);
    if (*to > reader->ordinal_count || *from > *to)
        *from = *to = 0;
}

uint32_t facet_ordinal(const struct facet_reader *reader, uint64_t entry)
{
    uint32_t ordinal = 0;
    memcpy(&ordinal, reader->ordinals + entry * reader->width, reader->width);
    return ordinal < reader->value_count ? ordinal : reader->value_count;
}
