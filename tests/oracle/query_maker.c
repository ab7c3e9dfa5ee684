#include "tests/oracle/query_maker.h"

#include "tests/cmocka_all.h"
#include "tests/oracle/article_maker.h"

#include <string.h>
#include <time.h>

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

/* ---- patterns ---- */

static size_t character_size(const struct string_entry *word, size_t at)
{
    size_t size = 1;
    while (at + size < word->size && ((unsigned char)word->data[at + size] & 0xC0) == 0x80)
        size++;
    return size;
}

/* Where a random character of the word begins, bytes. */
static size_t any_character(struct query_maker *maker, const struct string_entry *word)
{
    size_t at = below(maker, word->size);
    while (at > 0 && ((unsigned char)word->data[at] & 0xC0) == 0x80)
        at--;
    return at;
}

/* The word with a character or a stretch of it as a wildcard. */
static void append_wildcard(struct query_maker *maker, const struct string_entry *word)
{
    size_t from = any_character(maker, word), end = word->size;
    unsigned choice = below(maker, 5);
    if (choice == 0) {
        end = from + character_size(word, from);
    } else if (choice == 1) {
        end = from;
        from = 0;
    } else if (choice == 2) {
        end = any_character(maker, word);
        end = end > from ? end : from;
    }
    buffer_append(&maker->text, word->data, from);
    append(maker, choice == 0 ? "?" : "*");
    buffer_append(&maker->text, word->data + end, word->size - end);
}

/* The word with a slip in it, or as it is. */
static void append_fuzzy(struct query_maker *maker, const struct string_entry *word)
{
    size_t at = any_character(maker, word), end = at + character_size(word, at);
    unsigned choice = below(maker, 4);
    buffer_append(&maker->text, word->data, choice == 0 ? word->size : at);
    if (choice == 1 || choice == 2)
        append(maker, choice == 1 ? "" : "e");
    else if (choice == 3)
        append(maker, "x");
    if (choice > 0) {
        size_t from = choice == 2 ? at : end;
        buffer_append(&maker->text, word->data + from, word->size - from);
    }
    append(maker, "~");
}

static void append_pattern(struct query_maker *maker, enum query_field field)
{
    const struct reference_article *article;
    const struct occurrence *it = any_occurrence(maker, field, &article);
    if (it == NULL)
        append(maker, below(maker, 2) == 0 ? "zz*" : "zzyzx~");
    else if (below(maker, 3) == 0)
        append_fuzzy(maker, &maker->reference->forms.entries[it->form]);
    else
        append_wildcard(maker, &maker->reference->forms.entries[it->form]);
}

/* ---- phrases ---- */

static void append_quotes(struct query_maker *maker, unsigned style, bool is_open)
{
    static const char *const quotes[][2] = {
        {"\"", "\""}, {"\xE2\x80\x9C", "\xE2\x80\x9D"}, {"\xC2\xAB", "\xC2\xBB"}};
    append(maker, quotes[style][is_open ? 0 : 1]);
}

/* Words as they stand in a row somewhere, now and then not quite. */
static void append_phrase(struct query_maker *maker, enum query_field field)
{
    const struct reference_article *article = NULL;
    const struct occurrence *first = any_occurrence(maker, field, &article);
    unsigned words = 1 + below(maker, PHRASE_WORDS_MAX);
    unsigned style = below(maker, 8) < 6 ? 0 : 1 + below(maker, 2);
    append_quotes(maker, style, true);
    for (unsigned i = 0; i < words; i++) {
        uint32_t form =
            first == NULL ? STRING_NONE : form_at(maker, article, field, first->position + i);
        append(maker, i == 0 ? "" : " ");
        if (form == STRING_NONE || below(maker, 12) == 0)
            append_word(maker, field);
        else
            append_form(maker, form);
    }
    append_quotes(maker, style, false);
}

/* ---- leaves ---- */

static void append_compound(struct query_maker *maker)
{
    static const char *const joints[] = {"-", "-", "-", ".", "/"};
    append_word(maker, IN_TEXT);
    append(maker, joints[below(maker, COUNT_OF(joints))]);
    append_word(maker, IN_TEXT);
}

