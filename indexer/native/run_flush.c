/* The sort is one counting sort: the number of occurrences of each term is known after one pass over
 * the stream, so a second pass can put every occurrence straight where it belongs. Occurrences come in
 * order of article and position and each term's place fills from its front, so the order stays. Words
 * follow Zipf's law: most writes go to the same few thousand places, which stay in the cache. */
#include "indexer/native/run_flush.h"
#include "common/base/error.h"
#include "common/segment/written_forms.h"

#include <stdlib.h>
#include <sys/mman.h>

/* An occurrence: article << 42 | position << 16 | ordinal of the written form. */
enum { ARTICLE_SHIFT = 42, POSITION_SHIFT = 16, HUGE_PAGE = 2 << 20 };

/* What the second pass needs of a form, in one cache access. */
struct form_place {
    uint32_t term;
    uint32_t ordinal; /* among the term's forms, most frequent first */
};

struct run_sort {
    const struct inverter *inverter; /* borrowed */
    uint32_t *form_counts;           /* occurrences per form */
    struct form_place *places;       /* per form */
    uint32_t *term_forms;            /* forms by term, most frequent first */
    uint32_t *first_form;  /* per term: where its forms begin there; one more at the end */
    uint64_t *next;        /* per term: where its next occurrence goes; at last, behind */
    uint64_t *occurrences; /* sorted */
    uint32_t *order;       /* terms that occur, by key */
    uint32_t order_count;
};

static void release(struct run_sort *sort)
{
    free(sort->form_counts);
    free(sort->places);
    free(sort->term_forms);
    free(sort->first_form);
    free(sort->next);
    free(sort->occurrences);
    free(sort->order);
}

static uint64_t stream_end(const struct inverter *inverter, uint32_t article)
{
    return article + 1 < inverter->article_count ? inverter->articles[article + 1].stream_start
                                                 : inverter->stream_size;
}

/* ---- first pass: counts ---- */

static void count_forms(struct run_sort *sort)
{
    const struct inverter *inverter = sort->inverter;
    for (uint32_t a = 0; a < inverter->article_count; a++) {
        if (inverter->articles[a].is_dead)
            continue;
        uint64_t end = stream_end(inverter, a);
        for (uint64_t i = inverter->articles[a].stream_start; i < end; i++)
            if (inverter->stream[i] < STREAM_SET)
                sort->form_counts[inverter->stream[i]]++;
    }
}

/* ---- forms and terms in order ---- */

static void group_forms(struct run_sort *sort)
{
    const struct inverter *inverter = sort->inverter;
    uint32_t forms = inverter->forms.count, terms = inverter->terms.count;
    for (uint32_t f = 0; f < forms; f++)
        sort->first_form[inverter->forms.entries[f].scope + 1]++;
    for (uint32_t t = 0; t < terms; t++)
        sort->first_form[t + 1] += sort->first_form[t];
    for (uint32_t f = 0; f < forms; f++) /* uses `order` as scratch: forms placed so far */
        sort->term_forms[sort->first_form[inverter->forms.entries[f].scope] +
                         sort->order[inverter->forms.entries[f].scope]++] = f;
}

static int compare_bytes(const struct string_entry *a, const struct string_entry *b)
{
    int order = memcmp(a->data, b->data, a->size < b->size ? a->size : b->size);
    return order != 0 ? order : a->size < b->size ? -1 : a->size > b->size;
}

/* More frequent first; then by bytes, so that the result does not depend on order of arrival. */
static bool form_precedes(const struct run_sort *sort, uint32_t a, uint32_t b)
{
    if (sort->form_counts[a] != sort->form_counts[b])
        return sort->form_counts[a] > sort->form_counts[b];
    return compare_bytes(&sort->inverter->forms.entries[a], &sort->inverter->forms.entries[b]) < 0;
}

static int compare_forms(const void *a, const void *b, void *sort)
{
    return form_precedes(sort, *(const uint32_t *)a, *(const uint32_t *)b) ? -1 : 1;
}

static void rank_forms(struct run_sort *sort)
{
    for (uint32_t t = 0; t < sort->inverter->terms.count; t++) {
        uint32_t from = sort->first_form[t], to = sort->first_form[t + 1];
        if (to - from > 1)
            qsort_r(sort->term_forms + from, to - from, sizeof *sort->term_forms, compare_forms,
                    sort);
        for (uint32_t i = from; i < to; i++) {
            uint32_t ordinal = i - from < FORMS_MAX - 1 ? i - from : FORM_OTHER;
            sort->places[sort->term_forms[i]] = (struct form_place){t, ordinal};
        }
    }
}

static int compare_terms(const void *a, const void *b, void *entries)
{
    const struct string_entry *terms = entries;
    const struct string_entry *x = &terms[*(const uint32_t *)a], *y = &terms[*(const uint32_t *)b];
    if (x->scope != y->scope)
        return x->scope < y->scope ? -1 : 1;
    return compare_bytes(x, y);
}

/* The terms that occur, by key; and where each one's occurrences go. */
static uint64_t order_terms(struct run_sort *sort)
{
    const struct inverter *inverter = sort->inverter;
    uint64_t total = 0;
    sort->order_count = 0;
    for (uint32_t t = 0; t < inverter->terms.count; t++) {
        uint64_t count = 0;
        for (uint32_t i = sort->first_form[t]; i < sort->first_form[t + 1]; i++)
            count += sort->form_counts[sort->term_forms[i]];
        sort->next[t] = total;
        total += count;
        if (count > 0)
            sort->order[sort->order_count++] = t;
    }
    qsort_r(sort->order, sort->order_count, sizeof *sort->order, compare_terms,
            inverter->terms.entries);
    return total;
}

