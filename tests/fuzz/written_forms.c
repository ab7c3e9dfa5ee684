/* Tables of written forms: what was read is written and reads the same.
 *
 *   input = size:byte term{size} table
 */
#include "common/segment/written_forms.h"
#include "tests/fuzz/fuzz.h"

/* Copy a table form by form; false when it is damaged. */
static bool rewrite(mrg_text term, const uint8_t *table, size_t size, struct buffer *out)
{
    struct written_forms forms;
    if (!written_forms_open(&forms, term, table, size))
        return false;
    written_forms_begin(out, forms.count);
    while (written_forms_next(&forms)) {
        FUZZ_REQUIRE(forms.size <= FORM_SIZE_MAX && forms.next <= forms.count);
        written_forms_add(out, term, (mrg_text){forms.form, forms.size}, forms.count == 1,
                          forms.occurrences);
    }
    return forms.next == forms.count;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz_input input = {data, data + size};
    const mrg_text term = fuzz_piece(&input, fuzz_u8(&input)), table = fuzz_rest(&input);
    char *term_copy = fuzz_tight_copy(term), *table_copy = fuzz_tight_copy(table);
    const mrg_text tight_term = {term_copy, term.size};
    struct buffer first = BUFFER_INIT, second = BUFFER_INIT;
    if (rewrite(tight_term, (const uint8_t *)table_copy, table.size, &first)) {
        FUZZ_REQUIRE(rewrite(tight_term, first.data, first.size, &second));
        FUZZ_REQUIRE(first.size == second.size && memcmp(first.data, second.data, first.size) == 0);
    }
    buffer_free(&first);
    buffer_free(&second);
    free(term_copy);
    free(table_copy);
    return 0;
}