/* The beginning of the value's first word. */
static void append_beginning(struct query_maker *maker, const struct string_entry *value)
{
    size_t size = value->size;
    const char *space = memchr(value->data, ' ', size);
    struct string_entry word = {.data = value->data,
                                .size = space != NULL ? (uint32_t)(space - value->data)
                                                      : (uint32_t)size};
    buffer_append(&maker->text, word.data, word.size > 0 ? any_character(maker, &word) : 0);
    append(maker, "*");
}

static void append_value(struct query_maker *maker, const struct string_entry *value)
{
    append(maker, "\"");
    buffer_append(&maker->text, value->data, value->size);
    append(maker, "\"");
}

static void append_keyword(struct query_maker *maker)
{
    static const struct {
        const char *name;
        enum query_field field;
    } fields[] = {{"source:", IN_SOURCE}, {"section:", IN_SECTION}, {"place:", IN_PLACE},
                  {"topic:", IN_TOPIC},   {"person:", IN_PERSON},   {"org:", IN_ORG},
                  {"lang:", IN_LANGUAGE}, {"id:", IN_ID},           {"file:", IN_FILE}};
    unsigned choice = below(maker, COUNT_OF(fields));
    const struct reference_article *article;
    const struct occurrence *it = any_occurrence(maker, fields[choice].field, &article);
    append(maker, fields[choice].name);
    if (it == NULL)
        append(maker, "nowhere");
    else if (maker->has_patterns && below(maker, 3) == 0)
        append_beginning(maker, &maker->reference->terms.entries[it->term]);
    else
        append_value(maker, &maker->reference->terms.entries[it->term]);
}

/* A day on which an article appeared, or any of four months. */
static void append_day(struct query_maker *maker)
{
    const struct reference_article *article = any_article(maker);
    time_t seconds = (time_t)article->published;
    struct tm day;
    if (below(maker, 2) == 0 && article->published != MRG_NO_TIME &&
        gmtime_r(&seconds, &day) != NULL)
        buffer_append_format(&maker->text, "%04d-%02d-%02d", day.tm_year + 1900, day.tm_mon + 1,
                             day.tm_mday);
    else
        buffer_append_format(&maker->text, "2001-%02u-%02u", 1 + below(maker, 4),
                             1 + below(maker, 28));
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
    unsigned choice = below(maker, 8);
    if (choice < 2)
        append_phrase(maker, field);
    else if (choice == 2 && maker->has_patterns)
        append_pattern(maker, field);
    else
        append_word(maker, field);
}

/* A field that applies to all in its brackets. */
static void append_group(struct query_maker *maker)
{
    static const char *const fields[] = {"headline:(", "title:(", "by:(", "byline:("};
    unsigned choice = below(maker, COUNT_OF(fields));
    enum query_field field = choice < 2 ? IN_HEADLINE : IN_BYLINE;
    append(maker, fields[choice]);
    append_word(maker, field);
    append(maker, below(maker, 2) == 0 ? " OR " : " ");
    append_word(maker, field);
    append(maker, below(maker, 3) == 0 ? ") NOT =" : ") OR ");
    append_word(maker, IN_TEXT);
}

static void append_leaf(struct query_maker *maker)
{
    unsigned choice = below(maker, 41);
    if (choice < 5 && maker->has_patterns) {
        append_pattern(maker, IN_TEXT);
    } else if (choice < 20) {
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
    } else if (choice < 40) {
        append_compound(maker);
    } else {
        append_group(maker);
    }
}

/* ---- trees ---- */

static void append_neighbour(struct query_maker *maker)
{
    unsigned choice = below(maker, 12);
    if (choice < 2 && maker->has_patterns) {
        append_pattern(maker, IN_TEXT);
    } else if (choice < 7) {
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
    static const char *const names[] = {"NEAR", "NEAR", "W", "PRE", "PRE", "NEAR"};
    const char *name = names[below(maker, COUNT_OF(names))];
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
