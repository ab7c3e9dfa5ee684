#include "common/segment/written_forms.h"
#include "common/codec/varint.h"

enum pattern { AS_IS, FIRST_UPPER, ALL_UPPER, PATTERNS };

static char to_upper(char byte)
{
    return byte >= 'a' && byte <= 'z' ? (char)(byte - 'a' + 'A') : byte;
}

static char changed(enum pattern pattern, size_t index, char byte)
{
    return pattern == ALL_UPPER || (pattern == FIRST_UPPER && index == 0) ? to_upper(byte) : byte;
}

static size_t shared_with(enum pattern pattern, mrg_text term, mrg_text form)
{
    size_t most = term.size < form.size ? term.size : form.size, shared = 0;
    while (shared < most && changed(pattern, shared, term.data[shared]) == form.data[shared])
        shared++;
    return shared;
}

void written_forms_begin(struct buffer *out, uint32_t count)
{
    varint_append(out, count);
}

void written_forms_add(struct buffer *out, mrg_text term, mrg_text form, bool is_only,
                       uint64_t occurrences)
{
    size_t best = 0;
    enum pattern best_pattern = AS_IS;
    for (enum pattern pattern = AS_IS; pattern < PATTERNS; pattern++) {
        size_t shared = shared_with(pattern, term, form);
        if (shared > best) {
            best = shared;
            best_pattern = pattern;
        }
    }
    varint_append(out, best * 4 + best_pattern);
    varint_append(out, form.size - best);
    buffer_append(out, form.data + best, form.size - best);
    if (!is_only)
        varint_append(out, occurrences);
}

bool written_forms_open(struct written_forms *forms, mrg_text term, const uint8_t *table,
                        uint64_t size)
{
    forms->term = term;
    forms->at = table;
    forms->end = size > 0 ? table + size : NULL;
    forms->count = 1;
    forms->next = 0;
    if (size == 0)
        return true;
    forms->at = varint_read_u32(table, forms->end, &forms->count);
    return forms->at != NULL && forms->count > 0 && forms->count <= FORMS_MAX;
}

static bool next_from_table(struct written_forms *forms)
{
    uint64_t head, size;
    const uint8_t *at = varint_read(forms->at, forms->end, &head);
    at = varint_read(at, forms->end, &size);
    uint64_t shared = head / 4, pattern = head % 4;
    if (at == NULL || pattern >= PATTERNS || shared > forms->term.size || shared > FORM_SIZE_MAX ||
        size > FORM_SIZE_MAX - shared || size > (uint64_t)(forms->end - at))
        return false;
    for (size_t i = 0; i < shared; i++)
        forms->form[i] = changed((enum pattern)pattern, i, forms->term.data[i]);
    memcpy(forms->form + shared, at, size);
    forms->size = (size_t)(shared + size);
    forms->at = at + size;
    forms->occurrences = 0;
    if (forms->count > 1)
        forms->at = varint_read(forms->at, forms->end, &forms->occurrences);
    return forms->at != NULL;
}

bool written_forms_next(struct written_forms *forms)
{
    if (forms->next >= forms->count)
        return false;
    if (forms->end == NULL) {
        if (forms->term.size > FORM_SIZE_MAX)
            return false;
        memcpy(forms->form, forms->term.data, forms->term.size);
        forms->size = forms->term.size;
        forms->occurrences = 0;
    } else if (!next_from_table(forms)) {
        return false;
    }
    forms->next++;
    return true;
}
