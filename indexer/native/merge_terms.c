#include "indexer/native/merge_terms.h"
#include "common/base/error.h"

#include <stdlib.h>

enum { ENTRY_NUMBERS = 8 /* bytes of a dictionary's entry besides its key, about */ };

mrg_status term_merger_init(struct term_merger *merger, const struct segment *const *segments,
                            const uint32_t *const *renumbered, size_t count, mrg_error *error)
{
    *merger = (struct term_merger){.sources = calloc(count + 1, sizeof *merger->sources)};
    if (merger->sources == NULL)
        return fail_memory(error);
    merger->count = count;
    for (size_t i = 0; i < count; i++)
        list_source_init(&merger->sources[i].list, segments[i], renumbered[i]);
    return MRG_OK;
}

void term_merger_free(struct term_merger *merger)
{
    free(merger->sources);
    merged_forms_free(&merger->forms);
}

/* ---- going over terms ---- */

static void note_damage(struct term_merger *merger, const struct term_source *source)
{
    const struct segment_file *file = &source->list.segment->file;
    if (merger->damage.status == MRG_OK)
        segment_file_damaged(file, file->sections[SECTION_TERMS].data, "dictionary",
                             &merger->damage);
}

static void advance(struct term_merger *merger, struct term_source *source)
{
    source->at_end = !dictionary_next(&source->terms);
    if (source->terms.damaged)
        note_damage(merger, source);
}

void term_merger_seek(struct term_merger *merger, const uint8_t *key, size_t size)
{
    merger->read = 0;
    merger->damage = (mrg_error)MRG_ERROR_INIT;
    for (size_t i = 0; i < merger->count && merger->damage.status == MRG_OK; i++) {
        struct term_source *source = &merger->sources[i];
        mrg_error *error = size == 0 ? &merger->damage : NULL;
        if (dictionary_seek(&source->list.segment->dictionary, &source->terms, key, size, error) !=
            MRG_OK)
            source->terms.damaged = true;
        source->terms.error =
            NULL; /* what is met on the way is told in one way, wherever that begins */
        advance(merger, source);
    }
}

static int compare_keys(const uint8_t *a, size_t a_size, const uint8_t *b, size_t b_size)
{
    int order = memcmp(a, b, a_size < b_size ? a_size : b_size);
    return order != 0 ? order : a_size < b_size ? -1 : a_size > b_size;
}

/* The source with the smallest current key; NULL when all are at their end. */
static const struct term_source *smallest(const struct term_merger *merger)
{
    const struct term_source *best = NULL;
    for (size_t i = 0; i < merger->count; i++) {
        const struct term_source *source = &merger->sources[i];
        if (source->at_end)
            continue;
        if (best == NULL || compare_keys(source->terms.key, source->terms.key_size, best->terms.key,
                                         best->terms.key_size) < 0)
            best = source;
    }
    return best;
}

bool term_merger_next(struct term_merger *merger)
{
    const struct term_source *first = merger->damage.status == MRG_OK ? smallest(merger) : NULL;
    if (first == NULL)
        return false;
    merger->key_size = first->terms.key_size;
    memcpy(merger->key, first->terms.key, merger->key_size);
    return merger->until == NULL ||
           compare_keys(merger->key, merger->key_size, merger->until, merger->until_size) < 0;
}

static bool has_term(const struct term_merger *merger, const struct term_source *source)
{
    return !source->at_end && source->terms.key_size == merger->key_size &&
           memcmp(source->terms.key, merger->key, merger->key_size) == 0;
}

/* Bytes of a source that its current term takes, about. Most terms, such as ids, have little but their entry. */
static size_t source_bytes(const struct term_source *source)
{
    const struct term_entry *entry = &source->terms.entry;
    return (size_t)(entry->postings_size + entry->positions_size + entry->forms_size) +
           source->terms.key_size + ENTRY_NUMBERS;
}

size_t term_merger_bytes(const struct term_merger *merger)
{
    size_t bytes = 0;
    for (size_t i = 0; i < merger->count; i++)
        if (has_term(merger, &merger->sources[i]))
            bytes += source_bytes(&merger->sources[i]);
    return bytes;
}

/* ---- one term ---- */

/* Put the written forms of all sources together. */
static void merge_forms(struct term_merger *merger, bool has_positions)
{
    mrg_text text = {(const char *)merger->key + 1, merger->key_size - 1};
    merged_forms_begin(&merger->forms, text);
    for (size_t i = 0; has_positions && i < merger->count; i++) {
        const struct term_source *source = &merger->sources[i];
        if (has_term(merger, source))
            merged_forms_take(&merger->forms, &source->list.segment->file, &source->terms.entry,
                              &merger->damage);
    }
    merged_forms_finish(&merger->forms);
}

void term_merger_merge(struct term_merger *merger, struct postings_writer *postings)
{
    bool has_positions = field_has_positions((enum key_field)merger->key[0]);
    size_t taken = 0;
    merge_forms(merger, has_positions);
    postings_begin(postings, has_positions, merger->forms.count > 1);
    for (size_t i = 0; i < merger->count; i++) {
        struct term_source *source = &merger->sources[i];
        if (!has_term(merger, source))
            continue;
        const uint32_t *ordinals = merged_forms_ordinals(&merger->forms, taken++);
        merge_list(&source->list, &source->terms.entry, &merger->forms, ordinals, postings,
                   &merger->damage);
        merger->read += source_bytes(source);
        advance(merger, source);
    }
    if (postings->cf == 1 && merger->forms.count > 1) { /* the others went with removed articles */
        merged_forms_keep_only(&merger->forms, postings->forms[0]);
        postings->has_forms = false;
    }
}
