#include "indexer/xapian/document.h"
#include "common/base/error.h"
#include "common/codec/endian.h"
#include "common/glass/scheme.h"

#include <stdlib.h>

/* One number of the inverter's stream with its position. */
struct occurrence {
    uint32_t term; /* number in the inverter's terms */
    uint32_t form; /* number in its forms */
    uint32_t position;
};

bool document_maker_init(struct document_maker *maker)
{
    *maker = (struct document_maker){.occurrences = BUFFER_INIT, .positions = BUFFER_INIT};
    return inverter_init(&maker->inverter, NULL);
}

void document_maker_free(struct document_maker *maker)
{
    inverter_free(&maker->inverter);
    buffer_free(&maker->occurrences);
    buffer_free(&maker->positions);
}

/* ---- terms of the text and the keyword fields ---- */

static int compare_occurrences(const void *a, const void *b)
{
    const struct occurrence *x = a, *y = b;
    if (x->term != y->term)
        return x->term < y->term ? -1 : 1;
    if (x->form != y->form)
        return x->form < y->form ? -1 : 1;
    return x->position < y->position ? -1 : x->position > y->position;
}

/* The occurrences of the inverter's one article, sorted by term and form. */
static struct occurrence *gather(struct document_maker *maker, size_t *count)
{
    const struct inverter *inverter = &maker->inverter;
    struct stream_reader reader = stream_reader_whole(&inverter->stream);
    uint32_t position = 0, number;
    buffer_clear(&maker->occurrences);
    while (stream_next(&reader, &number)) {
        if (number >= STREAM_SET) {
            position = number & ~STREAM_SET;
            continue;
        }
        uint32_t form = inverter_form(inverter, number);
        struct occurrence one = {inverter->words->forms.entries[form].scope, form, ++position};
        buffer_append(&maker->occurrences, &one, sizeof one);
    }
    struct occurrence *all = (struct occurrence *)(void *)maker->occurrences.data;
    *count = maker->occurrences.size / sizeof *all;
    if (*count > 0)
        qsort(all, *count, sizeof *all, compare_occurrences);
    return all;
}

/* A term with its occurrences and the forms they have. */
static mrg_status add_text_term(struct document_maker *maker, xc_document *document,
                                const struct term_key *key, const struct occurrence *all,
                                size_t count, mrg_error *error)
{
    enum key_field field = (enum key_field)key->bytes[0];
    struct glass_term term;
    mrg_status status = MRG_OK;
    buffer_clear(&maker->positions);
    for (size_t i = 0; i < count && status == MRG_OK; i++) {
        buffer_append(&maker->positions, &all[i].position, sizeof all[i].position);
        if (i > 0 && all[i].form == all[i - 1].form)
            continue;
        const struct string_entry *form = &maker->inverter.words->forms.entries[all[i].form];
        mrg_text text = {(const char *)key->bytes + 1, key->size - 1};
        glass_term_of_form(&term, field, text, (mrg_text){form->data, form->size});
        status = xc_document_add_boolean_term(document, glass_text(&term), error);
    }
    if (status == MRG_OK && maker->positions.failed)
        status = fail_memory(error);
    if (status != MRG_OK)
        return status;
    glass_term_of_key(&term, key);
    return xc_document_add_positions(document, glass_text(&term),
                                     (const uint32_t *)(const void *)maker->positions.data, count,
                                     1, error);
}

static mrg_status add_term(struct document_maker *maker, xc_document *document,
                           const struct occurrence *all, size_t count, mrg_error *error)
{
    const struct string_entry *entry = &maker->inverter.words->terms.entries[all[0].term];
    enum key_field field = (enum key_field)entry->scope;
    struct term_key key;
    struct glass_term term;
    term_key_make(&key, field, (mrg_text){entry->data, entry->size});
    if (field_has_positions(field))
        return add_text_term(maker, document, &key, all, count, error);
    glass_term_of_key(&term, &key);
    return xc_document_add_boolean_term(document, glass_text(&term), error);
}

static mrg_status add_terms(struct document_maker *maker, xc_document *document, mrg_error *error)
{
    size_t count = 0;
    const struct occurrence *all = gather(maker, &count);
    mrg_status status = maker->occurrences.failed ? fail_memory(error) : MRG_OK;
    for (size_t from = 0, to; from < count && status == MRG_OK; from = to) {
        for (to = from + 1; to < count && all[to].term == all[from].term;)
            to++;
        status = add_term(maker, document, all + from, to - from, error);
    }
    return status;
}

/* ---- values ---- */

static mrg_status add_facets(xc_document *document, const mrg_article *article, mrg_error *error)
{
    mrg_status status = MRG_OK;
    for (unsigned f = 0; f < FACET_COUNT; f++) {
        mrg_text single;
        mrg_texts values = facet_values((enum facet)f, article, &single);
        for (size_t i = 0; i < values.count && status == MRG_OK; i++) {
            struct glass_term term;
            if (values.items[i].size == 0)
                continue;
            glass_term_of_value(&term, (enum facet)f, values.items[i]);
            status = xc_document_add_boolean_term(document, glass_text(&term), error);
        }
    }
    return status;
}

static mrg_status add_time(xc_document *document, xc_slot slot, mrg_time time, mrg_error *error)
{
    return time != MRG_NO_TIME ? xc_document_set_number(document, slot, (double)time, error)
                               : MRG_OK;
}

static mrg_status add_values(xc_document *document, const mrg_article *article,
                             const struct inverted_article *about, mrg_error *error)
{
    uint8_t fingerprint[8];
    for (unsigned i = 0; i < sizeof fingerprint; i++)
        fingerprint[i] = (uint8_t)(about->fingerprint >> (56 - 8 * i));
    mrg_status status = add_time(document, SLOT_PUBLISHED, article->published, error);
    if (status == MRG_OK)
        status =
            article->published != MRG_NO_TIME
                ? add_time(document, SLOT_OLDEST, article->published, error)
                : xc_document_set_value(document, SLOT_OLDEST, (mrg_text){GLASS_UNDATED, 1}, error);
    if (status == MRG_OK)
        status = add_time(document, SLOT_UPDATED, article->updated, error);
    if (status == MRG_OK)
        status = add_time(document, SLOT_EMBARGO, article->embargo, error);
    if (status == MRG_OK)
        status = xc_document_set_number(document, SLOT_WORDS, (double)about->words, error);
    if (status == MRG_OK)
        status =
            xc_document_set_value(document, SLOT_FINGERPRINT,
                                  (mrg_text){(const char *)fingerprint, sizeof fingerprint}, error);
    return status;
}

mrg_status document_make(struct document_maker *maker, const mrg_article *article, mrg_text record,
                         language_id language, size_t memory, xc_document **document,
                         mrg_error *error)
{
    struct inverted_article about;
    *document = NULL;
    inverter_clear(&maker->inverter, memory);
    mrg_status status = inverter_add(&maker->inverter, article, language, &about, error);
    if (status == MRG_OK)
        status = xc_document_new(document, error);
    if (status == MRG_OK)
        status = xc_document_set_data(*document, record, error);
    if (status == MRG_OK)
        status = add_terms(maker, *document, error);
    if (status == MRG_OK)
        status = add_facets(*document, article, error);
    if (status == MRG_OK)
        status = add_values(*document, article, &about, error);
    if (status != MRG_OK) {
        xc_document_free(*document);
        *document = NULL;
    }
    return status;
}
