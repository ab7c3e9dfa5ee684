#include "indexer/native/run_sort.h"
#include "common/base/huge_pages.h"
#include "common/segment/written_forms.h"
#include "indexer/string_order.h"

enum {
    FORMS_FEW = 16,          /* that are sorted by insertion */
    STEP_MEAN_MAX = 1 << 14, /* so that hardly a step is too large for 16 bits */
    RARE_SHARE = 64 /* of a term's occurrences, one may have a form that does not fit its list */
};

static void release(uint32_t **numbers)
{
    free(*numbers);
    *numbers = NULL;
}

void run_sort_release_targets(struct run_sort *sort)
{
    for (unsigned r = 0; sort->ranges != NULL && r < sort->range_count; r++) {
        free(sort->ranges[r].next);
        sort->ranges[r].next = NULL;
    }
    free(sort->places);
    sort->places = NULL;
}

void run_sort_release_counts(struct run_sort *sort)
{
    for (unsigned r = 0; sort->ranges != NULL && r < sort->range_count; r++) {
        release(&sort->ranges[r].item_counts);
        release(&sort->ranges[r].form_counts);
    }
    free(sort->form_places);
    sort->form_places = NULL;
}

void run_sort_release(struct run_sort *sort)
{
    run_sort_release_counts(sort);
    run_sort_release_targets(sort);
    for (unsigned r = 0; sort->ranges != NULL && r < sort->range_count; r++) {
        free(sort->ranges[r].given);
        step_lists_free(&sort->ranges[r].steps);
    }
    free(sort->ranges);
    free(sort->form_counts);
    free(sort->term_forms);
    free(sort->first_form);
    position_line_free(&sort->line);
    free(sort->stretches);
    free(sort->sorted);
    free(sort->order);
}

/* ---- forms and terms in order ---- */

static bool group_forms(struct run_sort *sort)
{
    const struct string_table *forms = &sort->words->forms;
    const uint32_t terms = sort->words->terms.count;
    sort->term_forms = huge_alloc((size_t)forms->count + 1, sizeof *sort->term_forms);
    sort->first_form = huge_alloc_zero((size_t)terms + 2, sizeof *sort->first_form);
    if (sort->term_forms == NULL || sort->first_form == NULL)
        return false;
    uint32_t *next =
        sort->first_form + 1; /* where each term's next form goes, at last where its forms end */
    for (uint32_t f = 0; f < forms->count; f++)
        next[forms->entries[f].scope + 1]++;
    for (uint32_t t = 0; t < terms; t++)
        next[t + 1] += next[t];
    for (uint32_t f = 0; f < forms->count; f++)
        sort->term_forms[next[forms->entries[f].scope]++] = f;
    return true;
}

static bool order_terms(struct run_sort *sort)
{
    const struct string_table *terms = &sort->words->terms;
    struct keyed *all = malloc(2 * ((size_t)terms->count + 1) * sizeof *all);
    sort->order = huge_alloc((size_t)terms->count + 1, sizeof *sort->order);
    bool good = all != NULL && sort->order != NULL;
    for (uint32_t t = 0; t < terms->count && good; t++)
        all[t].number = t;
    if (good)
        keyed_sort_strings(terms->entries, all, all + terms->count, terms->count);
    for (uint32_t i = 0; i < terms->count && good; i++)
        sort->order[i] = all[i].number;
    free(all);
    return good;
}

bool run_sort_words(struct run_sort *sort)
{
    return group_forms(sort) && order_terms(sort);
}

static void sum_counts(struct run_sort *sort)
{
    for (unsigned r = 0; r < sort->range_count; r++)
        for (uint32_t f = 0; f < sort->words->forms.count; f++)
            sort->form_counts[f] += sort->ranges[r].form_counts[f];
}

/* More frequent first; then by bytes, so that the result does not depend on order of arrival. */
static int compare_forms(const void *a, const void *b, void *context)
{
    const struct run_sort *sort = context;
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    if (sort->form_counts[x] != sort->form_counts[y])
        return sort->form_counts[x] > sort->form_counts[y] ? -1 : 1;
    return string_order_compare(&sort->words->forms.entries[x], &sort->words->forms.entries[y]);
}

