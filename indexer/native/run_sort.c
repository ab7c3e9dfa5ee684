#include "indexer/native/run_sort.h"
#include "common/segment/written_forms.h"

#include <stdlib.h>
#include <sys/mman.h>

enum {
    HUGE_PAGE = 2 << 20,
    RANGES_MAX = 8,       /* more would cost memory: twelve bytes a term and a form each */
    RANGE_LEAST = 1 << 18 /* occurrences for which a range pays */
};

void run_sort_release(struct run_sort *sort)
{
    for (unsigned r = 0; sort->ranges != NULL && r < sort->range_count; r++) {
        free(sort->ranges[r].form_counts);
        free(sort->ranges[r].next);
    }
    for (unsigned w = 0; sort->words.form_of != NULL && w < crew_workers(sort->run->crew); w++)
        free(sort->words.form_of[w]);
    free(sort->words.form_of);
    string_table_free(&sort->words.own_terms);
    string_table_free(&sort->words.own_forms);
    free(sort->ranges);
    free(sort->form_counts);
    free(sort->places);
    free(sort->term_forms);
    free(sort->first_form);
    free(sort->first_occurrence);
    free(sort->occurrences);
    free(sort->order);
}

/* ---- one vocabulary ---- */

/* Put a worker's terms and forms among those of all. */
static bool add_words(struct vocabulary *words, const struct inverter *inverter, uint32_t *form_of)
{
    uint32_t *term_of = malloc(((size_t)inverter->terms.count + 1) * sizeof *term_of);
    bool good = term_of != NULL;
    for (uint32_t t = 0; good && t < inverter->terms.count; t++) {
        const struct string_entry *term = &inverter->terms.entries[t];
        term_of[t] = string_table_add(&words->own_terms, term->scope, term->data, term->size, NULL);
        good = term_of[t] != STRING_NONE;
    }
    for (uint32_t f = 0; good && f < inverter->forms.count; f++) {
        const struct string_entry *form = &inverter->forms.entries[f];
        form_of[f] =
            string_table_add(&words->own_forms, term_of[form->scope], form->data, form->size, NULL);
        good = form_of[f] != STRING_NONE;
    }
    free(term_of);
    return good;
}

/* The only worker that has met any word, or NULL. */
static const struct inverter *only_inverter(const struct article_run *run)
{
    const struct inverter *only = &run->workers[0].inverter;
    for (unsigned w = 1; w < crew_workers(run->crew); w++) {
        const struct inverter *inverter = &run->workers[w].inverter;
        if (inverter->forms.count == 0)
            continue;
        if (only->forms.count > 0)
            return NULL;
        only = inverter;
    }
    return only;
}

static bool unify(struct run_sort *sort)
{
    struct vocabulary *words = &sort->words;
    unsigned workers = crew_workers(sort->run->crew);
    const struct inverter *only = only_inverter(sort->run);
    words->terms = only != NULL ? &only->terms : &words->own_terms;
    words->forms = only != NULL ? &only->forms : &words->own_forms;
    words->form_of = calloc(workers, sizeof *words->form_of);
    if (only != NULL || words->form_of == NULL)
        return words->form_of != NULL;
    if (!string_table_init(&words->own_terms) || !string_table_init(&words->own_forms))
        return false;
    for (unsigned w = 0; w < workers; w++) {
        const struct inverter *inverter = &sort->run->workers[w].inverter;
        words->form_of[w] = malloc(((size_t)inverter->forms.count + 1) * sizeof *words->form_of[w]);
        if (words->form_of[w] == NULL || !add_words(words, inverter, words->form_of[w]))
            return false;
    }
    return true;
}

/* ---- ranges ---- */

static uint64_t stream_size(const struct article_run *run)
{
    uint64_t size = 0;
    for (unsigned w = 0; w < crew_workers(run->crew); w++)
        size += run->workers[w].inverter.stream_size;
    return size;
}

