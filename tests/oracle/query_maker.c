#include "tests/oracle/query_maker.h"

#include "tests/cmocka_all.h"
#include "tests/oracle/article_maker.h"

#include <string.h>

enum { DEPTH_MAX = 3, PHRASE_WORDS_MAX = 4 };

#define COUNT_OF(array) ((unsigned)(sizeof(array) / sizeof *(array)))

static void append(struct query_maker *maker, const char *string)
{
    buffer_append_string(&maker->text, string);
}

static unsigned below(struct query_maker *maker, size_t bound)
{
    return random_below(&maker->random, bound);
}

/* ---- words from the archive ---- */

static const struct reference_article *any_article(struct query_maker *maker)
{
    const struct reference *reference = maker->reference;
    return &reference->articles[below(maker, reference->article_count)];
}

static enum query_field field_of(const struct query_maker *maker, const struct occurrence *it)
{
    return (enum query_field)maker->reference->terms.entries[it->term].scope;
}

/* Any occurrence in `field` of any article; NULL when a few tries found none. */
static const struct occurrence *any_occurrence(struct query_maker *maker, enum query_field field,
                                               const struct reference_article **article)
{
    for (unsigned tries = 0; tries < 300; tries++) {
        *article = any_article(maker);
        if ((*article)->occurrence_count == 0)
            continue;
        const struct occurrence *it =
            &(*article)->occurrences[below(maker, (*article)->occurrence_count)];
        if (field_of(maker, it) == field)
            return it;
    }
    return NULL;
}

static void append_form(struct query_maker *maker, uint32_t form)
{
    const struct string_entry *entry = &maker->reference->forms.entries[form];
    buffer_append(&maker->text, entry->data, entry->size);
}

/* The form at `position` of the field; STRING_NONE behind its end. */
static uint32_t form_at(const struct query_maker *maker, const struct reference_article *article,
                        enum query_field field, uint32_t position)
{
    for (size_t i = 0; i < article->occurrence_count; i++) {
        const struct occurrence *it = &article->occurrences[i];
        if (it->position == position && field_of(maker, it) == field)
            return it->form;
    }
    return STRING_NONE;
}

/* As often as it stands in the archive, or any form, or one that stands nowhere. */
static void append_word(struct query_maker *maker, enum query_field field)
{
    const struct reference_article *article;
    unsigned choice = below(maker, 20);
    const struct occurrence *it = choice < 14 ? any_occurrence(maker, field, &article) : NULL;
    if (it != NULL)
        append_form(maker, it->form);
    else if (choice < 19 && maker->reference->forms.count > 0)
        append_form(maker, below(maker, maker->reference->forms.count));
    else
        append(maker, "zzyzx");
}

/* Words as they stand in a row somewhere, now and then not quite. */
static void append_phrase(struct query_maker *maker, enum query_field field)
{
    const struct reference_article *article = NULL;
    const struct occurrence *first = any_occurrence(maker, field, &article);
    unsigned words = 1 + below(maker, PHRASE_WORDS_MAX);
    append(maker, "\"");
    for (unsigned i = 0; i < words; i++) {
        uint32_t form =
            first == NULL ? STRING_NONE : form_at(maker, article, field, first->position + i);
        append(maker, i == 0 ? "" : " ");
        if (form == STRING_NONE || below(maker, 12) == 0)
            append_word(maker, field);
        else
            append_form(maker, form);
    }
    append(maker, "\"");
}

/* ---- leaves ---- */

static void append_compound(struct query_maker *maker)
{
    static const char *const joints[] = {"-", "-", "-", ".", "/"};
    append_word(maker, IN_TEXT);
    append(maker, joints[below(maker, COUNT_OF(joints))]);
    append_word(maker, IN_TEXT);
}

static void append_keyword(struct query_maker *maker)
{
    static const struct {
        const char *name;
        enum query_field field;
    } fields[] = {{"source:", IN_SOURCE}, {"section:", IN_SECTION},
                  {"place:", IN_PLACE},   {"topic:", IN_TOPIC},
                  {"person:", IN_PERSON}, {"org:", IN_ORG},
                  {"lang:", IN_LANGUAGE}, {"id:", IN_ID}};
    unsigned choice = below(maker, COUNT_OF(fields));
    const struct reference_article *article;
    const struct occurrence *it = any_occurrence(maker, fields[choice].field, &article);
    append(maker, fields[choice].name);
    append(maker, "\"");
    if (it != NULL) {
        const struct string_entry *value = &maker->reference->terms.entries[it->term];
        buffer_append(&maker->text, value->data, value->size);
    } else {
        append(maker, "nowhere");
    }
    append(maker, "\"");
}

