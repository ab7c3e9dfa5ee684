/* Wildcards and fuzzy words: what the dictionary holds that fits a pattern.
 *
 * Terms are stems, patterns are about words: so each candidate's *written forms* are folded and held
 * against the pattern. A term whose forms all fit is taken whole, else form by form. Candidates are the
 * terms that share the pattern's beginning, less a few characters that stemming may have cut. */
#include "common/base/error.h"
#include "common/base/string_table.h"
#include "searcher/plan/plan.h"

#include <stdlib.h>

enum {
    STEM_CUT = 4,  /* bytes at a word's end that stemming may have cut or changed (army: armi) */
    STEM_KEPT = 2, /* bytes at its beginning that it never does */
    PATTERN_MAX = 256, /* bytes of a folded pattern */
    FUZZY_SHORT = 5,   /* letters up to which one difference is allowed, beyond it two */
    FUZZY_DIFFERENCES = 2
};

/* A term with at least one form that fits. */
struct candidate {
    bool all_fit;  /* every form does, and as well as the others */
    bool is_taken; /* whole */
    double factor; /* of its forms */
};

struct pattern_search {
    struct planner *planner;
    enum key_field field;
    bool is_fuzzy;
    mrg_text pattern;          /* folded */
    struct string_table terms; /* scope 0: text of candidates */
    struct string_table forms; /* scope: candidate; forms that fit */
    struct buffer candidates;  /* struct candidate, by number in `terms` */
    struct buffer factors;     /* double, by number in `forms` */
    struct buffer folded;      /* scratch */
};

/* ---- fitting ---- */

static size_t character_size(mrg_text text, size_t at)
{
    size_t size = 1;
    while (at + size < text.size && ((unsigned char)text.data[at + size] & 0xC0) == 0x80)
        size++;
    return size;
}

/* Whether `word` fits a pattern of characters, ? (one character) and * (any). The usual greedy match:
 * on a mismatch the last * takes one character more. */
static bool fits_wildcard(mrg_text pattern, mrg_text word)
{
    size_t p = 0, w = 0, star = SIZE_MAX, resume = 0;
    while (w < word.size) {
        if (p < pattern.size && pattern.data[p] == '*') {
            star = p++;
            resume = w;
        } else if (p < pattern.size && pattern.data[p] == '?') {
            p++;
            w += character_size(word, w);
        } else if (p < pattern.size && pattern.data[p] == word.data[w]) {
            p++;
            w++;
        } else if (star != SIZE_MAX) {
            p = star + 1;
            w = resume += character_size(word, resume);
        } else {
            return false;
        }
    }
    while (p < pattern.size && pattern.data[p] == '*')
        p++;
    return p == pattern.size;
}

/* Edit distance of two words in bytes (insert, delete, replace), or `most` + 1 when it is larger. */
static unsigned edit_distance(mrg_text a, mrg_text b, unsigned most)
{
    unsigned row[PATTERN_MAX + 1];
    if (a.size > PATTERN_MAX || a.size > b.size + most || b.size > a.size + most)
        return most + 1;
    for (size_t i = 0; i <= a.size; i++)
        row[i] = (unsigned)i;
    for (size_t j = 1; j <= b.size; j++) {
        unsigned diagonal = row[0], least = row[0] = (unsigned)j;
        for (size_t i = 1; i <= a.size; i++) {
            unsigned replaced = diagonal + (a.data[i - 1] != b.data[j - 1]);
            unsigned other = (row[i] < row[i - 1] ? row[i] : row[i - 1]) + 1;
            diagonal = row[i];
            row[i] = replaced < other ? replaced : other;
            least = row[i] < least ? row[i] : least;
        }
        if (least > most)
            return most + 1;
    }
    return row[a.size];
}

/* What a score is multiplied by when `word` fits; 0 when it does not. */
static double fit(const struct pattern_search *search, mrg_text word)
{
    static const double factors[] = {1, 0.5, 0.25};
    if (!search->is_fuzzy)
        return fits_wildcard(search->pattern, word) ? 1 : 0;
    unsigned most = search->pattern.size <= FUZZY_SHORT ? 1 : FUZZY_DIFFERENCES;
    unsigned distance = edit_distance(search->pattern, word, most);
    return distance <= most ? factors[distance] : 0;
}

