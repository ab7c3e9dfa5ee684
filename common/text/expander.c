#include "common/text/char_class.h"
#include "common/text/run_lexer.h"
#include "common/text/tokenizer.h"
#include "common/text/utf8.h"

#include <string.h>

void expander_init(struct expander *expander, const char *run, size_t size)
{
    expander->run = run;
    expander->size = size;
    expander->at = 0;
    expander->position = 0;
    expander->joined_due = false;
}

/* A written form being built in the expander's `form`. */
struct form {
    char *bytes;  /* room for TOKEN_SIZE_MAX */
    size_t size;  /* bytes so far */
    bool is_full; /* a character did not fit: nothing is added any more */
};

/* Add whole characters, as many as fit. */
static void form_add(struct form *form, const char *bytes, size_t size)
{
    if (form->is_full)
        return;
    size_t fitting = utf8_cut(bytes, size, TOKEN_SIZE_MAX - form->size);
    form->is_full = fitting < size;
    memcpy(form->bytes + form->size, bytes, fitting);
    form->size += fitting;
}

/* Add the letters and digits from where `lexer` stands up to the next other symbol; return that. */
static struct symbol form_add_letters(struct form *form, struct run_lexer *lexer)
{
    size_t start = lexer->at;
    run_lexer_skip(lexer);
    form_add(form, lexer->text + start, lexer->at - start);
    return run_lexer_next(lexer);
}

/* Add what `symbol` of `run` contributes. */
static void form_add_symbol(struct form *form, const char *run, struct symbol symbol)
{
    switch (symbol.kind) {
    case SYMBOL_CHAR:
        form_add(form, run + symbol.start, symbol.end - symbol.start);
        break;
    case SYMBOL_APOSTROPHE:
        form_add(form, "'", 1);
        break;
    case SYMBOL_HYPHEN:
        form_add(form, "-", 1);
        break;
    case SYMBOL_NOTHING:
    case SYMBOL_END:
        break;
    }
}

/* Take off a possessive 's. One that the cut at TOKEN_SIZE_MAX left at the end is none. */
static void form_drop_possessive(struct form *form)
{
    if (form->is_full || form->size < 3)
        return;
    const char *tail = form->bytes + form->size - 2;
    if (tail[0] == '\'' && (tail[1] == 's' || tail[1] == 'S'))
        form->size -= 2;
}

/* The part at `at` of the run becomes `token`; the expander moves to the next part. */
static bool read_part(struct expander *expander, struct token *token)
{
    struct form form = {expander->form, 0, false};
    struct run_lexer lexer;
    run_lexer_init(&lexer, expander->run, expander->size, expander->at);
    struct symbol symbol = form_add_letters(&form, &lexer);
    while (symbol.kind != SYMBOL_END && symbol.kind != SYMBOL_HYPHEN) {
        form_add_symbol(&form, expander->run, symbol);
        symbol = form_add_letters(&form, &lexer);
    }
    form_drop_possessive(&form);
    *token = (struct token){.form = {form.bytes, form.size},
                            .start = expander->at,
                            .end = symbol.start,
                            .position = expander->position};
    expander->joined_due = symbol.kind == SYMBOL_HYPHEN && expander->at == 0;
    expander->at = symbol.kind == SYMBOL_HYPHEN ? symbol.end : expander->size;
    expander->position++;
    return form.size > 0;
}

/* The joined form of the whole run becomes `token`. Reading stops when the form is full, or a run
 * of a megabyte would be read once more for nothing. */
static bool read_joined(struct expander *expander, struct token *token)
{
    struct form form = {expander->form, 0, false};
    struct run_lexer lexer;
    run_lexer_init(&lexer, expander->run, expander->size, 0);
    struct symbol symbol = form_add_letters(&form, &lexer);
    while (symbol.kind != SYMBOL_END && !form.is_full) {
        form_add_symbol(&form, expander->run, symbol);
        if (symbol.kind == SYMBOL_HYPHEN)
            run_lexer_init(&lexer, expander->run, expander->size, symbol.end);
        symbol = form_add_letters(&form, &lexer);
    }
    form_drop_possessive(&form);
    *token = (struct token){
        .form = {form.bytes, form.size}, .end = expander->size, .position = 0, .is_joined = true};
    expander->joined_due = false;
    return true;
}

/* Add a character of a script without spaces, less what vanishes. */
static void form_add_spaceless(struct form *form, const char *run, size_t start, size_t end)
{
    size_t length;
    for (size_t at = start; at < end; at += length)
        if (char_class_of(utf8_decode(run, end, at, &length)) != CHAR_IGNORED)
            form_add(form, run + at, length);
}

/* The bigram at `at`, or the lone character, becomes `token`. */
static bool read_bigram(struct expander *expander, struct token *token)
{
    const char *run = expander->run;
    struct form form = {expander->form, 0, false};
    size_t start = expander->at;
    bool more;
    size_t middle = spaceless_char_end(run, expander->size, start, &more);
    size_t end = middle;
    if (more)
        end = spaceless_char_end(run, expander->size, middle, &more);
    form_add_spaceless(&form, run, start, end);
    *token = (struct token){.form = {form.bytes, form.size},
                            .start = start,
                            .end = end,
                            .position = expander->position,
                            .is_bigram = true};
    expander->position++;
    expander->at = more ? middle : expander->size;
    return true;
}

bool expander_next(struct expander *expander, struct token *token)
{
    if (expander->joined_due)
        return read_joined(expander, token);
    if (expander->at >= expander->size)
        return false;
    size_t length;
    uint32_t code = utf8_decode(expander->run, expander->size, expander->at, &length);
    if (char_class_of(code) == CHAR_SPACELESS)
        return read_bigram(expander, token);
    return read_part(expander, token);
}