/* Nearly all terms have few forms, if more than one. */
static void sort_forms(struct run_sort *sort, uint32_t *forms, uint32_t count)
{
    if (count > FORMS_FEW) {
        qsort_r(forms, count, sizeof *forms, compare_forms, sort);
        return;
    }
    for (uint32_t i = 1; i < count; i++) {
        uint32_t form = forms[i], at = i;
        for (; at > 0 && compare_forms(&form, &forms[at - 1], sort) < 0; at--)
            forms[at] = forms[at - 1];
        forms[at] = form;
    }
}

static void rank_forms(struct run_sort *sort)
{
    for (uint32_t t = 0; t < sort->words->terms.count; t++) {
        uint32_t from = sort->first_form[t], to = sort->first_form[t + 1];
        sort_forms(sort, sort->term_forms + from, to - from);
        for (uint32_t i = from; i < to; i++) {
            uint32_t ordinal = i - from < FORMS_MAX - 1 ? i - from : FORM_OTHER;
            sort->form_places[sort->term_forms[i]] =
                (struct form_place){.term = t, .ordinal = (uint16_t)ordinal};
        }
    }
}

/* As few bits, at most `most`, as nearly all of a term's forms fit in: others take four times as much in a list. */
static unsigned choose_list_bits(const struct run_sort *sort, uint32_t t, uint64_t occurrences,
                                 unsigned most)
{
    const uint32_t *forms = sort->term_forms + sort->first_form[t];
    const uint32_t count = sort->first_form[t + 1] - sort->first_form[t];
    uint64_t rare = occurrences; /* of forms that do not fit */
    uint32_t form = 0;
    for (unsigned bits = 0;; bits++) {
        for (; form < count && form >> bits == 0; form++)
            rare -= sort->form_counts[forms[form]];
        if (bits == most || rare * RARE_SHARE <= occurrences)
            return bits;
    }
}

/* A frequent term has lists: of steps where these are small, as the mean tells, or where some forms do not fit beside a
 * place, which only steps have a way for. */
static void shape_list(const struct run_sort *sort, uint32_t t, struct term_stretch *stretch)
{
    const unsigned room = sort->run->sort_bits - sort->line.bits; /* for a form */
    const bool fits = stretch->form_bits <= room;
    const uint64_t line = (uint64_t)sort->line.first[sort->run->added] << sort->line.shift;
    unsigned bits = choose_list_bits(sort, t, stretch->count, room);
    bool is_step = !fits || line << bits <= stretch->count * STEP_MEAN_MAX;
    if (is_step && sort->list_count < STEP_LISTS_MAX) {
        stretch->kind = OCCURRENCE_STEP;
        stretch->list_bits = (uint8_t)bits;
    } else if (fits) {
        stretch->kind = OCCURRENCE_WHOLE;
    }
}

/* How the occurrences of a term are kept, whose forms that occur come first among its forms. */
static struct term_stretch shape_term(const struct run_sort *sort, uint32_t t)
{
    struct term_stretch stretch = {.kind = OCCURRENCE_PLACED};
    uint32_t last = sort->first_form[t + 1];
    while (last > sort->first_form[t] && sort->form_counts[sort->term_forms[last - 1]] == 0)
        last--;
    uint32_t forms = last - sort->first_form[t];
    uint32_t highest = forms <= 1 ? 0 : forms < FORMS_MAX ? forms - 1 : FORM_OTHER;
    while (highest >> stretch.form_bits > 0)
        stretch.form_bits++;
    for (uint32_t i = sort->first_form[t]; i < last; i++)
        stretch.count += sort->form_counts[sort->term_forms[i]];
    if (sort->line.bits + stretch.form_bits > sort->run->sort_bits)
        stretch.kind = OCCURRENCE_WIDE;
    if (sort->line.bits <= sort->run->sort_bits &&
        stretch.count >= (uint64_t)LIST_LEAST * sort->range_count)
        shape_list(sort, t, &stretch);
    return stretch;
}

