#include "indexer/repair/compare.h"
#include "common/base/error.h"
#include "common/segment/posting_cursor.h"
#include "common/segment/term_key.h"
#include "common/segment/written_forms.h"

#include <stdarg.h>
#include <stdio.h>

void deep_say(struct deep_check *deep, const void *at, const char *format, ...)
{
    char what[256];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(what, sizeof what, format, arguments);
    va_end(arguments);
    findings_at(deep->findings, &deep->segment->file, at, what);
    deep->told++;
}

/* A term of the batch against its list. */
struct term_compare {
    struct deep_check *deep;
    const struct string_entry *term; /* scope: field */
    struct term_entry entry;         /* what the dictionary says */
    struct posting_cursor cursor;
    bool has_positions; /* of the field */
    uint32_t end;       /* the batch's articles lie before it */
};

static void say_term(struct term_compare *compare, uint32_t article, const char *what)
{
    const void *at = compare->entry.postings;
    if (at == NULL)
        at = compare->deep->segment->file.sections[SECTION_TERMS].data;
    deep_say(compare->deep, at, "article %u, term \"%.*s\" of field %u: %s", article,
             compare->term->size < 64 ? (int)compare->term->size : 64, compare->term->data,
             compare->term->scope, what);
}

/* ---- written forms ---- */

/* The table of the term's forms as texts. */
static bool load_forms(struct term_compare *compare)
{
    struct deep_check *deep = compare->deep;
    struct written_forms forms;
    arena_clear(&deep->arena);
    buffer_clear(&deep->forms);
    if (!written_forms_open(&forms, (mrg_text){compare->term->data, compare->term->size},
                            compare->entry.forms, compare->entry.forms_size))
        return true; /* then no form is known, and that shows */
    while (written_forms_next(&forms)) {
        mrg_text form = {arena_copy(&deep->arena, forms.form, forms.size), forms.size};
        buffer_append(&deep->forms, &form, sizeof form);
    }
    return !deep->arena.failed && !deep->forms.failed;
}

/* Whether the form with this ordinal is form number `expected` of the batch. A table that is full has no
 * room for all forms. */
static bool is_form(const struct term_compare *compare, uint32_t ordinal, uint32_t expected)
{
    const struct deep_check *deep = compare->deep;
    const struct string_entry *form = &deep->batch.inverter.words->forms.entries[expected];
    size_t count = deep->forms.size / sizeof(mrg_text);
    if (ordinal == FORM_OTHER)
        return count >= FORMS_MAX - 1;
    const mrg_text *texts = (const mrg_text *)(const void *)deep->forms.data;
    return ordinal < count && texts[ordinal].size == form->size &&
           memcmp(texts[ordinal].data, form->data, form->size) == 0;
}

/* ---- one posting ---- */

/* The posting that the cursor stands at against occurrences [from, to) of the same article. */
static void compare_posting(struct term_compare *compare, const struct batch_occurrence *from,
                            const struct batch_occurrence *to)
{
    const uint32_t *positions, *ordinals;
    if (!compare->has_positions)
        return;
    uint32_t expected = (uint32_t)(to - from);
    if (posting_cursor_frequency(&compare->cursor) != expected) {
        say_term(compare, from->article, "how often it stands there");
        return;
    }
    uint32_t count = posting_cursor_occurrences(&compare->cursor, &positions, &ordinals);
    for (uint32_t i = 0; i < count; i++) {
        bool is_place = positions[i] == from[i].position;
        if (is_place && is_form(compare, ordinals[i], from[i].form))
            continue;
        say_term(compare, from->article, is_place ? "its written form" : "its position");
        return;
    }
}

/* ---- one list ---- */

static const struct batch_occurrence *next_article(const struct batch_occurrence *from,
                                                   const struct batch_occurrence *end)
{
    const struct batch_occurrence *next = from;
    while (next < end && next->article == from->article)
        next++;
    return next;
}

/* Walk down both sides at once. */
static void compare_list(struct term_compare *compare, const struct batch_occurrence *from,
                         const struct batch_occurrence *to)
{
    struct posting_cursor *cursor = &compare->cursor;
    uint32_t article = posting_cursor_advance(cursor, compare->deep->first);
    while (from < to || article < compare->end) {
        uint32_t expected = from < to ? from->article : ARTICLE_NONE;
        const struct batch_occurrence *next = next_article(from, to);
        if (article > expected)
            say_term(compare, expected, "is not in its list");
        else if (article < expected)
            say_term(compare, article, "is in its list, not in the article");
        else
            compare_posting(compare, from, next);
        bool was_there = article <= expected;
        if (expected <= article)
            from = next;
        if (was_there) {
            compare->deep->seen++;
            article = posting_cursor_next(cursor);
        }
    }
}

static mrg_status compare_term(struct deep_check *deep, uint32_t number, uint32_t end,
                               mrg_error *error)
{
    const struct batch *batch = &deep->batch;
    const struct segment *segment = deep->segment;
    struct term_compare compare = {
        .deep = deep, .term = &batch->inverter.words->terms.entries[number], .end = end};
    const struct batch_occurrence *from = batch->occurrences + batch->first[number];
    struct term_key key;
    bool found = false;
    enum key_field field = (enum key_field)compare.term->scope;
    term_key_make(&key, field, (mrg_text){compare.term->data, compare.term->size});
    mrg_status status =
        dictionary_find(&segment->dictionary, key.bytes, key.size, &compare.entry, &found, error);
    if (status != MRG_OK)
        return status;
    if (!found) {
        compare.entry.postings = NULL;
        say_term(&compare, from->article, "is not in the dictionary");
        return MRG_OK;
    }
    compare.has_positions = field_has_positions(field);
    if (compare.has_positions && !load_forms(&compare))
        return fail_memory(error);
    status = posting_cursor_open(&compare.cursor, &segment->file, &compare.entry,
                                 segment->meta.articles, &deep->damage);
    if (status == MRG_OK)
        compare_list(&compare, from, batch->occurrences + batch->first[number + 1]);
    posting_cursor_close(&compare.cursor);
    if (deep->damage.status != MRG_OK && error != NULL)
        *error = deep->damage;
    return deep->damage.status;
}

mrg_status compare_batch(struct deep_check *deep, uint32_t end, mrg_error *error)
{
    mrg_status status = MRG_OK;
    uint64_t told = deep->told;
    for (uint32_t i = 0; i < deep->batch.order_count && status == MRG_OK; i++) {
        status = compare_term(deep, deep->batch.order[i], end, error);
        if (deep->told - told >= 100)
            break;
    }
    return status;
}