/* ---- gathering ---- */

static void take_form(struct pattern_search *search, uint32_t term, mrg_text form, double factor)
{
    struct candidate *candidate = (struct candidate *)(void *)search->candidates.data + term;
    if (factor == 0) {
        candidate->all_fit = false;
        return;
    }
    if (candidate->factor > 0 && candidate->factor != factor)
        candidate->all_fit = false;
    candidate->factor = factor;
    bool is_new = false;
    if (string_table_add(&search->forms, term, form.data, form.size, &is_new) == STRING_NONE)
        search->planner->status = fail_memory(search->planner->error);
    else if (is_new)
        buffer_append(&search->factors, &factor, sizeof factor);
    if (search->factors.failed)
        search->planner->status = fail_memory(search->planner->error);
}

/* The number of a term among the candidates; STRING_NONE on failure. */
static uint32_t candidate_number(struct pattern_search *search, mrg_text term)
{
    struct candidate fresh = {true, false, 0};
    bool is_new = false;
    uint32_t number = string_table_add(&search->terms, 0, term.data, term.size, &is_new);
    if (number != STRING_NONE && is_new)
        buffer_append(&search->candidates, &fresh, sizeof fresh);
    if (number != STRING_NONE && !search->candidates.failed)
        return number;
    search->planner->status = fail_memory(search->planner->error);
    return STRING_NONE;
}

/* Hold a form against the pattern. */
static bool look_at_form(void *context, mrg_text term, mrg_text form)
{
    struct pattern_search *search = context;
    struct planner *planner = search->planner;
    uint32_t number = candidate_number(search, term);
    if (number == STRING_NONE)
        return false;
    buffer_clear(&search->folded);
    planner->status =
        analyzer_fold(planner->analyzer, form, false, &search->folded, planner->error);
    mrg_text word = {(const char *)search->folded.data, search->folded.size};
    if (planner->status == MRG_OK)
        take_form(search, number, form, fit(search, word));
    return planner->status == MRG_OK;
}

static mrg_text fixed_beginning(const struct pattern_search *search)
{
    mrg_text beginning = search->pattern;
    size_t size = 0;
    while (size < beginning.size && beginning.data[size] != '*' && beginning.data[size] != '?')
        size++;
    if (search->is_fuzzy)
        size = beginning.size > 0 ? character_size(beginning, 0) : 0;
    else if (size > STEM_CUT + STEM_KEPT)
        size -= STEM_CUT;
    else if (size > STEM_KEPT)
        size = STEM_KEPT;
    while (size > 0 && size < beginning.size &&
           ((unsigned char)beginning.data[size] & 0xC0) == 0x80)
        size--;
    beginning.size = size;
    return beginning;
}

static void look_at_terms(struct pattern_search *search)
{
    struct planner *planner = search->planner;
    struct term_key start;
    term_key_make(&start, search->field, fixed_beginning(search));
    mrg_status status = planner->engine->ops->each_form(planner->engine, &start, look_at_form,
                                                        search, planner->error);
    if (status != MRG_OK)
        planner->status = status;
}

/* ---- the plan ---- */

static struct plan_node *node_for(struct pattern_search *search, uint32_t term,
                                  const struct query_node *leaf, const struct string_entry *form,
                                  double factor)
{
    struct planner *planner = search->planner;
    const struct string_entry *text = &search->terms.entries[term];
    struct plan_node *node = plan_node_new(planner, form == NULL ? PLAN_TERM : PLAN_EXACT);
    if (planner->status != MRG_OK)
        return node;
    node->term = plan_term_get(planner, search->field, (mrg_text){text->data, text->size});
    node->factor = factor;
    node->label = leaf->text;
    if (form != NULL) {
        const char *copy = arena_copy(planner->arena, form->data, form->size);
        if (copy == NULL)
            planner->status = fail_memory(planner->error);
        else
            node->form = (mrg_text){copy, form->size};
    }
    return node;
}

