#include "tests/unit/text/token_text.h"

#include "common/text/tokenizer.h"

#include <stdio.h>

void tokens_as_text(mrg_text text, char *out, size_t capacity)
{
    struct tokenizer tokenizer;
    struct token token;
    size_t used = 0;
    out[0] = '\0';
    tokenizer_init(&tokenizer, text, 0);
    while (used < capacity && tokenizer_next(&tokenizer, &token))
        used += (size_t)snprintf(out + used, capacity - used, "%s%.*s@%u[%zu-%zu]",
                                 used > 0 ? " " : "", (int)token.form.size, token.form.data,
                                 token.position, token.start, token.end);
}

void term_as_text(struct analyzer *analyzer, language_id language, mrg_text form, char *out)
{
    size_t size = 0;
    analyzer_term(analyzer, language, form, out, &size, NULL);
    out[size] = '\0';
}

void terms_as_text(struct analyzer *analyzer, language_id language, mrg_text text, char *out,
                   size_t capacity)
{
    struct tokenizer tokenizer;
    struct token token;
    size_t used = 0;
    out[0] = '\0';
    tokenizer_init(&tokenizer, text, 0);
    while (used < capacity && tokenizer_next(&tokenizer, &token)) {
        char term[TERM_SIZE_MAX + 1];
        term_as_text(analyzer, language, token.form, term);
        used += (size_t)snprintf(out + used, capacity - used, "%s%s@%u", used > 0 ? " " : "", term,
                                 token.position);
    }
}
