#include "searcher/query/lexer.h"

#include <stdlib.h>

#include "searcher/query/characters.h"

struct lexer {
    struct reading *reading; /* borrowed */
    struct tokens *tokens;   /* borrowed */
    mrg_text text;           /* the query */
    size_t at;               /* byte offset of what comes next */
    bool is_after_gap;       /* nothing, white space or an opening bracket stands before it */
};

/* What can stand before a colon. */
struct prefix {
    const char *name;        /* in lower case */
    enum query_field field;  /* unless it is a date */
    enum date_relation date; /* DATE_RELATION_NONE for fields */
};

static const struct prefix prefixes[] = {
    {"headline", IN_HEADLINE, DATE_RELATION_NONE},
    {"title", IN_HEADLINE, DATE_RELATION_NONE},
    {"head", IN_HEADLINE, DATE_RELATION_NONE},
    {"by", IN_BYLINE, DATE_RELATION_NONE},
    {"byline", IN_BYLINE, DATE_RELATION_NONE},
    {"author", IN_BYLINE, DATE_RELATION_NONE},
    {"source", IN_SOURCE, DATE_RELATION_NONE},
    {"section", IN_SECTION, DATE_RELATION_NONE},
    {"place", IN_PLACE, DATE_RELATION_NONE},
    {"topic", IN_TOPIC, DATE_RELATION_NONE},
    {"subject", IN_TOPIC, DATE_RELATION_NONE},
    {"tag", IN_TOPIC, DATE_RELATION_NONE},
    {"person", IN_PERSON, DATE_RELATION_NONE},
    {"org", IN_ORG, DATE_RELATION_NONE},
    {"lang", IN_LANGUAGE, DATE_RELATION_NONE},
    {"language", IN_LANGUAGE, DATE_RELATION_NONE},
    {"id", IN_ID, DATE_RELATION_NONE},
    {"file", IN_FILE, DATE_RELATION_NONE},
    {"date", IN_TEXT, DATE_RELATION_ON},
    {"since", IN_TEXT, DATE_RELATION_SINCE},
    {"after", IN_TEXT, DATE_RELATION_AFTER},
    {"before", IN_TEXT, DATE_RELATION_BEFORE},
    {"until", IN_TEXT, DATE_RELATION_UNTIL},
};

static const struct prefix *find_prefix(mrg_text name)
{
    for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++)
        if (text_is_folded(name, prefixes[i].name))
            return &prefixes[i];
    return NULL;
}

static void emit(struct lexer *lexer, const struct token *token)
{
    struct tokens *tokens = lexer->tokens;
    if (tokens->count == tokens->capacity) {
        size_t capacity = tokens->capacity * 2 + 16;
        struct token *items = NULL;
        if (capacity <= SIZE_MAX / sizeof *items)
            items = realloc(tokens->items, capacity * sizeof *items);
        if (items == NULL) {
            lexer->reading->out_of_memory = true;
            return;
        }
        tokens->items = items;
        tokens->capacity = capacity;
    }
    tokens->items[tokens->count++] = *token;
}

/* What was to be negated turned out to be punctuation: the minus before it is punctuation too. */
static void drop_minus(struct lexer *lexer)
{
    struct tokens *tokens = lexer->tokens;
    if (tokens->count > 0 && tokens->items[tokens->count - 1].kind == TOKEN_MINUS)
        tokens->count--;
}

/* The number behind the slash: 1 to QUERY_DISTANCE_MAX, else 0. False when it is not a number. */
static bool read_distance(mrg_text digits, unsigned *distance)
{
    unsigned value = 0;
    for (size_t i = 0; i < digits.size; i++) {
        if (digits.data[i] < '0' || digits.data[i] > '9')
            return false;
        if (value <= QUERY_DISTANCE_MAX)
            value = value * 10 + (unsigned)(digits.data[i] - '0');
    }
    *distance = value <= QUERY_DISTANCE_MAX ? value : 0;
    return digits.size > 0;
}

enum token_kind operator_of(mrg_text text, unsigned *distance, bool *is_off)
{
    static const struct {
        const char *name;
        size_t size;
        enum token_kind kind;
    } proximity[] = {{"NEAR/", 5, TOKEN_NEAR}, {"W/", 2, TOKEN_NEAR}, {"PRE/", 4, TOKEN_PRE}};

