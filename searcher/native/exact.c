#include "common/base/error.h"
#include "common/segment/written_forms.h"
#include "searcher/native/iterator.h"

#include <stdlib.h>

/* The term's own iterator does the work; this one looks at the forms of its occurrences. */
struct exact_iterator {
    struct iterator base;
    struct iterator *term;
    struct posting_cursor cursor; /* of its own, so that forms can be read */
    struct exec_context *context;
    uint32_t ordinal; /* of the wanted form */
    uint32_t *starts; /* owned: places handed out last */
    uint32_t capacity;
};

static void exact_advance(struct iterator *it, uint32_t target)
{
    struct exact_iterator *exact = (struct exact_iterator *)it;
    iterator_advance(exact->term, target);
    it->article = exact->term->article;
}

static bool make_room(struct exact_iterator *exact, uint32_t count)
{
    if (count <= exact->capacity)
        return true;
    uint32_t *grown = realloc(exact->starts, count * sizeof *grown);
    if (grown == NULL) {
        fail_memory(exact->context->error);
        return false;
    }
    exact->starts = grown;
    exact->capacity = count;
    return true;
}

static struct places exact_places(struct iterator *it)
{
    struct exact_iterator *exact = (struct exact_iterator *)it;
    const uint32_t *positions, *forms;
    struct places places = {NULL, NULL, 0, 1};
    if (posting_cursor_advance(&exact->cursor, it->article) != it->article)
        return places;
    uint32_t count = posting_cursor_occurrences(&exact->cursor, &positions, &forms);
    if (!make_room(exact, count))
        return places;
    for (uint32_t i = 0; i < count; i++)
        if (forms[i] == exact->ordinal)
            exact->starts[places.count++] = positions[i];
    places.starts = exact->starts;
    return places;
}

static bool exact_matches(struct iterator *it)
{
    return exact_places(it).count > 0;
}

static double exact_score(struct iterator *it)
{
    return iterator_score(((struct exact_iterator *)it)->term);
}

static double exact_bound(struct iterator *it, uint32_t target, uint32_t *last)
{
    return iterator_bound(((struct exact_iterator *)it)->term, target, last);
}

static void exact_close(struct iterator *it)
{
    struct exact_iterator *exact = (struct exact_iterator *)it;
    iterator_close(exact->term);
    posting_cursor_close(&exact->cursor);
    free(exact->starts);
}

/* The ordinal of `form` in the term's table; false when it is not there (or the table is damaged, which
 * context->error then says). */
static bool find_form(struct exec_context *context, const struct plan_term *plan,
                      const struct term_entry *entry, mrg_text form, uint32_t *ordinal)
{
    struct written_forms forms;
    mrg_text text = {(const char *)plan->key.bytes + 1, plan->key.size - 1};
    const struct segment_file *file = &context->segment->file;
    if (!segment_file_verify(file, entry->forms, entry->forms_size) ||
        !written_forms_open(&forms, text, entry->forms, entry->forms_size)) {
        segment_file_damaged(file, entry->forms, "written forms", context->error);
        return false;
    }
    while (written_forms_next(&forms)) {
        *ordinal = forms.next - 1;
        if (forms.size == form.size && memcmp(forms.form, form.data, form.size) == 0)
            return true;
    }
    if (forms.next < forms.count)
        segment_file_damaged(file, entry->forms, "written forms", context->error);
    return false;
}

struct iterator *exact_iterator(struct exec_context *context, const struct plan_term *plan,
                                mrg_text form, double weight)
{
    static const struct iterator_ops ops = {.advance = exact_advance,
                                            .matches = exact_matches,
                                            .score = exact_score,
                                            .bound = exact_bound,
                                            .places = exact_places,
                                            .close = exact_close};
    const struct term_entry *entry = &plan->entries[context->segment_number];
    uint32_t ordinal;
    if (entry->df == 0 || !find_form(context, plan, entry, form, &ordinal))
        return nothing_iterator(context);
    struct iterator *term = term_iterator(context, plan, weight);
    if (term == NULL || !entry->has_forms)
        return term; /* the only form: every occurrence has it */
    struct exact_iterator *exact = arena_alloc(context->arena, sizeof *exact);
    if (exact == NULL)
        return NULL;
    exact->base = (struct iterator){.ops = &ops, .cost = term->cost};
    exact->term = term;
    exact->context = context;
    exact->ordinal = ordinal;
    exact->starts = NULL;
    exact->capacity = 0;
    if (posting_cursor_open(&exact->cursor, &context->segment->file, entry,
                            context->segment->meta.articles, context->error) != MRG_OK)
        return NULL;
    return &exact->base;
}
