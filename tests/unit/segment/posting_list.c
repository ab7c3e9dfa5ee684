#include "tests/unit/segment/posting_list.h"

#include "tests/cmocka_all.h"

#include <stdlib.h>

static void *allocate(size_t count, size_t size)
{
    void *memory = malloc(count * size + 1);
    assert_non_null(memory);
    return memory;
}

static void choose_articles(struct posting_list *list, struct random_source *random)
{
    const struct list_shape *shape = &list->shape;
    list->articles = allocate(shape->df, sizeof *list->articles);
    list->frequencies = allocate(shape->df, sizeof *list->frequencies);
    list->first = allocate((size_t)shape->df + 1, sizeof *list->first);
    uint32_t article = random_below(random, shape->gap_max);
    list->first[0] = 0;
    for (uint32_t i = 0; i < shape->df; i++) {
        uint32_t frequency = 1;
        if (shape->has_positions)
            frequency += random_bits(random, shape->frequency_bits);
        list->articles[i] = article;
        list->frequencies[i] = frequency;
        list->first[i + 1] = list->first[i] + frequency;
        article += 1 + random_below(random, shape->gap_max);
    }
    list->articles_limit = article + 1;
}

static void choose_occurrences(struct posting_list *list, struct random_source *random)
{
    uint64_t cf = list->shape.has_positions ? list->first[list->shape.df] : 0;
    list->shape.has_forms &= cf > 1; /* one occurrence has one form */
    list->positions = allocate(cf, sizeof *list->positions);
    list->forms = allocate(cf, sizeof *list->forms);
    for (uint32_t i = 0; cf > 0 && i < list->shape.df; i++) {
        uint32_t position = 0;
        for (uint64_t o = list->first[i]; o < list->first[i + 1]; o++) {
            position += random_below(random, list->shape.position_step);
            list->positions[o] = position;
            list->forms[o] = list->shape.has_forms ? random_bits(random, 16) : 0;
        }
    }
}

static void choose_lengths(struct posting_list *list, struct random_source *random)
{
    list->lengths = allocate(list->articles_limit, sizeof *list->lengths);
    for (uint32_t a = 0; a < list->articles_limit; a++)
        list->lengths[a] = random_bits(random, 12);
    for (uint32_t i = 0; i < list->shape.df; i++)
        list->lengths[list->articles[i]] += list->frequencies[i];
    list->length_codes = allocate(list->articles_limit, sizeof *list->length_codes);
    for (uint32_t a = 0; a < list->articles_limit; a++)
        list->length_codes[a] = length_code(list->lengths[a]);
}

void posting_list_write(const struct posting_list *list, struct postings_writer *writer)
{
    for (uint32_t i = 0; i < list->shape.df; i++) {
        postings_add(writer, list->articles[i], list->frequencies[i]);
        for (uint64_t o = list->first[i]; list->shape.has_positions && o < list->first[i + 1]; o++)
            postings_add_occurrence(writer, list->positions[o], list->forms[o]);
    }
    assert_true(postings_finish(writer));
}

static void write_list(const struct posting_list *list, struct postings_writer *writer)
{
    postings_writer_init(writer, list->length_codes, NULL);
    for (unsigned round = 0; round < 2; round++) { /* a writer serves one list after another */
        postings_begin(writer, list->shape.has_positions, list->shape.has_forms);
        posting_list_write(list, writer);
    }
}

/* The list's bytes are not the first of their section, nor the last. */
static void place(struct section_file *made, enum section_id id, const struct buffer *bytes)
{
    static const uint8_t around[] = {0xFF, 0xFF, 0xFF};
    section_begin(&made->writer, id);
    section_append(&made->writer, around, sizeof around);
    section_append(&made->writer, bytes->data, bytes->size);
    section_append(&made->writer, around, sizeof around);
    section_end(&made->writer);
}

static void describe(struct posting_list *list, const struct postings_writer *writer)
{
    const struct section *sections = list->made.file.sections;
    list->entry = (struct term_entry){
        .df = list->shape.df,
        .cf = writer->cf,
        .field = list->shape.has_positions ? KEY_TEXT : KEY_TOPIC,
        .has_forms = list->shape.has_forms,
        .article = list->shape.df == 1 ? list->articles[0] : 0,
        .position = writer->cf == 1 ? writer->only_position : 0,
        .postings_size = writer->list.size,
        .positions_size = writer->positions.size,
    };
    if (writer->list.size > 0)
        list->entry.postings = sections[SECTION_POSTINGS].data + 3;
    if (writer->positions.size > 0)
        list->entry.positions = sections[SECTION_FORMS].data + 3;
}

void posting_list_make(struct posting_list *list, const struct list_shape *shape, uint64_t seed)
{
    struct random_source random = {seed | 1};
    struct postings_writer writer;
    *list = (struct posting_list){.shape = *shape};
    choose_articles(list, &random);
    choose_occurrences(list, &random);
    choose_lengths(list, &random);
    write_list(list, &writer);
    section_file_begin(&list->made);
    place(&list->made, SECTION_POSTINGS, &writer.list);
    place(&list->made, SECTION_FORMS, &writer.positions); /* apart: reading on is noticed */
    section_file_open(&list->made);
    describe(list, &writer);
    postings_writer_free(&writer);
}

void posting_list_free(struct posting_list *list)
{
    section_file_end(&list->made);
    free(list->articles);
    free(list->frequencies);
    free(list->first);
    free(list->positions);
    free(list->forms);
    free(list->lengths);
    free(list->length_codes);
}

uint32_t posting_list_find(const struct posting_list *list, uint32_t from, uint32_t target)
{
    uint32_t index = from;
    while (index < list->shape.df && list->articles[index] < target)
        index++;
    return index;
}