/* Where each term's occurrences go from `at` on, each range's behind those of the one before. Returns where they end. */
static uint64_t place_term(struct run_sort *sort, uint32_t t, struct term_stretch *stretch,
                           uint64_t at)
{
    const unsigned width = stretch->kind == OCCURRENCE_WIDE ? 2 : 1;
    at += at & (width - 1);
    stretch->start = at;
    for (unsigned r = 0; r < sort->range_count; r++) {
        sort->ranges[r].next[t] = at;
        for (uint32_t i = sort->first_form[t]; i < sort->first_form[t + 1]; i++)
            at += (uint64_t)sort->ranges[r].form_counts[sort->term_forms[i]] * width;
    }
    return at;
}

static void place_terms(struct run_sort *sort)
{
    uint64_t at = 0;
    for (uint32_t t = 0; t < sort->words->terms.count; t++) {
        struct term_stretch stretch = shape_term(sort, t);
        if (stretch.kind == OCCURRENCE_STEP)
            stretch.start = sort->list_count++;
        else if (stretch.kind == OCCURRENCE_WHOLE)
            stretch.start = sort->whole_count++;
        else
            at = place_term(sort, t, &stretch, at);
        sort->stretches[t] = stretch;
    }
    sort->sorted_size = at;
}

static uint32_t highest_of(const void *run, uint32_t article)
{
    return run_pieces(run)[article].highest;
}

/* The place of an item of this form. */
static item_place place_of(const struct run_sort *sort, const struct form_place *form)
{
    const struct term_stretch *stretch = &sort->stretches[form->term];
    uint32_t ordinal = form->ordinal, target = (uint32_t)stretch->start;
    if (stretch->kind != OCCURRENCE_STEP)
        return item_place_make(stretch->kind == OCCURRENCE_WHOLE ? target : form->term, ordinal,
                               stretch->form_bits, stretch->kind);
    if (ordinal >> stretch->list_bits > 0) {
        target += ordinal * (uint32_t)STEP_FORM;
        ordinal = 0;
    }
    return item_place_make(target, ordinal, stretch->list_bits, stretch->kind);
}

static bool make_places(struct run_sort *sort)
{
    const struct stream_items *items = &sort->words->items;
    sort->places = huge_alloc((size_t)items->count + 1, sizeof *sort->places);
    for (uint32_t i = 0; sort->places != NULL && i < items->count; i++) {
        uint32_t form = items->all[i].form;
        sort->places[i] = form != FORM_NONE ? place_of(sort, &sort->form_places[form])
                                            : item_place_make(0, 0, 0, OCCURRENCE_NONE);
    }
    return sort->places != NULL;
}

/* Of the terms in order, keep those that occur. */
static void drop_absent(struct run_sort *sort)
{
    for (uint32_t i = 0; i < sort->words->terms.count; i++)
        if (sort->stretches[sort->order[i]].count > 0)
            sort->order[sort->order_count++] = sort->order[i];
}

/* ---- all of it ---- */

static bool make_room(struct run_sort *sort)
{
    size_t forms = (size_t)sort->words->forms.count + 1;
    size_t terms = (size_t)sort->words->terms.count + 1;
    sort->form_counts = huge_alloc_zero(forms, sizeof *sort->form_counts);
    sort->form_places = huge_alloc(forms, sizeof *sort->form_places);
    sort->stretches = huge_alloc(terms, sizeof *sort->stretches);
    return sort->form_counts != NULL && sort->form_places != NULL && sort->stretches != NULL;
}

void run_sort_begin(struct run_sort *sort, struct article_run *run, const uint8_t *is_dead)
{
    *sort = (struct run_sort){.run = run, .is_dead = is_dead, .words = run->words};
}

bool run_sort_order(struct run_sort *sort)
{
    if (!make_room(sort))
        return false;
    sum_counts(sort);
    rank_forms(sort);
    if (!position_line_make(&sort->line, sort->run->added, highest_of, sort->run))
        return false;
    place_terms(sort);
    drop_absent(sort);
    return make_places(sort);
}
