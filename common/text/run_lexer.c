#include "common/text/run_lexer.h"

#include "common/text/char_class.h"
#include "common/text/tokenizer.h"
#include "common/text/utf8.h"

void run_lexer_init(struct run_lexer *lexer, const char *text, size_t size, size_t at)
{
    *lexer = (struct run_lexer){.text = text, .size = size, .at = at};
}

/* The class of the character at `at` and where it ends; a separator at the end of the text. */
static enum char_class class_at(const struct run_lexer *lexer, size_t at, uint32_t *code,
                                size_t *end)
{
    *code = 0;
    *end = at;
    if (at >= lexer->size)
        return CHAR_SEPARATOR;
    size_t length;
    *code = utf8_decode(lexer->text, lexer->size, at, &length);
    *end = at + length;
    return char_class_of(*code);
}

/* As class_at, for the first character from `at` that does not vanish. */
static enum char_class class_beyond(const struct run_lexer *lexer, size_t at, uint32_t *code,
                                    size_t *end)
{
    enum char_class class = class_at(lexer, at, code, end);
    while (class == CHAR_IGNORED)
        class = class_at(lexer, *end, code, end);
    return class;
}

/* Where the letter at `at` ends with its marks, if what follows is no letter or digit; else 0. */
static size_t single_letter_end(const struct run_lexer *lexer, size_t at)
{
    uint32_t code;
    size_t end;
    if (class_beyond(lexer, at, &code, &end) != CHAR_LETTER)
        return 0;
    size_t next;
    enum char_class class = class_at(lexer, end, &code, &next);
    while (class == CHAR_MARK || class == CHAR_IGNORED) {
        end = next;
        class = class_at(lexer, end, &code, &next);
    }
    return class == CHAR_LETTER || class == CHAR_DIGIT ? 0 : end;
}

/* Where the acronym ends that begins at `at`: two single letters or more, a dot after each, after
 * the last or not. 0 when there is none. */
static size_t find_acronym_end(const struct run_lexer *lexer, size_t at)
{
    size_t letters = 0;
    size_t end = 0;
    bool has_dot = true;
    while (has_dot) {
        size_t letter_end = single_letter_end(lexer, at);
        if (letter_end == 0)
            break;
        has_dot = letter_end < lexer->size && lexer->text[letter_end] == '.';
        end = at = letter_end + has_dot;
        letters++;
    }
    return letters >= 2 ? end : 0;
}

/* Whether the comma that ends at `at` groups thousands: three digits follow and no fourth. */
static bool is_thousands_comma(const struct run_lexer *lexer, size_t at)
{
    uint32_t code;
    for (int digits = 0; digits < 3; digits++)
        if (class_at(lexer, at, &code, &at) != CHAR_DIGIT)
            return false;
    return class_at(lexer, at, &code, &at) != CHAR_DIGIT;
}

/* Whether an ampersand that ends at `at` stays: between two capitals (AT&T), or with a single
 * letter on either side, so that "at&t" in a query is read like AT&T. */
static bool keeps_ampersand(const struct run_lexer *lexer, size_t at)
{
    uint32_t next;
    size_t end;
    if (char_class_of(lexer->last) != CHAR_LETTER ||
        class_beyond(lexer, at, &next, &end) != CHAR_LETTER)
        return false;
    return (char_is_capital(lexer->last) && char_is_capital(next)) || lexer->characters == 1 ||
           single_letter_end(lexer, at) != 0;
}

/* What a joiner of class `class` that ends at `end` comes to; SYMBOL_END when it joins nothing. */
static enum symbol_kind joiner_kind(const struct run_lexer *lexer, enum char_class class,
                                    size_t end)
{
    uint32_t code;
    size_t beyond;
    enum char_class next = class_beyond(lexer, end, &code, &beyond);
    bool between_digits = next == CHAR_DIGIT && char_class_of(lexer->last) == CHAR_DIGIT;
    if (class == CHAR_APOSTROPHE)
        return next == CHAR_LETTER ? SYMBOL_APOSTROPHE : SYMBOL_END;
    if (class == CHAR_HYPHEN)
        return next == CHAR_LETTER || next == CHAR_DIGIT ? SYMBOL_HYPHEN : SYMBOL_END;
    if (class == CHAR_AMPERSAND)
        return keeps_ampersand(lexer, end) ? SYMBOL_CHAR : SYMBOL_END;
    if (class == CHAR_MIDDLE_DOT)
        return (lexer->last | 0x20) == 'l' && (code | 0x20) == 'l' ? SYMBOL_CHAR : SYMBOL_END;
    if (!between_digits)
        return SYMBOL_END;
    return class == CHAR_COMMA && is_thousands_comma(lexer, end) ? SYMBOL_NOTHING : SYMBOL_CHAR;
}

