#include "tests/oracle/reference_pattern.h"

#include "searcher/plan/plan.h"
#include "tests/cmocka_all.h"

enum {
    FUZZY_SHORT = 5, /* bytes up to which one difference is allowed, beyond it two */
    STEM_CUT = 4,    /* a term shares the pattern's beginning but for so many bytes, */
    STEM_KEPT = 2    /* or only so many of a short one */
};

/* ---- fitting ---- */

static size_t character_size(mrg_text text)
{
    size_t size = 1;
    while (size < text.size && ((unsigned char)text.data[size] & 0xC0) == 0x80)
        size++;
    return size;
}

static mrg_text without(mrg_text text, size_t bytes)
{
    return (mrg_text){text.data + bytes, text.size - bytes};
}

static bool fits_wildcard(mrg_text pattern, mrg_text word)
{
    if (pattern.size == 0)
        return word.size == 0;
    if (pattern.data[0] == '*')
        return fits_wildcard(without(pattern, 1), word) ||
               (word.size > 0 && fits_wildcard(pattern, without(word, character_size(word))));
    if (word.size == 0)
        return false;
    if (pattern.data[0] == '?')
        return fits_wildcard(without(pattern, 1), without(word, character_size(word)));
    return pattern.data[0] == word.data[0] && fits_wildcard(without(pattern, 1), without(word, 1));
}

/* Whether `most` bytes put in, left out or replaced make one word the other. */
static bool is_within(mrg_text a, mrg_text b, unsigned most)
{
    while (a.size > 0 && b.size > 0 && a.data[0] == b.data[0]) {
        a = without(a, 1);
        b = without(b, 1);
    }
    if (a.size == 0 || b.size == 0)
        return a.size + b.size <= most;
    return most > 0 &&
           (is_within(without(a, 1), without(b, 1), most - 1) ||
            is_within(without(a, 1), b, most - 1) || is_within(a, without(b, 1), most - 1));
}

static double fit_fuzzy(mrg_text pattern, mrg_text word)
{
    if (is_within(pattern, word, 0))
        return 1;
    if (is_within(pattern, word, 1))
        return 0.5;
    return pattern.size > FUZZY_SHORT && is_within(pattern, word, 2) ? 0.25 : 0;
}

static double fit(enum query_kind kind, mrg_text pattern, mrg_text word)
{
    if (kind == QUERY_FUZZY)
        return fit_fuzzy(pattern, word);
    return fits_wildcard(pattern, word) ? 1 : 0;
}

/* ---- candidates ---- */

/* What a term must begin with to be looked at. */
static mrg_text beginning_of(enum query_kind kind, mrg_text pattern)
{
    size_t size = 0;
    while (size < pattern.size && pattern.data[size] != '*' && pattern.data[size] != '?')
        size++;
    if (kind == QUERY_FUZZY)
        size = pattern.size > 0 ? character_size(pattern) : 0;
    else if (size > STEM_CUT + STEM_KEPT)
        size -= STEM_CUT;
    else if (size > STEM_KEPT)
        size = STEM_KEPT;
    while (size > 0 && size < pattern.size && ((unsigned char)pattern.data[size] & 0xC0) == 0x80)
        size--;
    return (mrg_text){pattern.data, size};
}

struct looking {
    const struct reference *reference;
    const struct query_node *leaf;
    mrg_text text; /* folded */
    mrg_text beginning;
    bool *was_seen; /* per form */
    struct pattern *pattern;
    size_t found; /* terms with a form that fits */
};

static bool may_be_term(const struct looking *looking, const struct string_entry *term)
{
    return term->scope == (uint32_t)looking->leaf->field && term->size >= looking->beginning.size &&
           memcmp(term->data, looking->beginning.data, looking->beginning.size) == 0;
}

static double fit_of(struct looking *looking, const struct string_entry *form)
{
    struct buffer folded = BUFFER_INIT;
    assert_int_equal(analyzer_fold(looking->reference->analyzer, (mrg_text){form->data, form->size},
                                   false, &folded, NULL),
                     MRG_OK);
    double value =
        fit(looking->leaf->kind, looking->text, (mrg_text){(const char *)folded.data, folded.size});
    buffer_free(&folded);
    return value;
}

/* Values of keyword fields have one form, themselves. */
static void look_at(struct looking *looking, const struct occurrence *occurrence)
{
    const struct reference *reference = looking->reference;
    const struct string_entry *term = &reference->terms.entries[occurrence->term];
    struct pattern *pattern = looking->pattern;
    double value;
    if (!may_be_term(looking, term))
        return;
    if (occurrence->form == STRING_NONE) {
        value = fit_of(looking, term);
    } else {
        if (!looking->was_seen[occurrence->form])
            pattern->forms[occurrence->form] =
                fit_of(looking, &reference->forms.entries[occurrence->form]);
        looking->was_seen[occurrence->form] = true;
        value = pattern->forms[occurrence->form];
    }
    looking->found += value > 0 && !pattern->terms[occurrence->term];
    pattern->terms[occurrence->term] |= value > 0;
}

/* Removed articles too: what was written only there counts among the terms an index expands to until it is merged. */
static void look_at_all(struct looking *looking)
{
    for (size_t i = 0; i < looking->reference->article_count; i++) {
        const struct reference_article *article = &looking->reference->articles[i];
        for (size_t j = 0; j < article->occurrence_count; j++)
            look_at(looking, &article->occurrences[j]);
    }
}

static void *new_array(struct arena *arena, size_t count, size_t size)
{
    void *array = arena_alloc(arena, (count + 1) * size);
    assert_non_null(array);
    return memset(array, 0, (count + 1) * size);
}

struct pattern *reference_pattern(const struct reference *reference, const struct query_node *leaf,
                                  struct arena *arena)
{
    struct buffer folded = BUFFER_INIT;
    struct pattern *pattern = new_array(arena, 1, sizeof *pattern);
    struct looking looking = {.reference = reference, .leaf = leaf, .pattern = pattern};
    pattern->forms = new_array(arena, reference->forms.count, sizeof *pattern->forms);
    pattern->terms = new_array(arena, reference->terms.count, sizeof *pattern->terms);
    looking.was_seen = new_array(arena, reference->forms.count, sizeof *looking.was_seen);
    assert_int_equal(analyzer_fold(reference->analyzer, leaf->text, false, &folded, NULL), MRG_OK);
    looking.text = (mrg_text){(const char *)folded.data, folded.size};
    looking.beginning = beginning_of(leaf->kind, looking.text);
    look_at_all(&looking);
    buffer_free(&folded);
    return looking.found <= WILDCARD_EXPANSIONS_MAX ? pattern : NULL;
}

bool pattern_fits(const struct pattern *pattern, const struct occurrence *occurrence)
{
    return pattern->terms[occurrence->term] &&
           (occurrence->form == STRING_NONE || pattern->forms[occurrence->form] > 0);
}
