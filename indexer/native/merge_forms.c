#include "indexer/native/merge_forms.h"

#include <stdlib.h>

void merged_forms_free(struct merged_forms *merged)
{
    if (merged->is_ready)
        string_table_free(&merged->forms);
    buffer_free(&merged->counts);
    buffer_free(&merged->source_forms);
    buffer_free(&merged->starts);
    buffer_free(&merged->ordinals);
    buffer_free(&merged->table);
}

void merged_forms_begin(struct merged_forms *merged, mrg_text term)
{
    merged->term = term;
    /* Clearing costs as much as the table is large: do not keep what one odd term blew up. */
    if (merged->is_ready && merged->forms.slot_mask >= 4096) {
        string_table_free(&merged->forms);
        merged->is_ready = false;
    }
    if (!merged->is_ready)
        merged->is_ready = string_table_init(&merged->forms);
    else if (merged->forms.count > 0)
        string_table_clear(&merged->forms);
    merged->failed |= !merged->is_ready;
    merged->count = 0;
    buffer_clear(&merged->counts);
    buffer_clear(&merged->source_forms);
    buffer_clear(&merged->starts);
    buffer_clear(&merged->ordinals);
    buffer_clear(&merged->table);
}

static void take_form(struct merged_forms *merged, mrg_text form, uint64_t occurrences)
{
    bool is_new;
    uint32_t number = string_table_add(&merged->forms, 0, form.data, form.size, &is_new);
    if (number == STRING_NONE) {
        merged->failed = true;
        return;
    }
    if (is_new)
        buffer_append(&merged->counts, &occurrences, sizeof occurrences);
    else
        ((uint64_t *)(void *)merged->counts.data)[number] += occurrences;
    buffer_append(&merged->source_forms, &number, sizeof number);
    merged->failed |= merged->counts.failed || merged->source_forms.failed;
}

void merged_forms_take(struct merged_forms *merged, const struct segment_file *file,
                       const struct term_entry *entry, mrg_error *error)
{
    struct written_forms forms;
    uint32_t start = (uint32_t)(merged->source_forms.size / sizeof start);
    buffer_append(&merged->starts, &start, sizeof start);
    bool good = segment_file_verify(file, entry->forms, entry->forms_size) &&
                written_forms_open(&forms, merged->term, entry->forms, entry->forms_size);
    while (good && !merged->failed && written_forms_next(&forms))
        take_form(merged, (mrg_text){forms.form, forms.size},
                  forms.count > 1 ? forms.occurrences : entry->cf);
    if (!good || (!merged->failed && forms.next < forms.count))
        segment_file_damaged(file, entry->forms, "written forms", error);
    merged->failed |= merged->starts.failed;
}

static const uint64_t *counts_of(const struct merged_forms *merged)
{
    return (const uint64_t *)(const void *)merged->counts.data;
}

/* More frequent first; then by bytes. */
static int compare_forms(const void *a, const void *b, void *context)
{
    const struct merged_forms *merged = context;
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    const uint64_t *counts = counts_of(merged);
    if (counts[x] != counts[y])
        return counts[x] > counts[y] ? -1 : 1;
    const struct string_entry *p = &merged->forms.entries[x], *q = &merged->forms.entries[y];
    int order = memcmp(p->data, q->data, p->size < q->size ? p->size : q->size);
    return order != 0 ? order : p->size < q->size ? -1 : p->size > q->size;
}

static void write_table(struct merged_forms *merged, const uint32_t *order)
{
    const struct string_entry *only = &merged->forms.entries[order[0]];
    if (merged->count == 1 &&
        written_form_is_term(merged->term, (mrg_text){only->data, only->size}))
        return;
    written_forms_begin(&merged->table, merged->count);
    for (uint32_t i = 0; i < merged->count; i++) {
        const struct string_entry *form = &merged->forms.entries[order[i]];
        written_forms_add(&merged->table, merged->term, (mrg_text){form->data, form->size},
                          merged->count == 1, counts_of(merged)[order[i]]);
    }
}

void merged_forms_finish(struct merged_forms *merged)
{
    uint32_t all = merged->failed ? 0 : merged->forms.count;
    if (all == 0)
        return;
    uint32_t *order = malloc(2 * sizeof *order * (size_t)all), *ranks = order + all;
    if (order == NULL) {
        merged->failed = true;
        return;
    }
    for (uint32_t i = 0; i < all; i++)
        order[i] = i;
    qsort_r(order, all, sizeof *order, compare_forms, merged);
    merged->count = all < FORMS_MAX - 1 ? all : FORMS_MAX - 1;
    for (uint32_t i = 0; i < all; i++)
        ranks[order[i]] = i < merged->count ? i : FORM_OTHER;
    for (size_t at = 0; at < merged->source_forms.size; at += sizeof *order) {
        uint32_t number;
        memcpy(&number, merged->source_forms.data + at, sizeof number);
        buffer_append(&merged->ordinals, &ranks[number], sizeof *ranks);
    }
    write_table(merged, order);
    merged->failed |= merged->ordinals.failed || merged->table.failed;
    free(order);
}

void merged_forms_keep_only(struct merged_forms *merged, uint32_t ordinal)
{
    size_t have = merged->ordinals.size / sizeof ordinal;
    const uint32_t *ordinals = (const uint32_t *)(const void *)merged->ordinals.data;
    const uint32_t *numbers = (const uint32_t *)(const void *)merged->source_forms.data;
    for (size_t i = 0; i < have; i++) {
        if (ordinals[i] != ordinal)
            continue;
        merged->count = 1;
        buffer_clear(&merged->table);
        write_table(merged, &numbers[i]);
        merged->failed |= merged->table.failed;
        return;
    }
}

const uint32_t *merged_forms_ordinals(const struct merged_forms *merged, size_t number)
{
    if (merged->ordinals.size == 0 || number * sizeof(uint32_t) >= merged->starts.size)
        return NULL;
    uint32_t start;
    memcpy(&start, merged->starts.data + number * sizeof start, sizeof start);
    return (const uint32_t *)(const void *)merged->ordinals.data + start;
}
