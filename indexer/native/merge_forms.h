/* The written forms of one term, from several segments, as one table. */
#ifndef MORGUE_INDEXER_MERGE_FORMS_H
#define MORGUE_INDEXER_MERGE_FORMS_H

#include "common/base/string_table.h"
#include "common/segment/dictionary.h"
#include "common/segment/written_forms.h"

struct merged_forms {
    mrg_text term;             /* borrowed */
    struct string_table forms; /* distinct forms; scope 0 */
    struct buffer counts;      /* u64 per form: occurrences */
    struct buffer
        source_forms;     /* u32: number in `forms` per form of each source, one after the other */
    struct buffer starts; /* u32 per source: where its forms begin in source_forms */
    struct buffer ordinals; /* u32 as source_forms, with merged ordinals; after finish */
    struct buffer table;    /* the table to write; empty when the only form equals the term */
    uint32_t count;         /* distinct forms kept */
    bool is_ready;          /* the string table has been set up */
    bool failed;            /* memory ran short */
};

void merged_forms_free(struct merged_forms *merged);

/* Start on the next term (borrowed until the term after it). */
void merged_forms_begin(struct merged_forms *merged, mrg_text term);

/* Take in the forms of the next source. Damage goes to *error. */
void merged_forms_take(struct merged_forms *merged, const struct segment_file *file,
                       const struct term_entry *entry, mrg_error *error);

/* All sources are in: order the forms and make the table. */
void merged_forms_finish(struct merged_forms *merged);

/* After finish: make the table anew with just the form of this merged ordinal. For a term whose one
 * remaining occurrence goes into the dictionary, which has no room for an ordinal. */
void merged_forms_keep_only(struct merged_forms *merged, uint32_t ordinal);

/* The ordinals of source `number` (in order of taking): an opaque handle for merged_form_ordinal. */
const uint32_t *merged_forms_ordinals(const struct merged_forms *merged, size_t number);

/* The merged ordinal of a source's ordinal. */
static inline uint32_t merged_form_ordinal(const struct merged_forms *merged,
                                           const uint32_t *ordinals, uint32_t ordinal)
{
    size_t index =
        ordinals != NULL ? (size_t)(ordinals - (uint32_t *)(void *)merged->ordinals.data) : 0;
    size_t have = merged->ordinals.size / sizeof *ordinals;
    bool known = ordinals != NULL && ordinal != FORM_OTHER && ordinal < have - index;
    return known ? ordinals[ordinal] : FORM_OTHER;
}

#endif
