#include "tests/oracle/reference.h"

#include "common/text/tokenizer.h"
#include "tests/cmocka_all.h"

#include <stdlib.h>

void reference_init(struct reference *reference, const char *language)
{
    *reference = (struct reference){.analyzer = analyzer_new()};
    assert_non_null(reference->analyzer);
    assert_true(string_table_init(&reference->terms));
    assert_true(string_table_init(&reference->forms));
    assert_true(string_table_init(&reference->ids));
    reference->language = language_find((mrg_text){language, strlen(language)});
}

void reference_free(struct reference *reference)
{
    for (size_t i = 0; i < reference->article_count; i++) {
        free(reference->articles[i].id);
        free(reference->articles[i].occurrences);
    }
    free(reference->articles);
    free(reference->document_frequency);
    string_table_free(&reference->terms);
    string_table_free(&reference->forms);
    string_table_free(&reference->ids);
    buffer_free(&reference->by_id);
    analyzer_free(reference->analyzer);
    *reference = (struct reference){.analyzer = NULL};
}

/* ---- analysing an article ---- */

/* An article being read. */
struct reading_article {
    struct reference *reference;
    struct buffer occurrences; /* struct occurrence */
    language_id language;
    size_t length; /* scored occurrences so far */
};

static void add_occurrence(struct reading_article *reading, enum query_field field, mrg_text term,
                           uint32_t position, uint32_t form)
{
    uint32_t number =
        string_table_add(&reading->reference->terms, field, term.data, term.size, NULL);
    assert_true(number != STRING_NONE);
    struct occurrence occurrence = {number, position, form};
    buffer_append(&reading->occurrences, &occurrence, sizeof occurrence);
}

static uint32_t number_of_form(struct reference *reference, mrg_text form)
{
    struct buffer clean = BUFFER_INIT;
    assert_int_equal(analyzer_clean_form(reference->analyzer, form, &clean, NULL), MRG_OK);
    uint32_t number = string_table_add(&reference->forms, 0, clean.data, clean.size, NULL);
    assert_true(number != STRING_NONE);
    buffer_free(&clean);
    return number;
}

/* The words of `text`, the first at `base` + 1; returns the position of the last, `base` when there
 * are none. */
static uint32_t read_text(struct reading_article *reading, enum query_field field, mrg_text text,
                          uint32_t base)
{
    struct tokenizer tokenizer;
    struct token token;
    uint32_t last = base;
    tokenizer_init(&tokenizer, text, base);
    while (tokenizer_next(&tokenizer, &token)) {
        char term[TERM_SIZE_MAX];
        size_t size = 0;
        assert_int_equal(analyzer_term(reading->reference->analyzer, reading->language, token.form,
                                       term, &size, NULL),
                         MRG_OK);
        add_occurrence(reading, field, (mrg_text){term, size}, token.position,
                       number_of_form(reading->reference, token.form));
        last = token.position > last ? token.position : last;
        reading->length++;
    }
    return last;
}

/* As read_text, `base` being the position of the last word of what went before. An empty text takes
 * no place. */
static uint32_t read_behind_gap(struct reading_article *reading, mrg_text text, uint32_t base)
{
    return text.size == 0 ? base : read_text(reading, IN_TEXT, text, base + POSITION_GAP);
}

static void read_value(struct reading_article *reading, enum query_field field, mrg_text value)
{
    struct buffer folded = BUFFER_INIT;
    assert_int_equal(analyzer_fold_keyword(reading->reference->analyzer, value, &folded, NULL),
                     MRG_OK);
    const char *bytes = (const char *)folded.data;
    if (folded.size > 0)
        add_occurrence(reading, field, (mrg_text){bytes, folded.size}, 0, STRING_NONE);
    bool has_words = folded.size > 0 && memchr(bytes, ' ', folded.size) != NULL;
    for (size_t start = 0, i = 0; has_words && i <= folded.size; i++) {
        if (i < folded.size && bytes[i] != ' ')
            continue;
        if (i > start)
            add_occurrence(reading, field, (mrg_text){bytes + start, i - start}, 0, STRING_NONE);
        start = i + 1;
    }
    buffer_free(&folded);
}

static void read_values(struct reading_article *reading, enum query_field field, mrg_texts values)
{
    for (size_t i = 0; i < values.count; i++)
        read_value(reading, field, values.items[i]);
}

static void read_keywords(struct reading_article *reading, const mrg_article *article)
{
    add_occurrence(reading, IN_ID, article->id, 0, STRING_NONE);
    if (article->file.size > 0)
        add_occurrence(reading, IN_FILE, article->file, 0, STRING_NONE);
    read_value(reading, IN_SOURCE, article->source);
    read_value(reading, IN_SECTION, article->section);
    read_value(reading, IN_PLACE, article->place);
    read_values(reading, IN_TOPIC, article->topics);
    read_values(reading, IN_PERSON, article->people);
    read_values(reading, IN_ORG, article->organisations);
    const char *code = language_code(reading->language);
    if (code[0] != '\0')
        add_occurrence(reading, IN_LANGUAGE, (mrg_text){code, strlen(code)}, 0, STRING_NONE);
}

