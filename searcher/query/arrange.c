#include "searcher/query/arrange.h"

#include "searcher/query/characters.h"

/* Whether an operand begins with a token of this kind. A NOT counts whatever follows it: one that
 * negates nothing is a word, and so an operand itself. */
static bool begins_operand(enum token_kind kind)
{
    switch (kind) {
    case TOKEN_WORD:
    case TOKEN_QUOTED:
    case TOKEN_OPEN:
    case TOKEN_MINUS:
    case TOKEN_NOT:
        return true;
    case TOKEN_CLOSE:
    case TOKEN_AND:
    case TOKEN_OR:
    case TOKEN_NEAR:
    case TOKEN_PRE:
    case TOKEN_DROPPED:
    case TOKEN_END:
        return false;
    }
    return false;
}

static bool has_prefix(const struct token *token)
{
    return token->has_field || token->date != DATE_RELATION_NONE;
}

/* Take an opening bracket out; the name of a field before it stays as a word. */
static void drop_open(struct token *open)
{
    if (!has_prefix(open)) {
        open->kind = TOKEN_DROPPED;
        return;
    }
    mrg_text name = text_slice(open->whole, 0, open->whole.size - 1);
    *open = (struct token){.kind = TOKEN_WORD, .text = name, .whole = name};
}

/* Link each bracket to its partner and take those without one out. While the partner of an opening
 * bracket is being looked for, its link is the opening bracket around it. */
static void match_brackets(struct reading *reading, struct tokens *tokens)
{
    const size_t none = SIZE_MAX;
    size_t innermost = none;
    for (size_t i = 0; i < tokens->count; i++) {
        struct token *token = &tokens->items[i];
        if (token->kind == TOKEN_OPEN) {
            token->link = innermost;
            innermost = i;
        } else if (token->kind == TOKEN_CLOSE && innermost != none) {
            struct token *open = &tokens->items[innermost];
            token->link = innermost;
            innermost = open->link;
            open->link = i;
        } else if (token->kind == TOKEN_CLOSE) {
            warn(reading, "a bracket was closed but not opened: ", token->text, "; left out");
            token->kind = TOKEN_DROPPED;
        }
    }
    while (innermost != none) {
        struct token *open = &tokens->items[innermost];
        innermost = open->link;
        warn(reading, "a bracket was not closed: ", open->whole, "; left out");
        drop_open(open);
    }
}

static void limit_depth(struct reading *reading, struct tokens *tokens, unsigned depth_max)
{
    unsigned depth = 0;
    bool is_warned = false;
    for (size_t i = 0; i < tokens->count; i++) {
        struct token *token = &tokens->items[i];
        if (token->kind == TOKEN_OPEN && depth < depth_max) {
            depth++;
        } else if (token->kind == TOKEN_OPEN) {
            if (!is_warned)
                warn(reading, "brackets are too deep here: ", token->whole, "; left out");
            is_warned = true;
            tokens->items[token->link].kind = TOKEN_DROPPED;
            drop_open(token);
        } else if (token->kind == TOKEN_CLOSE) {
            depth--;
        }
    }
}

/* Close up over what was taken out. A pair of brackets with nothing in it goes, and so do minuses
 * that have nothing to negate any more. */
static void close_up(struct reading *reading, struct tokens *tokens)
{
    struct token *items = tokens->items;
    size_t kept = 0;
    for (size_t i = 0; i < tokens->count; i++) {
        enum token_kind kind = items[i].kind;
        if (kind == TOKEN_DROPPED)
            continue;
        while (kept > 0 && items[kept - 1].kind == TOKEN_MINUS && !begins_operand(kind))
            kept--;
        if (kind == TOKEN_CLOSE && items[kept - 1].kind == TOKEN_OPEN) {
            if (has_prefix(&items[kept - 1]))
                warn(reading, "nothing stands in the brackets of: ", items[kept - 1].whole,
                     "; left out");
            kept--;
            while (kept > 0 && items[kept - 1].kind == TOKEN_MINUS)
                kept--;
            continue;
        }
        items[kept++] = items[i];
    }
    tokens->count = kept;
}

static bool is_idle(const struct token *token, bool has_left)
{
    switch (token->kind) {
    case TOKEN_AND:
    case TOKEN_OR:
    case TOKEN_NEAR:
    case TOKEN_PRE:
        return !has_left || !begins_operand(token[1].kind);
    case TOKEN_NOT:
        return !begins_operand(token[1].kind);
    case TOKEN_WORD:
    case TOKEN_QUOTED:
    case TOKEN_OPEN:
    case TOKEN_CLOSE:
    case TOKEN_MINUS:
    case TOKEN_DROPPED:
    case TOKEN_END:
        return false;
    }
    return false;
}

/* Operators that have nothing to join or to negate become words, in lower case. */
static void settle_operators(struct reading *reading, struct tokens *tokens)
{
    bool has_left = false;
    for (size_t i = 0; i < tokens->count; i++) {
        struct token *token = &tokens->items[i];
        if (is_idle(token, has_left)) {
            const char *why = token->kind == TOKEN_NOT ? " has nothing behind it to exclude"
                                                       : " needs something on both sides";
            warn(reading, "", token->text, why);
            token->kind = TOKEN_WORD;
            token->is_lowered = true;
        }
        has_left =
            token->kind == TOKEN_WORD || token->kind == TOKEN_QUOTED || token->kind == TOKEN_CLOSE;
    }
}

void arrange(struct reading *reading, struct tokens *tokens, unsigned depth_max)
{
    match_brackets(reading, tokens);
    limit_depth(reading, tokens, depth_max);
    close_up(reading, tokens);
    settle_operators(reading, tokens);
}