/* Cut the run into ranges of about equal streams. */
static bool cut(struct run_sort *sort)
{
    const struct run_piece *pieces = run_pieces(sort->run);
    uint64_t whole = stream_size(sort->run), done = 0;
    uint64_t count = whole / RANGE_LEAST + 1;
    unsigned most = crew_workers(sort->run->crew);
    most = most < RANGES_MAX ? most : RANGES_MAX;
    count = count < most ? count : most;
    sort->ranges = calloc(count, sizeof *sort->ranges);
    if (sort->ranges == NULL)
        return false;
    sort->range_count = (unsigned)count;
    uint32_t article = 0;
    for (unsigned r = 0; r < sort->range_count; r++) {
        struct sort_range *range = &sort->ranges[r];
        uint64_t target = whole / count * (r + 1);
        range->sort = sort;
        range->first = article;
        while (article < sort->run->added && (done < target || r + 1 == sort->range_count)) {
            done += pieces[article].end - pieces[article].start;
            article++;
        }
        range->end = article;
        range->form_counts = calloc((size_t)sort->words.forms->count + 1, sizeof(uint32_t));
        range->next = malloc(((size_t)sort->words.terms->count + 1) * sizeof(uint64_t));
        if (range->form_counts == NULL || range->next == NULL)
            return false;
    }
    return true;
}

static void retire_range(void *context, void *task)
{
    (void)context;
    (void)task;
}

/* Do `work` on all ranges. */
static void do_ranges(struct run_sort *sort, void (*work)(void *, unsigned, void *))
{
    crew_begin(sort->run->crew, &(struct crew_duty){work, retire_range, sort});
    for (unsigned r = 0; r < sort->range_count; r++)
        crew_submit(sort->run->crew, &sort->ranges[r]);
    crew_drain(sort->run->crew);
}

/* ---- first pass: counts ---- */

static void count_range(void *context, unsigned worker, void *task)
{
    const struct run_sort *sort = context;
    struct sort_range *range = task;
    (void)worker;
    for (uint32_t a = range->first; a < range->end; a++) {
        const struct run_piece *piece = &run_pieces(sort->run)[a];
        const uint32_t *stream = sort->run->workers[piece->worker].inverter.stream;
        const uint32_t *form_of = sort->words.form_of[piece->worker];
        if (sort->is_dead[a])
            continue;
        for (uint64_t i = piece->start; i < piece->end; i++)
            if (stream[i] < STREAM_SET)
                range->form_counts[form_of != NULL ? form_of[stream[i]] : stream[i]]++;
    }
}

static void sum_counts(struct run_sort *sort)
{
    for (unsigned r = 0; r < sort->range_count; r++)
        for (uint32_t f = 0; f < sort->words.forms->count; f++)
            sort->form_counts[f] += sort->ranges[r].form_counts[f];
}

/* ---- forms and terms in order ---- */

static void group_forms(struct run_sort *sort)
{
    const struct string_table *all = sort->words.forms;
    uint32_t terms = sort->words.terms->count;
    for (uint32_t f = 0; f < all->count; f++)
        sort->first_form[all->entries[f].scope + 1]++;
    for (uint32_t t = 0; t < terms; t++)
        sort->first_form[t + 1] += sort->first_form[t];
    for (uint32_t f = 0; f < all->count; f++) /* uses `order` as scratch: forms placed so far */
        sort->term_forms[sort->first_form[all->entries[f].scope] +
                         sort->order[all->entries[f].scope]++] = f;
}

static int compare_bytes(const struct string_entry *a, const struct string_entry *b)
{
    int order = memcmp(a->data, b->data, a->size < b->size ? a->size : b->size);
    return order != 0 ? order : a->size < b->size ? -1 : a->size > b->size;
}

/* More frequent first; then by bytes, so that the result does not depend on order of arrival. */
static int compare_forms(const void *a, const void *b, void *context)
{
    const struct run_sort *sort = context;
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    if (sort->form_counts[x] != sort->form_counts[y])
        return sort->form_counts[x] > sort->form_counts[y] ? -1 : 1;
    return compare_bytes(&sort->words.forms->entries[x], &sort->words.forms->entries[y]);
}