/* ---- second pass: every occurrence to its place ---- */

static void scatter(struct run_sort *sort)
{
    const struct inverter *inverter = sort->inverter;
    for (uint32_t a = 0; a < inverter->article_count; a++) {
        if (inverter->articles[a].is_dead)
            continue;
        uint64_t end = stream_end(inverter, a);
        uint64_t article = (uint64_t)a << ARTICLE_SHIFT, position = 0;
        for (uint64_t i = inverter->articles[a].stream_start; i < end; i++) {
            uint32_t number = inverter->stream[i];
            if (number >= STREAM_SET) {
                position = number & ~STREAM_SET;
                continue;
            }
            position++;
            struct form_place place = sort->places[number];
            sort->occurrences[sort->next[place.term]++] =
                article | position << POSITION_SHIFT | place.ordinal;
        }
    }
}

static bool sort_run(struct run_sort *sort)
{
    const struct inverter *inverter = sort->inverter;
    size_t forms = (size_t)inverter->forms.count + 1, terms = (size_t)inverter->terms.count + 1;
    sort->form_counts = calloc(forms, sizeof *sort->form_counts);
    sort->places = malloc(forms * sizeof *sort->places);
    sort->term_forms = malloc(forms * sizeof *sort->term_forms);
    sort->first_form = calloc(terms + 1, sizeof *sort->first_form);
    sort->next = malloc(terms * sizeof *sort->next);
    sort->order = calloc(terms, sizeof *sort->order);
    if (sort->form_counts == NULL || sort->places == NULL || sort->term_forms == NULL ||
        sort->first_form == NULL || sort->next == NULL || sort->order == NULL)
        return false;
    count_forms(sort);
    group_forms(sort);
    rank_forms(sort);
    uint64_t total = order_terms(sort);
    size_t size = (total * sizeof *sort->occurrences + HUGE_PAGE) / HUGE_PAGE * HUGE_PAGE;
    sort->occurrences = aligned_alloc(HUGE_PAGE, size);
    if (sort->occurrences == NULL)
        return false;
    madvise(sort->occurrences, size, MADV_HUGEPAGE); /* a hint: failing is no harm */
    scatter(sort);
    return true;
}

/* ---- writing ---- */

static uint32_t article_of(uint64_t occurrence)
{
    return (uint32_t)(occurrence >> ARTICLE_SHIFT);
}

static void write_list(struct postings_writer *postings, const uint64_t *from, const uint64_t *to,
                       bool has_positions)
{
    while (from < to) {
        const uint64_t *next = from + 1;
        uint32_t article = article_of(*from);
        while (next < to && article_of(*next) == article)
            next++;
        postings_add(postings, article, has_positions ? (uint32_t)(next - from) : 1);
        for (; has_positions && from < next; from++)
            postings_add_occurrence(
                postings, (uint32_t)(*from >> POSITION_SHIFT) & ((1U << POSITION_BITS) - 1),
                (uint32_t)*from & FORM_OTHER);
        from = next;
    }
}

/* The forms of term `t` that occur in this run, which come first among its forms. */
static uint32_t write_forms(const struct run_sort *sort, uint32_t t, struct buffer *out)
{
    const struct inverter *inverter = sort->inverter;
    const uint32_t *forms = sort->term_forms + sort->first_form[t];
    uint32_t all = sort->first_form[t + 1] - sort->first_form[t], count = 0;
    while (count < all && count < FORMS_MAX - 1 && sort->form_counts[forms[count]] > 0)
        count++;
    const struct string_entry *term = &inverter->terms.entries[t];
    mrg_text text = {term->data, term->size};
    const struct string_entry *first = &inverter->forms.entries[forms[0]];
    if (count == 1 && written_form_is_term(text, (mrg_text){first->data, first->size}))
        return count;
    written_forms_begin(out, count);
    for (uint32_t i = 0; i < count; i++) {
        const struct string_entry *form = &inverter->forms.entries[forms[i]];
        written_forms_add(out, text, (mrg_text){form->data, form->size}, count == 1,
                          sort->form_counts[forms[i]]);
    }
    return count;
}

static void write_term(const struct run_sort *sort, uint32_t t, uint64_t begin,
                       struct segment_builder *builder, struct buffer *forms)
{
    const struct string_entry *term = &sort->inverter->terms.entries[t];
    uint8_t key[KEY_SIZE_MAX];
    size_t size = term->size < KEY_SIZE_MAX - 1 ? term->size : KEY_SIZE_MAX - 1;
    key[0] = (uint8_t)term->scope;
    memcpy(key + 1, term->data, size);
    bool has_positions = field_has_positions((enum key_field)term->scope);
    buffer_clear(forms);
    uint32_t form_count = has_positions ? write_forms(sort, t, forms) : 1;
    postings_begin(&builder->postings, has_positions, form_count > 1);
    write_list(&builder->postings, sort->occurrences + begin, sort->occurrences + sort->next[t],
               has_positions);
    segment_builder_add_term(builder, key, size + 1, forms);
}

mrg_status run_flush(const struct inverter *inverter, struct segment_builder *builder,
                     mrg_error *error)
{
    struct run_sort sort = {.inverter = inverter};
    if (!sort_run(&sort)) {
        release(&sort);
        return fail_memory(error);
    }
    struct buffer forms = BUFFER_INIT;
    for (uint32_t i = 0; i < sort.order_count; i++) {
        /* Occurrences lie in order of term number, each term's directly behind the one before. */
        uint32_t t = sort.order[i];
        uint64_t begin = t > 0 ? sort.next[t - 1] : 0;
        write_term(&sort, t, begin, builder, &forms);
    }
    buffer_free(&forms);
    release(&sort);
    return MRG_OK;
}
