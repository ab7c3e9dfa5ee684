/* The written forms of a term: how its occurrences were spelled, most frequent first.
 *
 * Section FORMS, for terms whose forms are not just the term itself:
 *
 *   table  = varint count, form{count}
 *   form   = varint (shared * 4 + pattern), varint size, bytes{size} [varint occurrences]
 *            the first `shared` bytes of the term's text, changed by pattern, and these bytes;
 *            occurrences only when count > 1
 *   pattern = 0 as is | 1 first byte in upper case | 2 all bytes in upper case (ASCII only)
 *
 * A form's place in the table is its ordinal, which positions refer to. FORM_OTHER as an ordinal means
 * a form beyond the FORMS_MAX kept: it equals no written form that can be asked for.
 */
#ifndef MORGUE_SEGMENT_WRITTEN_FORMS_H
#define MORGUE_SEGMENT_WRITTEN_FORMS_H

#include "common/base/buffer.h"
#include "common/morgue.h"

enum { FORMS_MAX = 0xFFFF, FORM_OTHER = 0xFFFF, FORM_SIZE_MAX = 192 };

/* Append the head of a table of `count` forms. */
void written_forms_begin(struct buffer *out, uint32_t count);

/* Append one form (at most FORM_SIZE_MAX bytes) of `term`; `occurrences` is kept when the table has
 * more than one. */
void written_forms_add(struct buffer *out, mrg_text term, mrg_text form, bool is_only,
                       uint64_t occurrences);

/* True when the only form `form` equals the term, so that no table is needed. */
static inline bool written_form_is_term(mrg_text term, mrg_text form)
{
    return term.size == form.size && memcmp(term.data, form.data, term.size) == 0;
}

/* Walks a table. */
struct written_forms {
    mrg_text term;          /* borrowed */
    const uint8_t *at;      /* next form */
    const uint8_t *end;     /* of the table */
    uint32_t count;         /* forms in all */
    uint32_t next;          /* ordinal of the next form */
    uint64_t occurrences;   /* of the current form; 0 when it is the only one */
    size_t size;            /* bytes of the current form */
    char form[FORM_SIZE_MAX]; /* the current form */
};

/* Start on `size` bytes at `table` (none: the one form that equals the term). False on damage. */
bool written_forms_open(struct written_forms *forms, mrg_text term, const uint8_t *table,
                        uint64_t size);

/* The next form; false at the end and on damage (then forms->next < forms->count). */
bool written_forms_next(struct written_forms *forms);

#endif
