/* The grammar of a run: what may stay inside a word. The scanner and the expander both read runs
 * with it, so they cannot disagree about where a run or its parts end.
 *
 *     run  = part *( hyphen part )
 *     part = piece *( joiner piece )
 *     piece = acronym / 1*( letter / digit / mark / ignored )
 *
 * A joiner is an apostrophe before a letter, "&" between capitals or beside a single letter, a dot
 * or comma between digits. Looking ahead never passes the end of the text nor a character twice for
 * the same question, so reading a run takes time in proportion to its bytes.
 */
#ifndef MORGUE_TEXT_RUN_LEXER_H
#define MORGUE_TEXT_RUN_LEXER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What a stretch of a run means for the written form. */
enum symbol_kind {
    SYMBOL_END,        /* the run ends before `start` */
    SYMBOL_CHAR,       /* stays as it is */
    SYMBOL_NOTHING,    /* vanishes: acronym dot, thousands comma, soft hyphen */
    SYMBOL_APOSTROPHE, /* stays, as U+0027 */
    SYMBOL_HYPHEN      /* between two parts */
};

struct symbol {
    enum symbol_kind kind;
    size_t start; /* byte offset in the text */
    size_t end;   /* byte offset behind it */
};

struct run_lexer {
    const char *text;    /* borrowed */
    size_t size;         /* bytes */
    size_t at;           /* where the next symbol begins */
    size_t acronym_end;  /* where the acronym at or before `at` ends; 0: none in this piece */
    uint32_t last;       /* the last letter or digit of the piece; 0: the piece begins here */
    unsigned characters; /* letters and digits in the piece so far; stops counting at 2 */
};

/* Read from `at`, which must be the start of a run or of a part of one. */
void run_lexer_init(struct run_lexer *lexer, const char *text, size_t size, size_t at);

/* The next symbol. */
struct symbol run_lexer_next(struct run_lexer *lexer);

/* Pass over plain letters and digits, as far as they are quickly told, which run_lexer_next would give
 * as SYMBOL_CHAR one by one. May pass none. */
void run_lexer_skip(struct run_lexer *lexer);

/* The end of the character of a script without spaces that begins at text[at]: the base and the marks
 * that follow, SPACELESS_CHAR_MAX bytes at most so that a pair of them is a token. *more: another such
 * character begins there. */
enum { SPACELESS_CHAR_MAX = 30 };
size_t spaceless_char_end(const char *text, size_t size, size_t at, bool *more);

#endif