/* The better form first; forms in no order of the engine's. */
static int compare_forms(const struct plan_node *x, const struct plan_node *y)
{
    size_t size = x->form.size < y->form.size ? x->form.size : y->form.size;
    int order = size > 0 ? memcmp(x->form.data, y->form.data, size) : 0;
    if (x->factor > y->factor || y->factor > x->factor)
        return x->factor > y->factor ? -1 : 1;
    return order != 0 ? order : (x->form.size > y->form.size) - (x->form.size < y->form.size);
}

static int compare_nodes(const void *a, const void *b)
{
    const struct plan_node *x = *(struct plan_node *const *)a, *y = *(struct plan_node *const *)b;
    if (x->term->df != y->term->df)
        return x->term->df > y->term->df ? -1 : 1;
    size_t size = x->term->key.size < y->term->key.size ? x->term->key.size : y->term->key.size;
    int order = memcmp(x->term->key.bytes, y->term->key.bytes, size);
    if (order != 0)
        return order;
    return x->term != y->term ? (x->term->key.size < y->term->key.size ? -1 : 1)
                              : compare_forms(x, y);
}

static void gather_nodes(struct pattern_search *search, const struct query_node *leaf,
                         struct buffer *nodes)
{
    struct planner *planner = search->planner;
    for (uint32_t f = 0; f < search->forms.count && planner->status == MRG_OK; f++) {
        const struct string_entry *form = &search->forms.entries[f];
        struct candidate *candidate =
            (struct candidate *)(void *)search->candidates.data + form->scope;
        if (candidate->is_taken)
            continue;
        struct plan_node *node =
            node_for(search, form->scope, leaf, candidate->all_fit ? NULL : form,
                     ((const double *)(const void *)search->factors.data)[f]);
        candidate->is_taken = candidate->all_fit;
        buffer_append(nodes, &node, sizeof node);
    }
    if (nodes->failed)
        planner->status = fail_memory(planner->error);
}

/* How many of the sorted nodes belong to the most frequent terms. */
static size_t count_best(struct plan_node *const *nodes, size_t count)
{
    size_t terms = 0, best = 0;
    while (best < count) {
        terms += best == 0 || nodes[best]->term != nodes[best - 1]->term;
        if (terms > WILDCARD_EXPANSIONS_MAX)
            break;
        best++;
    }
    return best;
}

static struct plan_node *best_nodes(struct planner *planner, struct buffer *nodes)
{
    struct plan_node **items = (struct plan_node **)(void *)nodes->data;
    size_t count = nodes->size / sizeof *items;
    if (count == 0 || planner->status != MRG_OK)
        return plan_node_new(planner, PLAN_NOTHING);
    qsort(items, count, sizeof *items, compare_nodes);
    count = count_best(items, count);
    struct plan_node *best = plan_node_new(planner, PLAN_MAX), **last = &best->child;
    for (size_t i = 0; i < count && best->kind == PLAN_MAX; i++) {
        *last = items[i];
        last = &items[i]->next;
    }
    return best;
}

static bool init_search(struct pattern_search *search, const struct query_node *leaf,
                        struct buffer *pattern)
{
    struct planner *planner = search->planner;
    bool ready = string_table_init(&search->terms);
    ready = string_table_init(&search->forms) && ready;
    if (!ready)
        planner->status = fail_memory(planner->error);
    else if (planner->status == MRG_OK)
        planner->status =
            analyzer_fold(planner->analyzer, leaf->text, false, pattern, planner->error);
    search->pattern = (mrg_text){(const char *)pattern->data, pattern->size};
    return planner->status == MRG_OK && pattern->size <= PATTERN_MAX;
}

struct plan_node *plan_pattern(struct planner *planner, const struct query_node *leaf,
                               enum key_field field)
{
    struct pattern_search search = {.planner = planner, .field = field};
    struct buffer pattern = BUFFER_INIT, nodes = BUFFER_INIT;
    search.is_fuzzy = leaf->kind == QUERY_FUZZY;
    if (init_search(&search, leaf, &pattern)) {
        look_at_terms(&search);
        gather_nodes(&search, leaf, &nodes);
    }
    struct plan_node *plan = best_nodes(planner, &nodes);
    string_table_free(&search.terms);
    string_table_free(&search.forms);
    buffer_free(&search.candidates);
    buffer_free(&search.factors);
    buffer_free(&search.folded);
    buffer_free(&pattern);
    buffer_free(&nodes);
    return plan;
}