    *distance = 0;
    if (is_off != NULL)
        *is_off = false;
    if (text_is(text, "AND"))
        return TOKEN_AND;
    if (text_is(text, "OR"))
        return TOKEN_OR;
    if (text_is(text, "NOT"))
        return TOKEN_NOT;
    if (text_is(text, "NEAR")) {
        *distance = QUERY_DISTANCE_PLAIN;
        return TOKEN_NEAR;
    }
    for (size_t i = 0; i < sizeof proximity / sizeof *proximity; i++) {
        size_t size = proximity[i].size;
        if (text.size <= size || !text_is(text_slice(text, 0, size), proximity[i].name))
            continue;
        if (!read_distance(text_slice(text, size, text.size), distance))
            continue;
        if (*distance > 0)
            return proximity[i].kind;
        if (is_off != NULL)
            *is_off = true;
    }
    return TOKEN_WORD;
}

/* Where the run of text that starts at `at` ends: before white space, a bracket or a quotation. */
static size_t run_end(mrg_text text, size_t at)
{
    while (at < text.size) {
        struct character c = character_at(text, at);
        if (is_space(c.code) || c.code == '(' || c.code == ')' || quote_family_of(c.code))
            break;
        at += c.size;
    }
    return at;
}

/* Behind the punctuation that starts a run, up to what has a meaning there. */
static size_t skip_punctuation(mrg_text run)
{
    size_t at = 0;
    while (at < run.size) {
        struct character c = character_at(run, at);
        if (is_word_character(c.code) || c.code == '=' || c.code == '*' || c.code == '?')
            break;
        at += c.size;
    }
    return at;
}

static bool has_word(mrg_text text)
{
    return text_has_byte(text, '*') || has_letter_or_digit(text);
}

/* Read a quotation at lexer->at; `token` holds what was written directly before it. */
static void lex_quoted(struct lexer *lexer, struct token *token, size_t whole_start)
{
    struct character mark = character_at(lexer->text, lexer->at);
    enum quote_family family = quote_family_of(mark.code);
    size_t start = lexer->at + mark.size;
    size_t end = start;
    struct character c = {0, 0};
    for (; end < lexer->text.size; end += c.size) {
        c = character_at(lexer->text, end);
        if (quote_family_of(c.code) == family)
            break;
    }
    bool is_closed = end < lexer->text.size;
    lexer->at = is_closed ? end + c.size : end;
    lexer->is_after_gap = false;
    token->kind = TOKEN_QUOTED;
    token->text = text_slice(lexer->text, start, end);
    token->whole = text_slice(lexer->text, whole_start, end);
    if (!is_closed)
        warn(lexer->reading, "no closing quotation mark for: ", token->text,
             "; the quotation runs to the end");
    if (has_letter_or_digit(token->text)) {
        emit(lexer, token);
        return;
    }
    if (token->has_field || token->date != DATE_RELATION_NONE)
        warn(lexer->reading, "no word stands in the quotation of: ", token->whole, "; left out");
    drop_minus(lexer);
}

static void lex_bracket(struct lexer *lexer, struct token *token, size_t whole_start)
{
    bool is_open = lexer->text.data[lexer->at] == '(';
    token->kind = is_open ? TOKEN_OPEN : TOKEN_CLOSE;
    token->whole = text_slice(lexer->text, whole_start, lexer->at + 1);
    token->text = text_slice(lexer->text, lexer->at, lexer->at + 1);
    emit(lexer, token);
    lexer->at++;
    lexer->is_after_gap = is_open;
}

/* The run `whole` is a word; the part of it behind `prefix_size` bytes is what `token` says. */
static void lex_word(struct lexer *lexer, struct token *token, mrg_text whole, size_t prefix_size)
{
    token->kind = TOKEN_WORD;
    token->whole = whole;
    token->text = text_slice(whole, prefix_size, whole.size);
    bool is_date = token->date != DATE_RELATION_NONE;
    bool has_value = is_date           ? token->text.size > 0
                     : token->is_exact ? has_letter_or_digit(token->text)
                                       : has_word(token->text);
    if (has_value) {
        emit(lexer, token);
        return;
    }
    if (token->has_field || is_date) {
        warn(lexer->reading, "nothing stands directly behind: ", whole, "; read as a word");
        emit(lexer, &(struct token){.kind = TOKEN_WORD, .text = whole, .whole = whole});
        return;
    }
    drop_minus(lexer);
}