static struct symbol read_joiner(struct run_lexer *lexer, enum char_class class, size_t end)
{
    struct symbol symbol = {SYMBOL_END, lexer->at, lexer->at};
    if (lexer->last == 0)
        return symbol;
    symbol.kind = joiner_kind(lexer, class, end);
    if (symbol.kind == SYMBOL_END)
        return symbol;
    lexer->at = symbol.end = end;
    if (class == CHAR_DOT || class == CHAR_COMMA)
        return symbol;
    lexer->last = 0;
    lexer->characters = 0;
    lexer->acronym_end = 0;
    return symbol;
}

static struct symbol read_as(struct run_lexer *lexer, enum symbol_kind kind, size_t end)
{
    struct symbol symbol = {kind, lexer->at, end};
    if (kind == SYMBOL_END)
        symbol.end = symbol.start;
    lexer->at = symbol.end;
    return symbol;
}

static struct symbol read_letter_or_digit(struct run_lexer *lexer, uint32_t code, size_t end,
                                          enum char_class class)
{
    if (lexer->acronym_end != 0 && lexer->at >= lexer->acronym_end)
        return read_as(lexer, SYMBOL_END, end); /* J.K.Rowling: the name is a run of its own */
    if (lexer->last == 0 && class == CHAR_LETTER)
        lexer->acronym_end = find_acronym_end(lexer, lexer->at);
    lexer->last = code;
    lexer->characters += lexer->characters < 2;
    return read_as(lexer, SYMBOL_CHAR, end);
}

struct symbol run_lexer_next(struct run_lexer *lexer)
{
    uint32_t code;
    size_t end;
    enum char_class class = class_at(lexer, lexer->at, &code, &end);
    switch (class) {
    case CHAR_LETTER:
    case CHAR_DIGIT:
        return read_letter_or_digit(lexer, code, end, class);
    case CHAR_MARK:
        return read_as(lexer, lexer->last != 0 ? SYMBOL_CHAR : SYMBOL_END, end);
    case CHAR_IGNORED:
        return read_as(lexer, SYMBOL_NOTHING, end);
    case CHAR_DOT:
        if (lexer->at < lexer->acronym_end)
            return read_as(lexer, SYMBOL_NOTHING, end);
        return read_joiner(lexer, class, end);
    case CHAR_APOSTROPHE:
    case CHAR_HYPHEN:
    case CHAR_COMMA:
    case CHAR_AMPERSAND:
    case CHAR_MIDDLE_DOT:
        return read_joiner(lexer, class, end);
    case CHAR_SEPARATOR:
    case CHAR_SPACELESS:
        break;
    }
    return read_as(lexer, SYMBOL_END, end);
}

void run_lexer_skip(struct run_lexer *lexer)
{
    if (lexer->acronym_end != 0)
        return;
    const unsigned char *bytes = (const unsigned char *)lexer->text;
    size_t at = lexer->at;
    size_t length = 0; /* of the last character passed */
    while (at < lexer->size) {
        size_t size = 1;
        size_t passed = count_word_bytes(bytes + at, bytes[at] < 0x80 ? lexer->size - at : 0);
        if (bytes[at] >= 0x80 &&
            char_is_common_letter(utf8_decode(lexer->text, lexer->size, at, &size)))
            passed = size;
        if (passed == 0)
            break;
        at += passed;
        length = size;
    }
    /* One letter alone at the start of a piece may begin an acronym. */
    if (at == lexer->at || (lexer->last == 0 && at - lexer->at == length))
        return;
    lexer->last = utf8_decode(lexer->text, lexer->size, at - length, &length);
    lexer->characters = 2;
    lexer->at = at;
}

size_t spaceless_char_end(const char *text, size_t size, size_t at, bool *more)
{
    enum char_class class;
    size_t length;
    size_t end = at;
    utf8_decode(text, size, at, &length);
    do {
        end += length;
        if (end >= size) {
            *more = false;
            return end;
        }
        class = char_class_of(utf8_decode(text, size, end, &length));
    } while ((class == CHAR_MARK || class == CHAR_IGNORED) &&
             end + length - at <= SPACELESS_CHAR_MAX);
    *more = class == CHAR_SPACELESS;
    return end;
}