static void read_article(struct reading_article *reading, const mrg_article *article)
{
    uint32_t last = read_text(reading, IN_TEXT, article->headline, 0);
    last = read_behind_gap(reading, article->deck, last);
    last = read_behind_gap(reading, article->body, last);
    for (size_t i = 0; i < article->captions.count; i++)
        last = read_behind_gap(reading, article->captions.items[i], last);
    read_text(reading, IN_HEADLINE, article->headline, 0);
    read_text(reading, IN_BYLINE, article->byline, 0);
    read_keywords(reading, article);
}

static int compare_occurrences(const void *a, const void *b)
{
    const struct occurrence *x = a, *y = b;
    if (x->term != y->term)
        return x->term < y->term ? -1 : 1;
    return x->position < y->position ? -1 : x->position > y->position;
}

/* ---- the archive ---- */

/* Where the number of the living article with this id is kept; NULL when it was never seen. */
static size_t *place_of_id(const struct reference *reference, mrg_text id)
{
    uint32_t number = string_table_find(&reference->ids, 0, id.data, id.size);
    return number == STRING_NONE ? NULL : (size_t *)(void *)reference->by_id.data + number;
}

size_t reference_find(const struct reference *reference, mrg_text id)
{
    const size_t *place = place_of_id(reference, id);
    return place == NULL ? SIZE_MAX : *place;
}

bool reference_remove(struct reference *reference, mrg_text id)
{
    size_t *place = place_of_id(reference, id);
    if (place == NULL || *place == SIZE_MAX)
        return false;
    reference->articles[*place].is_dead = true;
    *place = SIZE_MAX;
    return true;
}

static void note_id(struct reference *reference, mrg_text id, size_t article)
{
    bool is_new = false;
    assert_true(string_table_add(&reference->ids, 0, id.data, id.size, &is_new) != STRING_NONE);
    if (is_new)
        buffer_append(&reference->by_id, &article, sizeof article);
    assert_false(reference->by_id.failed);
    *place_of_id(reference, id) = article;
}

static struct reference_article *new_article(struct reference *reference)
{
    if (reference->article_count == reference->article_capacity) {
        reference->article_capacity = 2 * reference->article_capacity + 64;
        reference->articles =
            realloc(reference->articles, reference->article_capacity * sizeof *reference->articles);
        assert_non_null(reference->articles);
    }
    return &reference->articles[reference->article_count++];
}

void reference_add(struct reference *reference, const mrg_article *article)
{
    struct reading_article reading = {.reference = reference, .language = reference->language};
    if (article->language.size > 0)
        reading.language = language_find(article->language);
    reference_remove(reference, article->id);
    read_article(&reading, article);
    assert_false(reading.occurrences.failed);
    size_t count = reading.occurrences.size / sizeof(struct occurrence);
    qsort(reading.occurrences.data, count, sizeof(struct occurrence), compare_occurrences);
    struct reference_article *added = new_article(reference);
    *added = (struct reference_article){.id = malloc(article->id.size),
                                        .id_size = article->id.size,
                                        .occurrences = (void *)reading.occurrences.data,
                                        .occurrence_count = count,
                                        .length = reading.length,
                                        .published = article->published,
                                        .embargo = article->embargo};
    assert_non_null(added->id);
    memcpy(added->id, article->id.data, article->id.size);
    note_id(reference, article->id, reference->article_count - 1);
}

static void count_article(struct reference *reference, const struct reference_article *article)
{
    for (size_t i = 0; i < article->occurrence_count; i++)
        if (i == 0 || article->occurrences[i].term != article->occurrences[i - 1].term)
            reference->document_frequency[article->occurrences[i].term]++;
}

void reference_settle(struct reference *reference)
{
    size_t total = 0;
    reference->live = 0;
    free(reference->document_frequency);
    reference->document_frequency = calloc(reference->terms.count + 1, sizeof(size_t));
    assert_non_null(reference->document_frequency);
    for (size_t i = 0; i < reference->article_count; i++) {
        const struct reference_article *article = &reference->articles[i];
        if (article->is_dead)
            continue;
        reference->live++;
        total += article->length;
        count_article(reference, article);
    }
    reference->mean_length = reference->live > 0 ? (double)total / (double)reference->live : 0;
}

const struct occurrence *reference_occurrences(const struct reference_article *article,
                                               uint32_t term, size_t *count)
{
    const struct occurrence *all = article->occurrences;
    size_t low = 0, high = article->occurrence_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (all[middle].term < term)
            low = middle + 1;
        else
            high = middle;
    }
    *count = 0;
    while (low + *count < article->occurrence_count && all[low + *count].term == term)
        ++*count;
    return *count > 0 ? &all[low] : NULL;
}
