#include "common/text/tokenizer.h"

void tokenizer_init(struct tokenizer *tokenizer, mrg_text text, uint32_t base)
{
    scanner_init(&tokenizer->scanner, text);
    expander_init(&tokenizer->expander, "", 0);
    tokenizer->run = (struct run){0, 0, false};
    tokenizer->next_position = base + 1;
    tokenizer->in_run = false;
}

/* The next token of the current run, moved to where the run stands in the text. */
static bool next_of_run(struct tokenizer *tokenizer, struct token *token)
{
    if (!expander_next(&tokenizer->expander, token)) {
        tokenizer->next_position += tokenizer->expander.position;
        tokenizer->in_run = false;
        return false;
    }
    token->start += tokenizer->run.start;
    token->end += tokenizer->run.start;
    token->position += tokenizer->next_position;
    return true;
}

/* The current run, which is plain, becomes `token`. */
static void take_plain_run(struct tokenizer *tokenizer, struct token *token)
{
    const struct run *run = &tokenizer->run;
    *token = (struct token){.form = {tokenizer->scanner.text + run->start, run->end - run->start},
                            .start = run->start,
                            .end = run->end,
                            .position = tokenizer->next_position++};
}

/* Both of the public functions; `least` NULL: no bounds. Inline so that each has a loop of its own. */
static inline bool next_token(struct tokenizer *tokenizer, const uint8_t *least,
                              struct token *token)
{
    const struct run *run = &tokenizer->run;
    const char *text = tokenizer->scanner.text;
    while (!tokenizer->in_run || !next_of_run(tokenizer, token)) {
        if (!scanner_next(&tokenizer->scanner, &tokenizer->run))
            return false;
        if (run->is_plain && least != NULL &&
            run->end - run->start < least[(uint8_t)text[run->start]]) {
            tokenizer->next_position++;
        } else if (run->is_plain) {
            take_plain_run(tokenizer, token);
            return true;
        } else {
            expander_init(&tokenizer->expander, text + run->start, run->end - run->start);
            tokenizer->in_run = true;
        }
    }
    return true;
}

bool tokenizer_next(struct tokenizer *tokenizer, struct token *token)
{
    return next_token(tokenizer, NULL, token);
}

bool tokenizer_next_of(struct tokenizer *tokenizer, const uint8_t least[256], struct token *token)
{
    return next_token(tokenizer, least, token);
}
