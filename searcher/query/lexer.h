/* From the bytes of a query to its tokens. */
#ifndef MORGUE_SEARCHER_QUERY_LEXER_H
#define MORGUE_SEARCHER_QUERY_LEXER_H

#include "searcher/query/query_date.h"
#include "searcher/query/query_tree.h"
#include "searcher/query/warnings.h"

enum token_kind {
    TOKEN_WORD,   /* a word with whatever stands in it */
    TOKEN_QUOTED, /* the inside of a quotation */
    TOKEN_OPEN,   /* opening bracket */
    TOKEN_CLOSE,  /* closing bracket */
    TOKEN_MINUS,  /* minus directly before its operand */
    TOKEN_NOT,
    TOKEN_AND,
    TOKEN_OR,
    TOKEN_NEAR,    /* NEAR/5, W/5 */
    TOKEN_PRE,     /* PRE/5 */
    TOKEN_DROPPED, /* found to mean nothing; gone after arrange() */
    TOKEN_END      /* behind the last */
};

struct token {
    enum token_kind kind;
    bool has_field;         /* `field` was written before it, with a colon */
    bool is_exact;          /* = was written before it; WORD and QUOTED only */
    bool is_lowered;        /* WORD: an operator that is read as a word, in lower case */
    enum query_field field; /* where to look, with has_field */
    enum date_relation
        date;          /* date:, since: and so on written before it; else DATE_RELATION_NONE */
    unsigned distance; /* NEAR and PRE */
    mrg_text text;     /* WORD: without its prefix; QUOTED: the inside; else the token */
    mrg_text whole;    /* with its prefix, without quotation marks; borrowed from the query */
    size_t link;       /* for matching brackets; see arrange.c */
};

struct tokens {
    struct token *items; /* owned; the last one is TOKEN_END */
    size_t count;        /* TOKEN_END included */
    size_t capacity;     /* tokens allocated */
};

/* Take reading->text apart. Every WORD and QUOTED holds a letter, a digit or (WORD only) a *:
 * what is only punctuation gives no token. On failure reading->out_of_memory is set. */
void lex(struct reading *reading, struct tokens *tokens);

void tokens_free(struct tokens *tokens);

/* The operator `text` is as a whole, its distance in *distance; TOKEN_WORD when it is none. A
 * number out of bounds makes it none; *is_off (may be NULL) then says so. */
enum token_kind operator_of(mrg_text text, unsigned *distance, bool *is_off);

#endif