/* Read the field and the = at the start of `run` into `token`; returns how many bytes they take. */
static size_t lex_prefix(struct lexer *lexer, mrg_text run, struct token *token)
{
    size_t start = skip_punctuation(run);
    size_t colon = start;
    while (colon < run.size && run.data[colon] != ':')
        colon++;
    size_t value = start;
    if (colon < run.size && colon > start) {
        mrg_text name = text_slice(run, start, colon);
        const struct prefix *prefix = find_prefix(name);
        if (prefix != NULL) {
            token->date = prefix->date;
            token->has_field = prefix->date == DATE_RELATION_NONE;
            token->field = prefix->field;
            value = colon + 1;
        } else if (run.data[start] != '=' && has_letter_or_digit(name)) {
            warn(lexer->reading, "there is no field called: ", name, "; read as words");
        }
    }
    if (value < run.size && run.data[value] == '=') {
        token->is_exact = true;
        value++;
    }
    return value > start ? value : 0;
}

/* Whether `run` is an operator, which is then handed on. */
static bool lex_operator(struct lexer *lexer, mrg_text run)
{
    struct token token = {.text = run, .whole = run};
    bool is_off;
    token.kind = operator_of(run, &token.distance, &is_off);
    if (is_off)
        warn(lexer->reading, "the number must be 1 to 1000: ", run, "; read as words");
    if (token.kind == TOKEN_WORD)
        return false;
    emit(lexer, &token);
    return true;
}

/* A run that is a word, an operator, or what stands before a quotation or a bracket. */
static void lex_run(struct lexer *lexer)
{
    size_t start = lexer->at;
    size_t end = run_end(lexer->text, start);
    mrg_text run = text_slice(lexer->text, start, end);
    lexer->at = end;
    lexer->is_after_gap = false;
    if (lex_operator(lexer, run))
        return;
    struct token token = {.kind = TOKEN_WORD};
    size_t prefix_size = lex_prefix(lexer, run, &token);
    if (prefix_size == run.size && end < lexer->text.size) {
        struct character next = character_at(lexer->text, end);
        if (quote_family_of(next.code) != QUOTE_NONE) {
            lex_quoted(lexer, &token, start);
            return;
        }
        if (next.code == '(') {
            token.is_exact = false;
            lex_bracket(lexer, &token, start);
            return;
        }
    }
    lex_word(lexer, &token, run, prefix_size);
}

/* A minus that negates stands behind a gap and directly before something. */
static bool is_minus(const struct lexer *lexer)
{
    if (!lexer->is_after_gap || lexer->text.data[lexer->at] != '-' ||
        lexer->at + 1 >= lexer->text.size)
        return false;
    struct character next = character_at(lexer->text, lexer->at + 1);
    return !is_space(next.code) && next.code != ')' && next.code != '-';
}

static void lex_next(struct lexer *lexer)
{
    struct character c = character_at(lexer->text, lexer->at);
    struct token token = {.kind = TOKEN_WORD};
    if (is_space(c.code)) {
        lexer->at += c.size;
        lexer->is_after_gap = true;
    } else if (c.code == '(' || c.code == ')') {
        lex_bracket(lexer, &token, lexer->at);
    } else if (quote_family_of(c.code) != QUOTE_NONE) {
        lex_quoted(lexer, &token, lexer->at);
    } else if (is_minus(lexer)) {
        token.kind = TOKEN_MINUS;
        token.text = token.whole = text_slice(lexer->text, lexer->at, lexer->at + 1);
        emit(lexer, &token);
        lexer->at++;
        lexer->is_after_gap = false;
    } else {
        lex_run(lexer);
    }
}

void lex(struct reading *reading, struct tokens *tokens)
{
    struct lexer lexer = {reading, tokens, reading->text, 0, true};
    tokens->count = 0;
    while (lexer.at < lexer.text.size && !reading->out_of_memory)
        lex_next(&lexer);
    emit(&lexer, &(struct token){.kind = TOKEN_END});
}

void tokens_free(struct tokens *tokens)
{
    free(tokens->items);
    *tokens = (struct tokens){NULL, 0, 0};
}