static void append_day(struct query_maker *maker)
{
    /* Days of four months: not every date is one. */
    buffer_append_format(&maker->text, "2001-%02u-%02u", 1 + below(maker, 4), 1 + below(maker, 28));
}

static void append_date(struct query_maker *maker)
{
    static const char *const relations[] = {"since:", "until:", "before:", "after:", "date:2001-0"};
    unsigned choice = below(maker, 8);
    if (choice < 4) {
        append(maker, relations[choice]);
        append_day(maker);
    } else if (choice == 4) {
        append(maker, relations[choice]);
        buffer_append_format(&maker->text, "%u", 1 + below(maker, 5));
    } else {
        append(maker, "date:");
        append_day(maker);
        append(maker, "..");
        append_day(maker);
    }
}

static void append_in_field(struct query_maker *maker)
{
    bool is_headline = below(maker, 2) == 0;
    enum query_field field = is_headline ? IN_HEADLINE : IN_BYLINE;
    append(maker, is_headline ? "headline:" : "by:");
    append(maker, below(maker, 6) == 0 ? "=" : "");
    if (below(maker, 4) == 0)
        append_phrase(maker, field);
    else
        append_word(maker, field);
}

static void append_leaf(struct query_maker *maker)
{
    unsigned choice = below(maker, 40);
    if (choice < 20) {
        append_word(maker, IN_TEXT);
    } else if (choice < 25) {
        append_phrase(maker, IN_TEXT);
    } else if (choice < 28) {
        append(maker, "=");
        append_word(maker, IN_TEXT);
    } else if (choice < 30) {
        append(maker, "=");
        append_phrase(maker, IN_TEXT);
    } else if (choice < 34) {
        append_in_field(maker);
    } else if (choice < 36) {
        append_keyword(maker);
    } else if (choice < 38) {
        append_date(maker);
    } else {
        append_compound(maker);
    }
}

/* ---- trees ---- */

static void append_neighbour(struct query_maker *maker)
{
    unsigned choice = below(maker, 12);
    if (choice < 7) {
        append_word(maker, IN_TEXT);
    } else if (choice < 9) {
        append_phrase(maker, IN_TEXT);
    } else if (choice < 10) {
        append(maker, "=");
        append_word(maker, IN_TEXT);
    } else {
        append(maker, "(");
        append_word(maker, IN_TEXT);
        append(maker, " OR ");
        if (below(maker, 2) == 0)
            append_phrase(maker, IN_TEXT);
        else
            append_word(maker, IN_TEXT);
        append(maker, ")");
    }
}

static void append_near(struct query_maker *maker)
{
    const char *name = below(maker, 3) == 0 ? "PRE" : "NEAR";
    unsigned distance = 1 + below(maker, below(maker, 2) == 0 ? 3 : 30);
    unsigned count = 2 + (below(maker, 4) == 0);
    for (unsigned i = 0; i < count; i++) {
        if (i > 0)
            buffer_append_format(&maker->text, " %s/%u ", name, distance);
        append_neighbour(maker);
    }
}

static void append_tree(struct query_maker *maker, unsigned depth);

static void append_joined(struct query_maker *maker, unsigned depth)
{
    static const char *const operators[] = {" ", " ", " AND ", " OR ", " OR ", " NOT ", " -"};
    const char *operator= operators[below(maker, COUNT_OF(operators))];
    unsigned count = 2 + below(maker, 10) / 4;
    for (unsigned i = 0; i < count; i++) {
        append(maker, i > 0 ? operator: "");
        if (below(maker, 4) > 0 || depth == DEPTH_MAX) {
            append_leaf(maker);
            continue;
        }
        append(maker, "(");
        append_tree(maker, depth + 1);
        append(maker, ")");
    }
}

static void append_tree(struct query_maker *maker, unsigned depth)
{
    unsigned choice = below(maker, 20);
    if (choice < 4)
        append_leaf(maker);
    else if (choice < 7)
        append_near(maker);
    else
        append_joined(maker, depth);
}

mrg_text query_maker_next(struct query_maker *maker)
{
    buffer_clear(&maker->text);
    append_tree(maker, 0);
    if (below(maker, 50) == 0)
        append(maker, " *");
    assert_false(maker->text.failed);
    return (mrg_text){(const char *)maker->text.data, maker->text.size};
}