static void rank_forms(struct run_sort *sort)
{
    for (uint32_t t = 0; t < sort->words.terms->count; t++) {
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

/* Where each term's occurrences go, each range's behind those of the one before. */
static void place_terms(struct run_sort *sort)
{
    uint64_t total = 0;
    for (uint32_t t = 0; t < sort->words.terms->count; t++) {
        sort->first_occurrence[t] = total;
        for (unsigned r = 0; r < sort->range_count; r++) {
            sort->ranges[r].next[t] = total;
            for (uint32_t i = sort->first_form[t]; i < sort->first_form[t + 1]; i++)
                total += sort->ranges[r].form_counts[sort->term_forms[i]];
        }
    }
    sort->first_occurrence[sort->words.terms->count] = total;
}

/* The terms that occur, by key. */
static void order_terms(struct run_sort *sort)
{
    sort->order_count = 0;
    for (uint32_t t = 0; t < sort->words.terms->count; t++)
        if (sort->first_occurrence[t] < sort->first_occurrence[t + 1])
            sort->order[sort->order_count++] = t;
    qsort_r(sort->order, sort->order_count, sizeof *sort->order, compare_terms,
            sort->words.terms->entries);
}

/* ---- second pass: every occurrence to its place ---- */

static void scatter_article(struct sort_range *range, uint32_t a)
{
    const struct run_sort *sort = range->sort;
    const struct run_piece *piece = &run_pieces(sort->run)[a];
    const uint32_t *stream = sort->run->workers[piece->worker].inverter.stream;
    const uint32_t *form_of = sort->words.form_of[piece->worker];
    uint64_t article = (uint64_t)a << ARTICLE_SHIFT, position = 0;
    for (uint64_t i = piece->start; i < piece->end; i++) {
        uint32_t number = stream[i];
        if (number >= STREAM_SET) {
            position = number & ~STREAM_SET;
            continue;
        }
        position++;
        struct form_place place = sort->places[form_of != NULL ? form_of[number] : number];
        sort->occurrences[range->next[place.term]++] =
            article | position << POSITION_SHIFT | place.ordinal;
    }
}

static void scatter_range(void *context, unsigned worker, void *task)
{
    const struct run_sort *sort = context;
    struct sort_range *range = task;
    (void)worker;
    for (uint32_t a = range->first; a < range->end; a++)
        if (!sort->is_dead[a])
            scatter_article(range, a);
}

/* ---- all of it ---- */

static bool make_room(struct run_sort *sort)
{
    size_t forms = (size_t)sort->words.forms->count + 1;
    size_t terms = (size_t)sort->words.terms->count + 1;
    sort->form_counts = calloc(forms, sizeof *sort->form_counts);
    sort->places = malloc(forms * sizeof *sort->places);
    sort->term_forms = malloc(forms * sizeof *sort->term_forms);
    sort->first_form = calloc(terms + 1, sizeof *sort->first_form);
    sort->first_occurrence = malloc(terms * sizeof *sort->first_occurrence);
    sort->order = calloc(terms, sizeof *sort->order);
    return sort->form_counts != NULL && sort->places != NULL && sort->term_forms != NULL &&
           sort->first_form != NULL && sort->first_occurrence != NULL && sort->order != NULL;
}

static bool make_occurrences(struct run_sort *sort)
{
    uint64_t total = sort->first_occurrence[sort->words.terms->count];
    size_t size = (total * sizeof *sort->occurrences + HUGE_PAGE) / HUGE_PAGE * HUGE_PAGE;
    sort->occurrences = aligned_alloc(HUGE_PAGE, size);
    if (sort->occurrences == NULL)
        return false;
    madvise(sort->occurrences, size, MADV_HUGEPAGE); /* a hint: failing is no harm */
    return true;
}

bool run_sort(struct run_sort *sort, const struct article_run *run, const uint8_t *is_dead)
{
    *sort = (struct run_sort){.run = run, .is_dead = is_dead};
    if (!unify(sort) || !cut(sort) || !make_room(sort))
        return false;
    do_ranges(sort, count_range);
    sum_counts(sort);
    group_forms(sort);
    rank_forms(sort);
    place_terms(sort);
    if (!make_occurrences(sort))
        return false;
    do_ranges(sort, scatter_range);
    order_terms(sort);
    return true;
}
